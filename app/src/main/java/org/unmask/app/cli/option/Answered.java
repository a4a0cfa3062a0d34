package org.unmask.app.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.Shelf;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.text.UsageException;
import org.unmask.run.evaluate.EvaluationPlan;
import org.unmask.run.evaluate.Evaluator;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.Stops;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that say which problems are answered, shared by evaluations and frontiers.
public final class Answered {
    private static final int NAMED = 5;

    @Option(
            names = {"--dataset", "--prompts"},
            required = true,
            paramLabel = "FILE",
            description =
                    "File of JSON lines: `prompt` and maybe `answer`, chat `messages`, or the lines of GSM8K or HumanEval.")
    private Path dataset = Path.of("");

    @Option(
            names = {"--limit", "--problems"},
            defaultValue = "0",
            paramLabel = "N",
            description = "Number of problems, from the first. Default: 0, which takes all.")
    private int limit;

    @Option(
            names = {"--gen-len", "--output-len"},
            defaultValue = "128",
            paramLabel = "N",
            description = "Room for the answer, in tokens. Default: ${DEFAULT-VALUE}.")
    private int generatedTokens;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description =
                    "File of JSON lines that keeps every answer; a later run of the same settings goes on from it. Without"
                            + " it answers are not kept.")
    private Path out;

    @Option(
            names = "--chat",
            description = "Put the prompts into the chat template of the model's files, or else of its family.")
    private boolean chat;

    @Option(
            names = "--finished",
            defaultValue = "drop",
            paramLabel = "WHAT",
            description =
                    "Fate of sequences that have ended: `drop` takes them out of the batch, `keep` holds them until all have"
                            + " ended. Default: ${DEFAULT-VALUE}.")
    private String finished;

    @Mixin
    private Machine machine = new Machine();

    @Mixin
    private SamplingOptions sampling = new SamplingOptions();

    /// What these options ask of models.
    ///
    /// @param shelf  has the models that strategies draft with
    /// @throws IOException if the file of such a model cannot be read or is wrong
    /// @throws UsageException if an option is bad
    public EvaluationPlan plan(
            Shelf shelf,
            CatalogModel autoregressive,
            CatalogModel diffusion,
            List<StrategySpec> strategies,
            List<Integer> batches)
            throws IOException {
        Numbers.from(0, "--limit", limit);
        Numbers.from(1, "--gen-len", generatedTokens);
        if (DType.of(machine.keyValues()) != DType.FLOAT32) {
            throw new UsageException("bad --kv-dtype " + machine.keyValues()
                    + ": keys and values are float32 while problems are answered");
        }
        return new EvaluationPlan(
                autoregressive,
                diffusion,
                drafters(shelf, strategies),
                dataset,
                limit,
                generatedTokens,
                strategies,
                batches,
                DType.of(machine.dtype().orElse("float32")),
                machine.backend(),
                machine.threads(),
                chat,
                Stops.of("end-token", finished),
                sampling.settings());
    }

    private Drafters drafters(Shelf shelf, List<StrategySpec> strategies) throws IOException {
        Drafters drafters = new Drafters(shelf.drafters(strategies, generatedTokens));
        drafters.named().forEach((name, entry) -> {
            if (entry.weights().isEmpty()) {
                entry.checkRunnable();
                throw new UsageException(
                        "drafter " + name + " has no weights here, so that its drafts would mean nothing;"
                                + " give a folder with weights and a tokenizer");
            }
        });
        return drafters;
    }

    /// The file of the problems.
    public Path dataset() {
        return dataset;
    }

    /// The room for an answer.
    public int generatedTokens() {
        return generatedTokens;
    }

    /// The file that keeps answers, if one was given.
    public Optional<Path> out() {
        return Optional.ofNullable(out);
    }

    /// The problems that are left out, a line for each of the first few.
    public List<String> notes(Evaluator evaluator) {
        List<String> skipped = evaluator.skipped();
        List<String> notes = new ArrayList<>();
        skipped.stream().limit(NAMED).forEach(reason -> notes.add("note: skipped " + reason));
        if (skipped.size() > NAMED) {
            notes.add("note: skipped " + (skipped.size() - NAMED) + " problems more; --format json names them all");
        }
        return notes;
    }

    /// A signal ends the work: seals the file and says what it holds.
    public void stopped(Evaluator evaluator, Consumer<String> said) {
        evaluator.seal();
        said.accept(
                out == null
                        ? "give --out FILE to keep answers and go on from them"
                        : "the answers so far are in " + out + "; run the same command to go on");
    }
}
