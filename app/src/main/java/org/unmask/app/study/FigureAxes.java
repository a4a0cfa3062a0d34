package org.unmask.app.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.unmask.app.study.FigureSpec.Line;
import org.unmask.app.study.FigureSpec.Setting;
import org.unmask.app.study.FigureSpec.X;
import org.unmask.app.study.FigureSpec.Y;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Scenario;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.LineFigure.Axis;
import org.unmask.report.figure.LineFigure.Axis.Scale;
import org.unmask.report.figure.LineFigure.Level;

/// Axes, titles, labels and ridge lines of the figures of a study.
final class FigureAxes {
    private FigureAxes() {}

    static Axis x(X x) {
        return switch (x) {
            case BATCH -> new Axis("batch", "", Scale.LOG2);
            case GENERATED_TOKENS -> new Axis("generated tokens", "", Scale.LOG2);
            case PROMPT_TOKENS -> new Axis("prompt tokens", "", Scale.LOG2);
            case STEPS -> new Axis("denoising steps K", "", Scale.LOG2);
            case BLOCK_LENGTH -> new Axis("block length", "", Scale.LOG2);
        };
    }

    static Axis y(Y y) {
        return switch (y) {
            case TOKENS_PER_SECOND -> new Axis("throughput", "tokens/s", Scale.LOG10);
            case ARITHMETIC_INTENSITY -> new Axis("arithmetic intensity", "FLOP/B", Scale.LOG10);
            case SECONDS -> new Axis("time of a generation", "s", Scale.LOG10);
            case PASS_SECONDS -> new Axis("time of a pass", "s", Scale.LOG10);
            case GAIN -> new Axis("throughput over baseline", "", Scale.LOG10);
            case LOSS -> new Axis("share of throughput lost", "", Scale.LINEAR);
        };
    }

    /// Lines of one strategy that differ in their steps alone have shades of one scale.
    static Label label(FigureSpec spec, Line line) {
        StrategySpec strategy = line.spec(1);
        String text = text(line);
        if (Strategies.isAutoregressive(strategy)) {
            return Label.ar(text, "ar");
        }
        List<StrategySpec> others = spec.lines().stream()
                .map(other -> other.spec(1))
                .filter(other -> !Strategies.isAutoregressive(other))
                .map(other -> other.without(StrategyKeys.STEPS.name()))
                .toList();
        String steps = strategy.keys().getOrDefault(StrategyKeys.STEPS.name(), "");
        boolean shades = others.size() > 1 && others.stream().distinct().count() == 1;
        return shades && steps.matches("\\d+")
                ? Label.steps(text, Integer.parseInt(steps))
                : Label.dlm(text, line.model() + " " + line.strategy());
    }

    /// What the legend says of a line.
    static String text(Line line) {
        return line.label().isEmpty() ? line.model() + ", " + line.strategy() : line.label();
    }

    /// Where a scenario stands on the axis; 0 if it has no such number.
    static int value(X x, Scenario scenario) {
        return switch (x) {
            case BATCH -> scenario.request().batch();
            case GENERATED_TOKENS -> scenario.request().generatedTokens();
            case PROMPT_TOKENS -> scenario.request().promptTokens();
            case STEPS -> number(scenario, StrategyKeys.STEPS.name());
            case BLOCK_LENGTH -> number(scenario, "block");
        };
    }

    private static int number(Scenario scenario, String key) {
        String text = scenario.strategy().keys().getOrDefault(key, "");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }

    /// What tells a panel from its neighbours: everything but the axis and a batch of one.
    static String title(FigureSpec spec, Setting setting) {
        List<String> parts = new ArrayList<>();
        if (spec.x() != X.PROMPT_TOKENS) {
            parts.add("prompt " + setting.promptTokens());
        }
        if (spec.x() != X.GENERATED_TOKENS) {
            parts.add("generated " + setting.generatedTokens());
        }
        if (spec.x() != X.BATCH) {
            parts.add("batch " + setting.batch());
        }
        return String.join(", ", parts);
    }

    /// Devices with the same ridge share a line.
    static List<Level> ridges(List<Device> devices, DType dtype, Function<Device, Source> source) {
        Map<String, List<Device>> byRidge = new LinkedHashMap<>();
        for (Device device : devices) {
            String ridge = String.format(Locale.ROOT, "%.0f", device.ridge(dtype));
            byRidge.computeIfAbsent(ridge, _ -> new ArrayList<>()).add(device);
        }
        List<Level> levels = new ArrayList<>();
        byRidge.forEach((ridge, group) -> levels.add(new Level(
                Label.neutral("ridge "
                        + String.join(", ", group.stream().map(Device::id).toList()) + " (" + ridge + ")"),
                source.apply(group.getFirst()),
                group.getFirst().ridge(dtype))));
        return levels;
    }
}
