package org.unmask.app.study;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.app.study.FigureSpec.Baseline;
import org.unmask.app.study.FigureSpec.Line;
import org.unmask.app.study.FigureSpec.Reported;
import org.unmask.app.study.FigureSpec.X;
import org.unmask.app.study.FigureSpec.Y;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.input.Fields;

/// Reads the figures of a study and checks everything that needs no catalogue.
final class FigureKeys {
    private static final List<Integer> ONE = List.of(1);

    private FigureKeys() {}

    static FigureSpec figure(Fields fields) throws IOException {
        String id = fields.text("id");
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw fields.bad("id", "lower-case letters, digits and hyphens");
        }
        X x = fields.value("x", X::of);
        Y y = fields.value("y", Y::of);
        FigureSpec figure = new FigureSpec(
                fields.prefix(),
                id,
                fields.text("title", id),
                fields.text("intro", ""),
                x,
                y,
                fields.texts("devices"),
                fields.ranges("prompt_tokens"),
                fields.ranges("generated_tokens"),
                x == X.BATCH ? fields.ranges("batches") : fields.ranges("batches", ONE),
                x == X.STEPS ? fields.ranges("steps") : List.of(),
                x == X.BLOCK_LENGTH ? fields.ranges("blocks") : List.of(),
                fields.value("logits", "active", LogitRows::of),
                StudyFile.prefillChunk(fields),
                fields.value("dtype", "bf16", DType::of),
                fields.text("profile", "roofline"),
                fields.parts("lines", FigureKeys::line),
                fields.part("baseline", FigureKeys::baseline),
                fields.optionalText("published"));
        check(fields, figure);
        return figure;
    }

    private static Line line(Fields fields) throws IOException {
        return new Line(
                fields.prefix(),
                fields.text("model"),
                fields.text("strategy"),
                fields.text("label", ""),
                fields.has("logits") ? Optional.of(fields.value("logits", LogitRows::of)) : Optional.empty(),
                fields.optionalText("profile"),
                fields.parts("reported", FigureKeys::reported));
    }

    private static Reported reported(Fields fields) throws IOException {
        return new Reported(fields.count("at"), fields.positive("value"), fields.text("source"));
    }

    private static Baseline baseline(Fields fields) throws IOException {
        boolean itself =
                !fields.has("model") && !fields.has("strategy") && !fields.has("label") && !fields.has("logits");
        Optional<Integer> prompt =
                fields.has("prompt_tokens") ? Optional.of(fields.count("prompt_tokens")) : Optional.empty();
        if (itself && prompt.isEmpty()) {
            throw fields.bad("model", "model and strategy, or prompt_tokens for each line at another prompt");
        }
        return new Baseline(itself ? Optional.empty() : Optional.of(line(fields)), prompt);
    }

    private static void check(Fields fields, FigureSpec figure) throws IOException {
        if (figure.devices().isEmpty()) {
            throw fields.bad("devices", "at least one device");
        }
        if (figure.lines().isEmpty()) {
            throw fields.bad("lines", "at least one line with model and strategy");
        }
        if (figure.y().isRelative() != figure.baseline().isPresent()) {
            throw fields.bad(
                    "baseline",
                    figure.y().isRelative()
                            ? "what y: " + figure.y().id() + " is relative to"
                            : "none with y: " + figure.y().id());
        }
        if (figure.published().isPresent() && figure.y() != Y.TOKENS_PER_SECOND && figure.y() != Y.SECONDS) {
            throw fields.bad("published", "none with y: " + figure.y().id());
        }
        boolean isReported =
                figure.lines().stream().anyMatch(line -> !line.reported().isEmpty());
        if (isReported && (figure.devices().size() > 1 || figure.settings().size() > 1)) {
            throw fields.bad("lines", "reported values only in a figure of one device and one setting");
        }
        figure.lines().forEach(line -> check(figure, line));
        figure.baseline().flatMap(Baseline::line).ifPresent(line -> check(figure, line));
    }

    /// Refuses a strategy that does not fit one of the requests of the figure.
    private static void check(FigureSpec figure, Line line) {
        try {
            figure.forEachSetting(setting -> {
                StrategySpec strategy = line.spec(setting);
                if (Strategies.needsLogits(strategy, figure.request(line, setting))) {
                    throw new IllegalArgumentException(
                            "'" + strategy + "' needs " + Strategies.assumptions(strategy) + " to be predicted");
                }
            });
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(line.key() + "strategy: " + e.getMessage(), e);
        }
    }

    static AsymptoticsSpec asymptotics(Fields fields) throws IOException {
        AsymptoticsSpec spec = new AsymptoticsSpec(
                fields.ranges("lengths"),
                fields.count("batch", 1),
                fields.value("dtype", "bf16", DType::of),
                fields.parts("lines", FigureKeys::lawLine));
        int shortest = spec.lengths().stream().min(Integer::compare).orElseThrow();
        for (AsymptoticsSpec.Line line : spec.lines()) {
            if (line.block() > shortest) {
                throw new IllegalArgumentException(line.key() + "block: " + line.block()
                        + "; expected at most the shortest of asymptotics.lengths, " + shortest);
            }
        }
        if (spec.lines().isEmpty()) {
            throw fields.bad("lines", "at least one line with model and law");
        }
        return spec;
    }

    private static AsymptoticsSpec.Line lawLine(Fields fields) throws IOException {
        AsymptoticsSpec.Law law = fields.value("law", AsymptoticsSpec.Law::of);
        return new AsymptoticsSpec.Line(
                fields.prefix(),
                fields.text("model"),
                law,
                law == AsymptoticsSpec.Law.BLOCK ? fields.count("block") : 1);
    }
}
