package org.unmask.app.print;

import java.util.List;
import java.util.Locale;
import org.unmask.core.text.Column;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.predict.Prediction;

/// The columns of the phases and of the operators of a generation.
final class TimelineColumns {
    static final List<Column<Timeline.PhaseTotal>> PHASES = List.of(
            Column.text("phase", "Purpose of the passes.", Timeline.PhaseTotal::name),
            Column.whole("passes", "", "Forward passes.", Timeline.PhaseTotal::passes),
            Column.whole("queries", "", "Queries of a sequence in a pass.", Timeline.PhaseTotal::queries),
            Column.<Timeline.PhaseTotal>whole(
                            "context", "", "Keys of a sequence beside its queries.", Timeline.PhaseTotal::contextFirst)
                    .shown(TimelineColumns::context),
            Column.real("seconds", "s", "Time of the passes.", Timeline.PhaseTotal::seconds)
                    .headed("time"),
            Column.<Timeline.PhaseTotal>real(
                            "arithmetic_intensity",
                            "FLOP/B",
                            "Arithmetic per byte.",
                            phase -> phase.work().arithmeticIntensity())
                    .headed("FLOP/B")
                    .shown(phase -> fixed(phase.work().arithmeticIntensity(), 2)));

    private TimelineColumns() {}

    /// An operator of a prediction, or of one pass.
    ///
    /// @param wholeSeconds  what it is a share of
    record Part(Prediction prediction, OperatorTotal operator, double wholeSeconds) {
        Part(Prediction prediction, OperatorTotal operator) {
            this(prediction, operator, prediction.timeline().seconds());
        }

        double share() {
            return operator.seconds() / wholeSeconds;
        }

        long bytes() {
            return operator.work().bytes() + operator.work().linkBytes();
        }
    }

    static final List<Column<Part>> OPERATORS = List.of(
            Column.text(
                    "operator", "Name of the operator.", part -> part.operator().name()),
            Column.whole(
                    "calls", "", "Runs in all passes.", part -> part.operator().calls()),
            Column.<Part>whole(
                            "matmul_flops",
                            "FLOP",
                            "Arithmetic in matrix products.",
                            part -> part.operator().work().matmulFlops())
                    .headed("matmul"),
            Column.whole("bytes", "B", "Bytes moved through memory or over a link.", Part::bytes),
            Column.<Part>real(
                            "arithmetic_intensity",
                            "FLOP/B",
                            "Arithmetic per byte.",
                            part -> part.operator().work().arithmeticIntensity())
                    .headed("FLOP/B")
                    .shown(part -> fixed(part.operator().work().arithmeticIntensity(), 1)),
            Column.<Part>real(
                            "seconds",
                            "s",
                            "Time of all runs.",
                            part -> part.operator().seconds())
                    .headed("time"),
            Column.<Part>real("share", "%", "Share of the time of all passes.", Part::share)
                    .shown(part -> fixed(100 * part.share(), 1) + "%"),
            Column.text(
                    "bound",
                    "Roof or host that decides the time.",
                    part -> part.prediction().bound(part.operator()).id()));

    /// Shown where the profile has timings.
    static final Column<Part> BASIS = Column.text(
            "basis",
            "Origin of the time: timed, interpolated, extrapolated, similar shape or roofline.",
            part -> part.prediction().basis(part.operator()).id());

    private static String context(Timeline.PhaseTotal phase) {
        return phase.contextFirst() == phase.contextLast()
                ? "" + phase.contextFirst()
                : phase.contextFirst() + " to " + phase.contextLast();
    }

    private static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
