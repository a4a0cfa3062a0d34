package org.unmask.app.print;

import java.util.List;
import java.util.stream.Stream;
import org.unmask.core.text.Column;
import org.unmask.core.text.Units;
import org.unmask.result.Arrival;
import org.unmask.result.Lengths;
import org.unmask.result.Setting;

/// The columns that tell settings apart, where people read them. [#NAMES] are those that files have, too.
public final class SettingColumns {
    /// What has a name: model, strategy, program and machine.
    public static final List<Column<Setting>> NAMES = List.of(
            Column.textIfKnown(
                    "model",
                    "Model, as the program or its file names it.",
                    setting -> setting.model().id()),
            Column.textIfKnown(
                    "quantization",
                    "Scheme of the weights.",
                    setting -> setting.model().quantization()),
            Column.textIfKnown(
                    "strategy",
                    "Decoding strategy with its keys.",
                    setting -> setting.strategy().map(Object::toString)),
            Column.textIfKnown(
                    "engine",
                    "Program that ran the model.",
                    setting -> setting.engine().name()),
            Column.textIfKnown(
                    "version",
                    "Version of the program.",
                    setting -> setting.engine().version()),
            Column.textIfKnown(
                    "backend",
                    "Part of the program that computes; of predictions the runtime profile.",
                    setting -> setting.engine().backend()),
            Column.textIfKnown(
                    "machine",
                    "Processor or device.",
                    setting -> setting.machine().name()));

    static final List<Column<Setting>> ALL = Stream.of(
                    Column.of(NAMES, "model", "quantization", "engine", "version", "backend", "machine", "strategy"),
                    loads())
            .flatMap(List::stream)
            .toList();

    private SettingColumns() {}

    private static List<Column<Setting>> loads() {
        return List.of(
                Column.textIfKnown(
                        "arrival",
                        "How requests come.",
                        setting -> setting.load().arrival().map(SettingColumns::arrival)),
                Column.<Setting>textIfKnown(
                                "prompt_tokens",
                                "Tokens of a prompt.",
                                setting -> setting.load().promptTokens().map(SettingColumns::lengths))
                        .headed("prompt"),
                Column.textIfKnown(
                        "cached",
                        "Whether prompts, or parts of them, were in the cache before.",
                        setting -> setting.cached().map(cached -> cached ? "yes" : "no")),
                Column.<Setting>textIfKnown(
                                "generated_tokens",
                                "Tokens of an answer.",
                                setting -> setting.load().generatedTokens().map(SettingColumns::lengths))
                        .headed("generated"));
    }

    private static String arrival(Arrival arrival) {
        return switch (arrival) {
            case Arrival.Batch batch -> "batch " + batch.sequences();
            case Arrival.Concurrency concurrency -> "concurrency " + concurrency.clients();
            case Arrival.Rate rate -> Units.number(rate.requestsPerSecond()) + " requests/s";
        };
    }

    private static String lengths(Lengths lengths) {
        return switch (lengths) {
            case Lengths.Fixed fixed -> String.valueOf(fixed.tokens());
            case Lengths.AsGiven _ -> "as given";
            case Lengths.Drawn drawn -> Units.number(drawn.mean()) + " (mean, " + drawn.distribution() + ")";
        };
    }
}
