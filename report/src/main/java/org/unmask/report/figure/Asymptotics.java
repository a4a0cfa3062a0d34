package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.text;

import java.util.List;
import org.unmask.report.Caption;
import org.unmask.report.Figure;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;

/// Work and intensity of one pass at growing lengths beside the laws they follow.
public record Asymptotics(List<Row> rows, List<Source> sources) implements Figure {
    public Asymptotics {
        rows = List.copyOf(rows);
        sources = List.copyOf(sources);
    }

    @Override
    public String id() {
        return "asymptotics";
    }

    @Override
    public String title() {
        return "What the numbers tend to";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String intro() {
        return "One pass at the end of a sequence of L positions. The laws hold up to a constant, so the ratios settle: "
                + "that of the FLOPs to one constant where L is small against the hidden width d, and to another "
                + "where it is large; those of the intensity each at its own end.";
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("pass"),
                number("L", ""),
                number("L / d", ""),
                text("law of FLOPs"),
                number("matrix FLOPs per sequence", "FLOP"),
                number("FLOPs / law", ""),
                number("intensity", "FLOP/B"),
                text("law, L ≪ d"),
                number("intensity / law, L ≪ d", ""),
                text("law, L ≫ d"),
                number("intensity / law, L ≫ d", ""));
        return new Table(columns, rows.stream().map(Row::cells).toList());
    }

    @Override
    public Caption caption() {
        return Caption.of(sources);
    }

    /// One model at one length. The laws hold up to a constant: the ratios to them settle.
    ///
    /// @param length  positions of the sequence, prompt and generated
    /// @param work  law of the FLOPs
    /// @param flops  matrix FLOPs of a pass and sequence
    /// @param flopsRatio  to the law
    /// @param intensity  FLOP/B
    /// @param shortLaw  of the intensity where the length is small against the hidden width
    /// @param longLaw  of the intensity where it is large
    public record Row(
            Label label,
            int length,
            double lengthOverWidth,
            String work,
            double flops,
            double flopsRatio,
            double intensity,
            String shortLaw,
            double shortRatio,
            String longLaw,
            double longRatio) {
        private List<Cell> cells() {
            return List.of(
                    of(label.text()),
                    of(length),
                    of(lengthOverWidth),
                    of(work),
                    of(flops),
                    of(flopsRatio),
                    of(intensity),
                    of(shortLaw),
                    of(shortRatio),
                    of(longLaw),
                    of(longRatio));
        }
    }
}
