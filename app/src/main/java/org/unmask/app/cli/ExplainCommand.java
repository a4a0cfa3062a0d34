package org.unmask.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Axes;
import org.unmask.app.cli.option.Format;
import org.unmask.app.print.ExplanationFormats;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.choice.Generations;
import org.unmask.core.text.UsageException;
import org.unmask.cost.predict.Explanation;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.result.AssumptionFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// One operator of a pass, term by term.
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Explain the time of an operator: its formula with the numbers put in, what each term contributes, and which roof binds.",
            "Without --operator, list the operators of a pass with their shares. The numbers are those that predict adds up."
        },
        footer = {
            "",
            "Examples:",
            "  unmask explain --model llama-3-8b --device a6000 --strategy ar",
            "  unmask explain --model llada-8b --device h100-sxm \\",
            "      --strategy diffusion:steps=128 --operator attention",
            "  unmask explain --model llada-8b --device h200-sxm --batch 8 --pass 3 \\",
            "      --strategy dual-cache:block=32,steps=128 --operator qkv_proj"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private Axes axes = new Axes();

    @Option(
            names = "--operator",
            paramLabel = "NAME",
            description = "Operator of the pass, for instance attention. Default: none, which lists all.")
    private String operator;

    @Option(
            names = "--pass",
            paramLabel = "N",
            description =
                    "Forward pass of the generation, from 1. Default: the first of the kind that takes the most time.")
    private Integer pass;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    ExplainCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        Explanation explanation = Explanation.of(
                Prediction.of(scenario(catalog), AssumptionFiles.ON_DISK),
                pass == null ? OptionalInt.empty() : OptionalInt.of(pass),
                Optional.ofNullable(operator));
        context.out()
                .print(
                        switch (format) {
                            case TEXT ->
                                ExplanationFormats.text(
                                        explanation, context.console().columns());
                            case JSON -> ExplanationFormats.json(explanation) + "\n";
                            case CSV -> ExplanationFormats.csv(explanation);
                        });
        context.out().flush();
        axes.notes(catalog, true).forEach(context.err()::println);
        return 0;
    }

    private Scenario scenario(Catalog catalog) throws IOException {
        List<Generations.Item> items = axes.workload().items();
        Generations.Item item = items.getFirst();
        List<Scenario> scenarios = axes.settings(catalog, List.of(item.strategy()), axes.chunked(item.request()));
        if (items.size() * scenarios.size() > 1) {
            throw new UsageException("an explanation is of one prediction; give numbers, not lists or ranges");
        }
        return scenarios.getFirst();
    }
}
