package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.unmask.app.cli.option.Answered;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.Numbers;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.frontier.DecodingGrid;
import org.unmask.app.frontier.FrontierFormats;
import org.unmask.app.frontier.FrontierPage;
import org.unmask.app.frontier.FrontierRun;
import org.unmask.app.terminal.Interruption;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.UsageException;
import org.unmask.input.IntRange;
import org.unmask.run.evaluate.EvaluationPlan;
import org.unmask.run.evaluate.Evaluator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Accuracy against speed.
@Command(
        name = "frontier",
        mixinStandardHelpOptions = true,
        description = {
            "Find which steps, blocks, commit rules and caches of a diffusion model give the most accuracy for their speed,",
            "and how fast that is beside an autoregressive model. A setting that is dominated beyond its interval gets no more",
            "problems. With --out the same command goes on where an earlier one stopped."
        },
        footer = {
            "",
            "Examples:",
            "  unmask frontier --model tiny-math-dlm --ar-model tiny-math-ar --gen-len 64 \\",
            "      --dataset models/tiny-math/test.jsonl --limit 50",
            "  unmask frontier --model tiny-math-block --ar-model tiny-math-ar --gen-len 64 \\",
            "      --batch 1,16 --dataset models/tiny-math/test.jsonl --limit 200",
            "  unmask frontier --model tiny-math-dlm --ar-model tiny-math-ar --gen-len 64 \\",
            "      --drafter tiny-math-drafter,ngram --dataset models/tiny-math/test.jsonl \\",
            "      --limit 100 --out race.jsonl --html frontier.html"
        })
final class FrontierCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = {"--model", "--dlm"},
            required = true,
            paramLabel = "NAME",
            description = "Diffusion model: a name of the catalogue that has weights, or a folder.")
    private String diffusion = "";

    @Option(
            names = {"--ar-model", "--ar"},
            required = true,
            paramLabel = "NAME",
            description = "Autoregressive model, which is the line to beat.")
    private String autoregressive = "";

    @Option(
            names = "--drafter",
            split = ",",
            paramLabel = "NAME",
            description =
                    "What drafts for the autoregressive model: a name of the catalogue that has weights, a folder, or ngram for"
                            + " look-ups in the text. The line to beat is then the faster of both, at each batch.")
    private List<String> drafters = List.of();

    @Option(
            names = "--cache",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Caches: none, prefix, dual, delayed or exact. Default: none,prefix,dual, and exact for a block-diffusion"
                            + " model.")
    private List<String> caches;

    @Option(
            names = "--block-length",
            paramLabel = "N",
            description =
                    "Block lengths: a number, a list or a range; those that do not divide --gen-len are left out. Default:"
                            + " 16,32,64, or the block that the model was trained with.")
    private String blocks;

    @Option(
            names = "--steps",
            defaultValue = "8,16,32",
            paramLabel = "K",
            description = "Denoising steps of fixed schedules: a number, a list or a range. Default: ${DEFAULT-VALUE}.")
    private String steps;

    @Option(
            names = "--rule",
            split = ",",
            defaultValue = "threshold=0.9,threshold=0.95,threshold=0.99",
            paramLabel = "KEY=VALUE",
            description = "Commit rules that logits decide by. Default: ${DEFAULT-VALUE}.")
    private List<String> rules = List.of();

    @Option(
            names = "--strategy",
            paramLabel = "NAME[:key=value,...]",
            description =
                    "A setting besides those of the grid; one that drafts is one of the autoregressive model. The option may be"
                            + " repeated.")
    private List<String> strategies = List.of();

    @Option(
            names = "--batch",
            defaultValue = "1,16",
            paramLabel = "N",
            description = "Problems answered together: a number, a list or a range. Default: ${DEFAULT-VALUE}.")
    private String batches;

    @Mixin
    private Answered answered = new Answered();

    @Option(
            names = "--first-round",
            defaultValue = "25",
            paramLabel = "N",
            description =
                    "Problems that every setting answers; each round has twice as many. Default: ${DEFAULT-VALUE}.")
    private int firstRound;

    @Option(
            names = "--error",
            defaultValue = "0.05",
            paramLabel = "P",
            description = "Probability that a setting of the front is dropped, at most. Default: ${DEFAULT-VALUE}.")
    private double error;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "File that gets a page with the figures, which needs no network.")
    private Path html;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    FrontierCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Numbers.from(1, "--first-round", firstRound);
        if (!(error > 0 && error < 1)) {
            throw new UsageException("--error " + error + "; expected a probability between 0 and 1");
        }
        CatalogModel baseline = model(autoregressive);
        CatalogModel model = model(diffusion);
        EvaluationPlan plan =
                answered.plan(context.catalog(), baseline, model, specs(model), IntRange.parse("--batch", batches));
        try (Evaluator evaluator = Evaluator.open(plan, answered.out())) {
            answered.notes(evaluator).forEach(context.err()::println);
            FrontierRun run;
            try (Interruption _ = Interruption.then(() -> answered.stopped(evaluator, context::stopped))) {
                run = FrontierRun.of(evaluator, firstRound, error, context.progress());
            }
            if (html != null) {
                new FrontierPage(run, plan).write(html);
            }
            print(new FrontierFormats(run, plan.dataset().toString(), evaluator.skipped()));
        }
        return 0;
    }

    private CatalogModel model(String name) throws IOException {
        CatalogModel entry = context.catalog().model(name);
        if (entry.weights().isEmpty()) {
            entry.checkRunnable();
            throw new UsageException("model " + name + " has no weights here, so that its answers would mean nothing;"
                    + " give a folder with weights and a tokenizer");
        }
        context.tell(entry);
        return entry;
    }

    private List<StrategySpec> specs(CatalogModel model) {
        int generated = answered.generatedTokens();
        DecodingGrid usual = DecodingGrid.of(model, IntRange.parse("--steps", steps), rules);
        List<Integer> lengths = blocks == null ? usual.blocks() : IntRange.parse("--block-length", blocks);
        List<StrategySpec> grid = new DecodingGrid(
                        caches == null ? usual.caches() : caches, lengths, usual.steps(), usual.rules())
                .strategies(generated);
        List<StrategySpec> own = strategies.stream().map(StrategySpec::parse).toList();
        if (own.contains(Strategies.AUTOREGRESSIVE)) {
            throw new UsageException("--strategy ar: the autoregressive model decodes with ar already");
        }
        if (grid.isEmpty() && own.stream().allMatch(Strategies::isAutoregressive)) {
            throw new UsageException("the grid is empty: no block length of "
                    + lengths.stream().map(String::valueOf).collect(Collectors.joining(",")) + " divides --gen-len "
                    + generated + " into fewer blocks than steps");
        }
        List<StrategySpec> all = new ArrayList<>(List.of(Strategies.AUTOREGRESSIVE));
        drafters.stream().map(Strategies::draftedBy).forEach(all::add);
        own.stream().filter(Strategies::isAutoregressive).forEach(all::add);
        all.addAll(grid);
        own.stream().filter(spec -> !Strategies.isAutoregressive(spec)).forEach(all::add);
        return all;
    }

    private void print(FrontierFormats formats) {
        context.out()
                .print(
                        switch (format) {
                            case TEXT -> formats.text(context.console().columns());
                            case JSON -> formats.json();
                            case CSV -> formats.csv();
                        });
        context.out().flush();
    }
}
