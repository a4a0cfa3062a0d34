package org.unmask.app.study;

import java.util.List;
import java.util.Optional;
import org.unmask.app.study.FigureSpec.Baseline;
import org.unmask.app.study.FigureSpec.Line;
import org.unmask.app.study.FigureSpec.X;
import org.unmask.app.study.FigureSpec.Y;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;

/// Reads the figures of a study and checks everything that needs no catalogue.
final class FigureKeys {
    private static final List<Integer> ONE = List.of(1);

    private FigureKeys() {}

    static FigureSpec figure(Keys keys) {
        String id = keys.text("id");
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw keys.bad("id", "lower-case letters, digits and hyphens");
        }
        X x = keys.value("x", X::of);
        Y y = keys.value("y", Y::of);
        FigureSpec figure = new FigureSpec(
                keys.prefix(),
                id,
                keys.text("title", id),
                keys.text("intro", ""),
                x,
                y,
                keys.texts("devices"),
                keys.numbers("prompt_tokens"),
                keys.numbers("generated_tokens"),
                x == X.BATCH ? keys.numbers("batches") : keys.numbers("batches", ONE),
                x == X.STEPS ? keys.numbers("steps") : List.of(),
                keys.value("logits", "active", LogitRows::of),
                keys.value("dtype", "bf16", DType::of),
                keys.text("profile", "roofline"),
                keys.parts("lines", FigureKeys::line),
                keys.part("baseline", FigureKeys::baseline),
                keys.has("published") ? Optional.of(keys.text("published")) : Optional.empty());
        check(keys, figure);
        return figure;
    }

    private static Line line(Keys keys) {
        return new Line(
                keys.prefix(),
                keys.text("model"),
                keys.text("strategy"),
                keys.text("label", ""),
                keys.has("logits") ? Optional.of(keys.value("logits", LogitRows::of)) : Optional.empty());
    }

    private static Baseline baseline(Keys keys) {
        boolean itself = !keys.has("model") && !keys.has("strategy") && !keys.has("label") && !keys.has("logits");
        Optional<Integer> prompt =
                keys.has("prompt_tokens") ? Optional.of(keys.positive("prompt_tokens")) : Optional.empty();
        if (itself && prompt.isEmpty()) {
            throw keys.bad("model", "model and strategy, or prompt_tokens for each line at another prompt");
        }
        return new Baseline(itself ? Optional.empty() : Optional.of(line(keys)), prompt);
    }

    private static void check(Keys keys, FigureSpec figure) {
        if (figure.devices().isEmpty()) {
            throw keys.bad("devices", "at least one device");
        }
        if (figure.lines().isEmpty()) {
            throw keys.bad("lines", "at least one line with model and strategy");
        }
        if (figure.y().isRelative() != figure.baseline().isPresent()) {
            throw keys.bad(
                    "baseline",
                    figure.y().isRelative()
                            ? "what y: " + figure.y().id() + " is relative to"
                            : "none with y: " + figure.y().id());
        }
        if (figure.published().isPresent()
                && (figure.y().isRelative() || !figure.y().isTimed())) {
            throw keys.bad("published", "none with y: " + figure.y().id());
        }
        figure.lines().forEach(line -> check(figure, line));
        figure.baseline().flatMap(Baseline::line).ifPresent(line -> check(figure, line));
    }

    /// Refuses a strategy that does not fit one of the requests of the figure.
    private static void check(FigureSpec figure, Line line) {
        try {
            figure.forEachSetting(setting -> {
                StrategySpec strategy = line.spec(setting.steps());
                if (Strategies.needsLogits(strategy, figure.request(line, setting))) {
                    throw new IllegalArgumentException("'" + strategy + "' needs tokens-per-pass=X to be predicted");
                }
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(line.key() + "strategy: " + e.getMessage(), e);
        }
    }

    static AsymptoticsSpec asymptotics(Keys keys) {
        AsymptoticsSpec spec = new AsymptoticsSpec(
                keys.numbers("lengths"),
                keys.number("batch", 1),
                keys.value("dtype", "bf16", DType::of),
                keys.parts("lines", FigureKeys::lawLine));
        if (spec.batch() < 1) {
            throw keys.bad("batch", "a whole number from 1");
        }
        int shortest = spec.lengths().stream().min(Integer::compare).orElseThrow();
        for (AsymptoticsSpec.Line line : spec.lines()) {
            if (line.block() > shortest) {
                throw new IllegalArgumentException(line.key() + "block: " + line.block()
                        + "; expected at most the shortest of asymptotics.lengths, " + shortest);
            }
        }
        if (spec.lines().isEmpty()) {
            throw keys.bad("lines", "at least one line with model and law");
        }
        return spec;
    }

    private static AsymptoticsSpec.Line lawLine(Keys keys) {
        AsymptoticsSpec.Law law = keys.value("law", AsymptoticsSpec.Law::of);
        return new AsymptoticsSpec.Line(
                keys.prefix(), keys.text("model"), law, law == AsymptoticsSpec.Law.BLOCK ? keys.positive("block") : 1);
    }
}
