package org.unmask.app.print;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.app.trace.TracedPasses;
import org.unmask.core.text.Column;

/// The columns of traced passes: a line is an operator of passes that are alike.
public final class TraceColumns {
    /// An operator of passes that are alike.
    ///
    /// @param file  of the trace
    public record Line(String file, TracedPasses passes, TracedPasses.Part part) {
        double share() {
            return part.seconds() / passes.middle(pass -> pass.seconds());
        }

        Optional<Double> times() {
            return part.roofSeconds()
                    .filter(roof -> roof > 0 && part.seconds() > 0)
                    .map(roof -> part.seconds() / roof);
        }
    }

    /// All of them, in files.
    public static final List<Column<Line>> ALL = List.of(
            Column.text("file", "File of the trace.", Line::file),
            Column.whole(
                    "passes",
                    "",
                    "Passes that are alike.",
                    line -> line.passes().passes().size()),
            Column.truth(
                    "whole",
                    "Whether beginnings and ends of these passes are in the trace.",
                    line -> line.passes().whole()),
            Column.whole(
                    "layers",
                    "",
                    "Layers of these passes.",
                    line -> line.passes().first().layers()),
            Column.wholeIfKnown(
                    "rows",
                    "",
                    "Tokens that a pass computes, of all sequences; empty if the trace has no shapes.",
                    line -> Optional.of((long) line.passes().first().rows()).filter(rows -> rows > 0)),
            Column.text(
                    "operator",
                    "Operator of the model; dispatch is the time in which no kernel ran.",
                    line -> line.part().name()),
            Column.whole(
                    "kernels",
                    "",
                    "Kernels of the operator in a pass.",
                    line -> line.part().kernels()),
            Column.real(
                    "seconds",
                    "s",
                    "Time in a pass, the middle of all.",
                    line -> line.part().seconds()),
            Column.<Line>real("share", "%", "Share of the time of a pass.", Line::share)
                    .headed("of pass")
                    .shown(line -> String.format(Locale.ROOT, "%.1f %%", 100 * line.share())),
            Column.realIfKnown(
                    "roof_seconds",
                    "s",
                    "Time by the roofline; empty if the operator is not priced.",
                    line -> line.part().roofSeconds().map(OptionalDouble::of).orElse(OptionalDouble.empty())),
            Column.<Line>realIfKnown(
                            "times_roof",
                            "",
                            "Time over that of the roofline.",
                            line -> line.times().map(OptionalDouble::of).orElse(OptionalDouble.empty()))
                    .headed("times the roof"));

    static final List<Column<Line>> SHOWN =
            Column.of(ALL, "operator", "kernels", "seconds", "share", "roof_seconds", "times_roof");

    private TraceColumns() {}
}
