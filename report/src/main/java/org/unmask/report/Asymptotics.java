package org.unmask.report;

import java.util.List;

/// Work and intensity of one pass at growing lengths beside the laws they follow.
public record Asymptotics(List<Row> rows, List<Source> sources) implements Section {
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
            double longRatio) {}
}
