package org.unmask.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.app.cli.option.Axes;
import org.unmask.app.cli.option.Format;
import org.unmask.app.print.Formats;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.choice.Generations;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.result.AssumptionFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Predictions from the roofline and a runtime profile.
@Command(
        name = "predict",
        mixinStandardHelpOptions = true,
        description =
                "Predict time, work, memory, energy and money of a generation on one or several devices; lists make a cross"
                        + " product.",
        footer = {
            "",
            "Examples:",
            "  unmask predict --model llada-8b --device a6000 \\",
            "      --strategy diffusion:steps=128",
            "  unmask predict --model llada-8b --device a6000,h100-sxm \\",
            "      --strategy diffusion --steps 128,64,32 --batch '1-32*2' --format csv",
            "  unmask predict --model qwen3-8b --device h100-sxm --strategy ar \\",
            "      --tensor-parallel 2 --weight-dtype fp8 --format json"
        })
final class PredictCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private Axes axes = new Axes();

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    PredictCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        List<Generations.Item> items = axes.workload().items();
        Generations.Item first = items.getFirst();
        List<Scenario> settings = axes.settings(catalog, axes.workload().strategies(), first.request());
        StrategyFiles files = AssumptionFiles.ON_DISK.remembered();
        Stream<Prediction> predictions = settings.stream()
                .flatMap(setting ->
                        items.stream().map(item -> setting.of(item.strategy(), axes.chunked(item.request()))))
                .map(scenario -> Prediction.of(scenario, files));
        context.out()
                .print(
                        switch (format) {
                            case TEXT ->
                                Formats.text(predictions, context.console().columns());
                            case JSON -> Formats.json(predictions) + "\n";
                            case CSV -> Formats.csv(predictions);
                        });
        context.out().flush();
        boolean page = format == Format.TEXT && settings.size() == 1 && items.size() == 1;
        axes.notes(catalog, !page).forEach(context.err()::println);
        return 0;
    }
}
