package org.unmask.report;

import java.util.List;

/// Lines over a common x axis, in panels.
///
/// @param intro  one or two sentences on how to read it; may be empty
/// @param tableTitle  name of the column that tells panels apart, for instance `prompt`
public record LineFigure(String id, String title, String intro, Axis x, Axis y, String tableTitle, List<Panel> panels)
        implements Section {
    private static final Axis BATCH = new Axis("batch", "", Axis.Scale.LOG2);
    private static final Axis INTENSITY = new Axis("arithmetic intensity", "FLOP/B", Axis.Scale.LOG10);
    private static final Axis THROUGHPUT = new Axis("throughput", "tokens/s", Axis.Scale.LOG10);

    public LineFigure {
        panels = panels.stream().filter(panel -> !panel.isEmpty()).toList();
        for (Panel panel : panels) {
            for (Series series : panel.series()) {
                for (Point point : series.points()) {
                    requireDrawable(id, series, point, x.scale(), y.scale());
                }
            }
        }
    }

    /// Arithmetic intensity against the generated length; levels are ridge points.
    public static LineFigure intensityOverLength(List<Panel> panels) {
        return new LineFigure(
                "intensity-length",
                "Arithmetic intensity against generated length",
                "Below the ridge line of a device a generation is bound by its memory bandwidth, above it by its arithmetic.",
                new Axis("generated tokens", "", Axis.Scale.LOG2),
                INTENSITY,
                "setting",
                panels);
    }

    /// Arithmetic intensity against batch; levels are ridge points.
    public static LineFigure intensityOverBatch(List<Panel> panels) {
        return new LineFigure(
                "intensity-batch",
                "Arithmetic intensity against batch",
                "A cached decoding step reads all weights for a few tokens; batching shares that read. "
                        + "A full diffusion pass is past the ridge already at batch 1.",
                BATCH,
                INTENSITY,
                "setting",
                panels);
    }

    /// Generated tokens per second of the whole batch; one panel per device and prompt.
    public static LineFigure throughputOverBatch(List<Panel> panels) {
        return new LineFigure(
                "throughput-batch",
                "Throughput against batch",
                "Generated tokens per second over all sequences; a line ends where memory runs out.",
                BATCH,
                THROUGHPUT,
                "prompt",
                panels);
    }

    /// Generated tokens per second against the generated length.
    public static LineFigure throughputOverLength(List<Panel> panels) {
        return new LineFigure(
                "throughput-length",
                "Throughput against generated length",
                "Generated tokens per second over all sequences.",
                new Axis("generated tokens", "", Axis.Scale.LOG2),
                THROUGHPUT,
                "prompt",
                panels);
    }

    /// Seconds of a generation against its denoising steps; the level is the autoregressive latency, the mark the
    /// crossing.
    public static LineFigure latencyOverSteps(List<Panel> panels) {
        return new LineFigure(
                "latency-steps",
                "Latency against denoising steps",
                "Left of the crossing K* the diffusion model answers sooner than the autoregressive one.",
                new Axis("denoising steps K", "", Axis.Scale.LOG2),
                new Axis("latency of a generation", "s", Axis.Scale.LOG10),
                "prompt",
                panels);
    }

    @Override
    public boolean isEmpty() {
        return panels.isEmpty();
    }

    private static void requireDrawable(String id, Series series, Point point, Axis.Scale x, Axis.Scale y) {
        if ((x != Axis.Scale.LINEAR && point.x() <= 0) || (y != Axis.Scale.LINEAR && point.y() <= 0)) {
            throw new IllegalArgumentException("bad point of '" + series.label().text() + "' in " + id + ": x="
                    + point.x() + " y=" + point.y() + "; a logarithmic axis needs numbers above 0");
        }
    }
}
