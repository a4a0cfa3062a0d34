package org.unmask.app.print;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.text.Column;
import org.unmask.core.text.Units;
import org.unmask.result.Arrival;
import org.unmask.result.Lengths;
import org.unmask.result.Setting;

/// The columns that tell settings apart.
final class SettingColumns {
    static final List<Column<Setting>> ALL = List.of(
            known(
                    "model",
                    "Model, as the program or its file names it.",
                    setting -> setting.model().id()),
            known(
                    "quantization",
                    "Scheme of the weights.",
                    setting -> setting.model().quantization()),
            known(
                    "engine",
                    "Program that ran the model.",
                    setting -> setting.engine().name()),
            known(
                    "version",
                    "Version of the program.",
                    setting -> setting.engine().version()),
            known(
                    "backend",
                    "Part of the program that computes.",
                    setting -> setting.engine().backend()),
            known(
                    "machine",
                    "Processor or device.",
                    setting -> setting.machine().name()),
            known(
                    "strategy",
                    "Decoding strategy.",
                    setting -> setting.strategy().map(Object::toString)),
            known(
                    "arrival",
                    "How requests come.",
                    setting -> setting.load().arrival().map(SettingColumns::arrival)),
            known(
                            "prompt_tokens",
                            "Tokens of a prompt.",
                            setting -> setting.load().promptTokens().map(SettingColumns::lengths))
                    .headed("prompt"),
            known(
                    "cached",
                    "Whether prompts, or parts of them, were in the cache before.",
                    setting -> setting.cached().map(cached -> cached ? "yes" : "no")),
            known(
                            "generated_tokens",
                            "Tokens of an answer.",
                            setting -> setting.load().generatedTokens().map(SettingColumns::lengths))
                    .headed("generated"));

    private SettingColumns() {}

    private static Column<Setting> known(String id, String meaning, Function<Setting, Optional<String>> value) {
        return new Column<>(
                id,
                "",
                meaning,
                Column.Kind.TEXT,
                id.replace('_', ' '),
                value,
                setting -> value.apply(setting).orElse(Column.UNKNOWN));
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
