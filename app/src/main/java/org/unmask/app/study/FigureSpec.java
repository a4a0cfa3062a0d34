package org.unmask.app.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.text.Names;

/// A figure of predictions as a study describes it: one quantity against another, a line per model and strategy, a
/// panel per device and setting.
///
/// @param key  where the study has it, for messages
/// @param batches  the axis if `x` is the batch; otherwise each is a panel, as with the other lists
/// @param steps  the axis if `x` is the steps, which stand for `{steps}` in the strategies; otherwise empty
/// @param prefillChunk  most tokens of a pass over prompts; 0 is no limit
/// @param baseline  what gains are relative to
/// @param published  file of published measurements drawn over the lines
public record FigureSpec(
        String key,
        String id,
        String title,
        String intro,
        X x,
        Y y,
        List<String> devices,
        List<Integer> promptTokens,
        List<Integer> generatedTokens,
        List<Integer> batches,
        List<Integer> steps,
        List<Integer> blocks,
        LogitRows logits,
        int prefillChunk,
        DType dtype,
        String profile,
        List<Line> lines,
        Optional<Baseline> baseline,
        Optional<String> published) {
    private static final String STEPS = "{steps}";
    private static final String BLOCK = "{block}";

    public FigureSpec {
        devices = List.copyOf(devices);
        lines = List.copyOf(lines);
        promptTokens = List.copyOf(promptTokens);
        generatedTokens = List.copyOf(generatedTokens);
        batches = List.copyOf(batches);
        steps = List.copyOf(steps);
        blocks = List.copyOf(blocks);
    }

    /// What the horizontal axis counts.
    public enum X {
        BATCH,
        GENERATED_TOKENS,
        PROMPT_TOKENS,
        STEPS,
        BLOCK_LENGTH;

        String id() {
            return FigureSpec.id(this);
        }

        static X of(String id) {
            return FigureSpec.of("x", id, values());
        }
    }

    /// What the vertical axis shows. The time of a pass is the mean of those after the prompt. A gain is a throughput over that of the
    /// baseline, a loss is one minus it.
    public enum Y {
        TOKENS_PER_SECOND,
        ARITHMETIC_INTENSITY,
        SECONDS,
        PASS_SECONDS,
        GAIN,
        LOSS;

        String id() {
            return FigureSpec.id(this);
        }

        static Y of(String id) {
            return FigureSpec.of("y", id, values());
        }

        boolean isRelative() {
            return this == GAIN || this == LOSS;
        }

        /// Whether it depends on the device.
        boolean isTimed() {
            return this != ARITHMETIC_INTENSITY;
        }
    }

    private static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static <E extends Enum<E>> E of(String kind, String id, E[] values) {
        return Arrays.stream(values)
                .filter(value -> id(value).equals(id))
                .findFirst()
                .orElseThrow(() -> Names.unknown(
                        kind, id, Arrays.stream(values).map(FigureSpec::id).toList()));
    }

    /// A model under a strategy.
    ///
    /// @param key  where the study has it, for messages
    /// @param strategy  may hold `{steps}` or `{block}`
    /// @param label  empty for model and strategy
    /// @param logits  instead of those of the figure
    /// @param profile  instead of that of the figure
    /// @param reported  values that somebody measured
    public record Line(
            String key,
            String model,
            String strategy,
            String label,
            Optional<LogitRows> logits,
            Optional<String> profile,
            List<Reported> reported) {
        public Line {
            reported = List.copyOf(reported);
        }

        StrategySpec spec(int steps) {
            return spec(steps, 1);
        }

        StrategySpec spec(Setting setting) {
            return spec(setting.steps(), setting.block());
        }

        private StrategySpec spec(int steps, int block) {
            return StrategySpec.parse(strategy.replace(STEPS, "" + steps).replace(BLOCK, "" + block));
        }
    }

    /// A measured value, drawn over a line.
    ///
    /// @param at  where on the horizontal axis
    /// @param value  in the unit of the vertical axis
    /// @param source  where it was reported
    public record Reported(int at, double value, String source) {}

    /// What a line is compared with.
    ///
    /// @param line  empty for the line itself
    /// @param promptTokens  instead of those of the panel
    public record Baseline(Optional<Line> line, Optional<Integer> promptTokens) {
        Line of(Line compared) {
            return line.orElse(compared);
        }

        Setting of(Setting setting) {
            return promptTokens
                    .map(prompt -> setting.at(X.PROMPT_TOKENS, prompt))
                    .orElse(setting);
        }
    }

    /// One combination of what does not depend on the device.
    ///
    /// @param steps  0 if they are not an axis
    /// @param block  0 if it is not an axis
    public record Setting(int batch, int promptTokens, int generatedTokens, int steps, int block) {
        /// This setting at another place of the axis.
        Setting at(X x, int value) {
            return switch (x) {
                case BATCH -> new Setting(value, promptTokens, generatedTokens, steps, block);
                case GENERATED_TOKENS -> new Setting(batch, promptTokens, value, steps, block);
                case PROMPT_TOKENS -> new Setting(batch, value, generatedTokens, steps, block);
                case STEPS -> new Setting(batch, promptTokens, generatedTokens, value, block);
                case BLOCK_LENGTH -> new Setting(batch, promptTokens, generatedTokens, steps, value);
            };
        }
    }

    Request request(Line line, Setting setting) {
        return new Request(
                        setting.batch(),
                        setting.promptTokens(),
                        setting.generatedTokens(),
                        line.logits().orElse(logits))
                .chunked(prefillChunk);
    }

    /// The values of the axis.
    List<Integer> axis() {
        return switch (x) {
            case BATCH -> batches;
            case GENERATED_TOKENS -> generatedTokens;
            case PROMPT_TOKENS -> promptTokens;
            case STEPS -> steps;
            case BLOCK_LENGTH -> blocks;
        };
    }

    /// The combinations of everything but the axis, which stands at its first value.
    List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        for (int prompt : fixed(X.PROMPT_TOKENS, promptTokens)) {
            for (int generated : fixed(X.GENERATED_TOKENS, generatedTokens)) {
                for (int batch : fixed(X.BATCH, batches)) {
                    settings.add(new Setting(batch, prompt, generated, first(steps), first(blocks)));
                }
            }
        }
        return settings;
    }

    private static int first(List<Integer> values) {
        return values.isEmpty() ? 0 : values.getFirst();
    }

    private List<Integer> fixed(X axis, List<Integer> values) {
        return x == axis ? values.subList(0, 1) : values;
    }

    /// Every combination, the axis included.
    void forEachSetting(Consumer<Setting> visitor) {
        for (Setting setting : settings()) {
            axis().forEach(value -> visitor.accept(setting.at(x, value)));
        }
    }
}
