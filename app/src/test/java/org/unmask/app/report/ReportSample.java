package org.unmask.app.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Roofline;

/// A report with every section filled, to be looked at and tested. The numbers are of the right size and nothing
/// more.
final class ReportSample {
    private static final double PARAMETERS = 8.03e9;
    private static final double TOKEN_BYTES = 131_072;
    private static final int GENERATED = 512;
    private static final int[] PROMPTS = {128, 512, 2048};
    private static final int[] STEPS = {128, 64, 32, 16, 4};
    private static final Label AR = Label.ar("LLaMA-3-8B, ar", "ar");
    private static final Source LOCAL = Source.measured("this machine, 7 samples, median");
    private static final List<Device> DEVICES = List.of(
            device("RTX A6000", 154.8e12, 768e9, 48, "https://example.org/rtx-a6000.pdf"),
            device("A800 80GB", 312e12, 2.039e12, 80, "https://example.org/a800.pdf"),
            device("H100 SXM", 989e12, 3.35e12, 80, "https://example.org/h100.pdf"),
            device("H200 SXM", 989e12, 4.8e12, 141, "https://example.org/h200.pdf"));

    private ReportSample() {}

    /// Writes the sample, to be opened in a browser.
    ///
    /// @param args  the file
    public static void main(String[] args) throws IOException {
        Report.write(data(), Path.of(args[0]));
    }

    static ReportData data() {
        return new ReportData(
                "LLaDA-8B next to LLaMA-3-8B",
                "LLaMA-3-8B (autoregressive) and LLaDA-8B (diffusion, full canvas and cached) on four GPUs, predicted; "
                        + "a pair of 0.5 billion parameters on this machine, predicted and measured.",
                Instant.parse("2026-11-22T06:14:00Z"),
                List.of(
                        new Fact("CPU", "Intel Xeon (AVX-512, AMX), 2 cores"),
                        new Fact("memory", "25.3 GB, read at 31 GB/s (probed)"),
                        new Fact("JVM", "Temurin 25.0.1+8, -Xmx16g"),
                        new Fact("backend", "vector (Vector API, 512 bits), 2 threads"),
                        new Fact("rejected", "onednn: libdnnl.so.3 is not on the library path; cuda: no driver"),
                        new Fact("commit", "bdea73e, clean"),
                        new Fact("study", "study.yaml, SHA-256 5f2c0a91d7"),
                        new Fact("command", "./unmask study study.yaml")),
                List.of(
                        "On the H100 SXM, prompt 128, batch 1, the autoregressive model is 3.1 times as fast as diffusion with "
                                + "K = 512 and 5.2 times as slow as with K = 16.",
                        "Diffusion is bound by arithmetic at every batch; the autoregressive model is bound by memory up to "
                                + "batch 256 on every device. Batching therefore helps one and not the other.",
                        "Break-even on the A800 80GB at batch 1: K* = 93 steps for 512 tokens, or 5.5 tokens per pass.",
                        "On this machine the replayed time is within 12 % of the measured one for 7 of 8 generations."),
                List.of(
                        "1 figure is above the roof of this machine and implausible: ar, batch 8 (104.2 % of the roof).",
                        "results.jsonl: line 18 is torn (it ends after 211 bytes) and was left out."),
                List.of(
                        intensityOverLength(),
                        intensityOverBatch(),
                        roofline(),
                        throughput(),
                        latency(),
                        breakdown(),
                        comparison(),
                        answers(),
                        memory(),
                        Method.standard(List.of(new Fact("roofs of this machine", "Probed before the study.")))));
    }

    private static Device device(String name, double flops, double bytes, int gigabytes, String source) {
        return new Device(
                name.toLowerCase(Locale.ROOT).replace(' ', '-'),
                name,
                Map.of(DType.BFLOAT16, flops),
                bytes,
                gigabytes * 1_000_000_000L,
                source);
    }

    private static Source figures(Device device) {
        return Source.predicted("figures of the " + device.name() + ": " + device.source());
    }

    private static Label diffusion(int steps) {
        return Label.steps("LLaDA-8B, K = " + steps, steps);
    }

    private static double ridge(Device device) {
        return device.ridge(DType.BFLOAT16);
    }

    private static LineFigure intensityOverLength() {
        int[] lengths = {16, 32, 64, 128, 256, 512, 1024, 2048, 4096};
        List<Series> lines = new ArrayList<>();
        lines.add(line(AR, lengths, length -> arIntensity(1, 128 + length / 2.0)));
        lines.add(
                line(Label.dlm("LLaDA-8B, diffusion", "diffusion"), lengths, length -> fullIntensity(1, 128 + length)));
        lines.add(line(Label.dlm("LLaDA-8B, dual-cache, block 32", "dual-cache"), lengths, length -> 31));
        lines.add(line(Label.dlm("SDAR-8B, block-diffusion, block 4", "block-diffusion"), lengths, length -> 4));
        Source published = Source.published("arXiv 2511.19269, batch 1");
        lines.add(new Series(
                Label.dlm("LLaDA-8B, published", "diffusion"),
                published,
                List.of(Point.at(512, 438.9).noted("prompt 128"))));
        return LineFigure.intensityOverLength(
                List.of(new Panel("", "prompt 128, batch 1", lines, ridges(), List.of())));
    }

    private static LineFigure intensityOverBatch() {
        int[] batches = {1, 2, 4, 8, 16, 32, 64, 128};
        List<Panel> panels = new ArrayList<>();
        for (int prompt : new int[] {128, 2048}) {
            List<Series> lines = new ArrayList<>();
            lines.add(line(AR, batches, batch -> arIntensity(batch, prompt + 256)));
            lines.add(line(
                    Label.dlm("LLaDA-8B, diffusion", "diffusion"),
                    batches,
                    batch -> fullIntensity(batch, prompt + 512)));
            lines.add(line(
                    Label.dlm("LLaDA-8B, dual-cache, block 32", "dual-cache"),
                    batches,
                    batch -> 32 * arIntensity(batch, (prompt + 512) / 32.0)));
            panels.add(new Panel("", "prompt " + prompt, lines, ridges(), List.of()));
        }
        return LineFigure.intensityOverBatch(panels);
    }

    private static List<Level> ridges() {
        return DEVICES.stream()
                .map(device -> new Level(
                        Label.neutral("ridge " + device.name() + ": " + Math.round(ridge(device))),
                        figures(device),
                        ridge(device)))
                .toList();
    }

    private static Series line(Label label, int[] xs, IntToDoubleFunction y) {
        List<Point> points = new ArrayList<>();
        for (int x : xs) {
            points.add(Point.at(x, y.applyAsDouble(x)));
        }
        return new Series(label, Source.predicted("bf16, logits=active"), points);
    }

    private static double arIntensity(double batch, double length) {
        return 2 * PARAMETERS * batch / (2 * PARAMETERS + batch * length * TOKEN_BYTES);
    }

    private static double fullIntensity(double batch, double length) {
        double tokens = batch * length;
        return 2 * PARAMETERS * tokens / (2 * PARAMETERS + tokens * 3e6);
    }

    private static LineFigure throughput() {
        List<Panel> panels = new ArrayList<>();
        for (Device device : DEVICES) {
            for (int prompt : PROMPTS) {
                List<Series> lines = new ArrayList<>();
                int largest = (int) ((device.memoryBytes() - 2 * PARAMETERS) / (TOKEN_BYTES * (prompt + GENERATED)));
                lines.add(batchLine(AR, figures(device), largest, batch -> arSeconds(device, batch, prompt)));
                int most = (int) ((device.memoryBytes() - 2 * PARAMETERS) / (3.4e6 * (prompt + GENERATED)));
                for (int steps : STEPS) {
                    lines.add(batchLine(
                            diffusion(steps),
                            figures(device),
                            most,
                            batch -> steps * passSeconds(device, batch, prompt)));
                }
                if (device.name().startsWith("A800")) {
                    Source published = Source.published("arXiv 2510.04146, digitised, ± 3 tokens/s");
                    lines.add(new Series(
                            Label.ar("LLaMA-3-8B, published", "ar"),
                            published,
                            List.of(Point.at(1, 29), Point.at(4, 117), Point.at(8, 232), Point.at(16, 438))));
                    lines.add(new Series(
                            Label.steps("LLaDA-8B, K = 64, published", 64),
                            published,
                            List.of(Point.at(1, 52), Point.at(4, 144), Point.at(8, 207), Point.at(16, 233))));
                }
                panels.add(new Panel(device.name(), "prompt " + prompt, lines));
            }
        }
        return LineFigure.throughputOverBatch(panels);
    }

    private static Series batchLine(Label label, Source source, int largest, IntToDoubleFunction seconds) {
        List<Point> points = new ArrayList<>();
        for (int batch = 1; batch <= Math.min(largest, 256); batch *= 2) {
            points.add(Point.at(batch, batch * GENERATED / seconds.applyAsDouble(batch)));
        }
        boolean exhausted = largest < 256;
        return new Series(label, source, points, exhausted ? "out of memory at batch " + (largest + 1) : "");
    }

    private static double arSeconds(Device device, int batch, int prompt) {
        double bytes = 2 * PARAMETERS + batch * (prompt + GENERATED / 2.0) * TOKEN_BYTES;
        double flops = 2 * PARAMETERS * batch;
        return GENERATED * Math.max(bytes / device.bytesPerSecond(), flops / device.flopsPerSecond(DType.BFLOAT16));
    }

    private static double passSeconds(Device device, int batch, int prompt) {
        double flops = 2 * PARAMETERS * batch * (prompt + GENERATED);
        return Math.max(2 * PARAMETERS / device.bytesPerSecond(), flops / device.flopsPerSecond(DType.BFLOAT16));
    }

    private static LineFigure latency() {
        int[] steps = {4, 8, 16, 32, 64, 128, 256, 512};
        List<Panel> panels = new ArrayList<>();
        for (Device device : DEVICES) {
            for (int prompt : PROMPTS) {
                double ar = arSeconds(device, 1, prompt);
                double crossing = ar / passSeconds(device, 1, prompt);
                Series line = line(
                        Label.dlm("LLaDA-8B, diffusion", "diffusion"),
                        steps,
                        count -> count * passSeconds(device, 1, prompt));
                Level level =
                        new Level(Label.ar(String.format("LLaMA-3-8B, ar: %.2f s", ar), "ar"), figures(device), ar);
                Mark mark = new Mark(crossing, ar, "K* = " + Math.round(crossing));
                panels.add(new Panel(
                        device.name(), "prompt " + prompt + ", batch 1", List.of(line), List.of(level), List.of(mark)));
            }
        }
        return LineFigure.latencyOverSteps(panels);
    }

    private static final String[] OPERATORS = {
        "embed",
        "attn_norm",
        "qkv_proj",
        "rope",
        "attention",
        "o_proj",
        "attn_residual",
        "mlp_norm",
        "gate_up_proj",
        "swiglu",
        "down_proj",
        "mlp_residual",
        "final_norm",
        "lm_head",
        "select"
    };
    private static final double[] FLOPS_PER_BYTE = {
        0, 1.3, 380, 0.7, 210, 340, 0.3, 1.3, 420, 1.1, 390, 0.3, 1.3, 300, 2.2
    };
    private static final double[] AR_SHARES = {
        0.001, 0.004, 0.155, 0.003, 0.06, 0.1, 0.003, 0.004, 0.4, 0.006, 0.2, 0.003, 0.001, 0.058, 0.002
    };
    private static final double[] DIFFUSION_SHARES = {
        0.001, 0.02, 0.14, 0.016, 0.09, 0.09, 0.015, 0.02, 0.35, 0.04, 0.17, 0.015, 0.001, 0.03, 0.002
    };

    private static RooflineFigure roofline() {
        List<RooflineFigure.Machine> machines = new ArrayList<>();
        Roofline local = new Roofline(406e9, 31e9);
        machines.add(new RooflineFigure.Machine(
                "this machine", local, Source.measured("roofs probed on this machine"), localDots(local)));
        for (Device device : DEVICES) {
            Roofline roofline = Roofline.of(device, DType.BFLOAT16);
            List<RooflineFigure.Dot> dots = new ArrayList<>();
            dots(dots, roofline, AR, figures(device), AR_SHARES, 1.0 / 300, 14, 1);
            dots(
                    dots,
                    roofline,
                    Label.dlm("LLaDA-8B, diffusion", "diffusion"),
                    figures(device),
                    DIFFUSION_SHARES,
                    1,
                    40,
                    1);
            dots(
                    dots,
                    roofline,
                    Label.dlm("LLaDA-8B, dual-cache", "dual-cache"),
                    figures(device),
                    AR_SHARES,
                    0.08,
                    9,
                    1);
            machines.add(new RooflineFigure.Machine(device.name(), roofline, figures(device), dots));
        }
        return new RooflineFigure("all FLOPs", machines);
    }

    private static List<RooflineFigure.Dot> localDots(Roofline roofline) {
        List<RooflineFigure.Dot> dots = new ArrayList<>();
        Label ar = Label.ar("tiny-ar, ar", "ar");
        Label diffusion = Label.dlm("tiny-dlm, diffusion", "diffusion");
        dots(dots, roofline, ar, Source.predicted("roofs probed on this machine"), AR_SHARES, 1.0 / 300, 2, 1);
        dots(dots, roofline, ar, LOCAL, AR_SHARES, 1.0 / 300, 2.3, 0.8);
        dots(dots, roofline, diffusion, Source.predicted("roofs probed on this machine"), DIFFUSION_SHARES, 0.5, 6, 1);
        dots(dots, roofline, diffusion, LOCAL, DIFFUSION_SHARES, 0.5, 7.1, 0.7);
        return dots;
    }

    private static void dots(
            List<RooflineFigure.Dot> dots,
            Roofline roofline,
            Label label,
            Source source,
            double[] shares,
            double factor,
            double seconds,
            double efficiency) {
        for (int i = 0; i < OPERATORS.length; i++) {
            double intensity = FLOPS_PER_BYTE[i] > 10 ? Math.max(1, FLOPS_PER_BYTE[i] * factor) : FLOPS_PER_BYTE[i];
            double wobble = efficiency == 1 ? 1 : efficiency * (0.7 + 0.07 * (i % 5));
            double attained = wobble * Math.min(roofline.flopsPerSecond(), intensity * roofline.bytesPerSecond());
            Bound bound =
                    intensity * roofline.bytesPerSecond() > roofline.flopsPerSecond() ? Bound.COMPUTE : Bound.MEMORY;
            dots.add(new RooflineFigure.Dot(
                    label, source, OPERATORS[i], intensity, attained, seconds * shares[i], shares[i], bound));
        }
    }

    private static BreakdownFigure breakdown() {
        Label ar = Label.ar("tiny-ar, ar", "ar");
        Label diffusion = Label.dlm("tiny-dlm, diffusion:steps=64", "diffusion");
        Label cached = Label.dlm("tiny-dlm, dual-cache:block=32,threshold=0.9", "dual-cache");
        Source replayed = Source.replayed("roofs probed on this machine");
        List<BreakdownFigure.Bar> bars = new ArrayList<>(List.of(
                bar("this machine", ar, Source.predicted("roofs probed on this machine"), AR_SHARES, 2.0),
                bar("this machine", ar, replayed, AR_SHARES, 2.0),
                bar("this machine", ar, LOCAL, DIFFUSION_SHARES, 2.3),
                bar("this machine", diffusion, Source.predicted("roofs probed on this machine"), DIFFUSION_SHARES, 6.0),
                bar("this machine", diffusion, replayed, DIFFUSION_SHARES, 6.0),
                bar("this machine", diffusion, LOCAL, DIFFUSION_SHARES, 7.1),
                bar("this machine", cached, replayed, AR_SHARES, 0.8),
                bar("this machine", cached, LOCAL, AR_SHARES, 1.1)));
        for (Device device : DEVICES) {
            bars.add(bar(device.name(), AR, figures(device), AR_SHARES, arSeconds(device, 1, 128)));
            for (int steps : STEPS) {
                double seconds = steps * passSeconds(device, 1, 128);
                bars.add(bar(device.name(), diffusion(steps), figures(device), DIFFUSION_SHARES, seconds));
            }
        }
        return new BreakdownFigure(bars);
    }

    private static BreakdownFigure.Bar bar(String device, Label label, Source source, double[] shares, double seconds) {
        double sum = DoubleStream.of(shares).sum();
        List<BreakdownFigure.Slice> slices = new ArrayList<>();
        for (int i = 0; i < OPERATORS.length; i++) {
            slices.add(new BreakdownFigure.Slice(OPERATORS[i], 16 * 64, seconds * shares[i] / sum));
        }
        return new BreakdownFigure.Bar(device, label, source, slices);
    }

    private static Comparison comparison() {
        Label ar = Label.ar("ar", "ar");
        Label diffusion = Label.dlm("diffusion:steps=64", "diffusion");
        Label cached = Label.dlm("dual-cache:block=32,threshold=0.9", "dual-cache");
        Label block = Label.dlm("block-diffusion:block=4", "block-diffusion");
        return new Comparison(
                List.of(
                        row("tiny-ar", ar, 1, Optional.of(new Comparison.Assumed(128, 2.00)), 128, 2.00, 2.28, 0.88),
                        row("tiny-ar", ar, 8, Optional.of(new Comparison.Assumed(128, 2.61)), 128, 2.61, 2.50, 1.042),
                        row(
                                "tiny-dlm",
                                diffusion,
                                1,
                                Optional.of(new Comparison.Assumed(64, 6.02)),
                                64,
                                6.02,
                                6.71,
                                0.9),
                        row(
                                "tiny-dlm",
                                diffusion,
                                8,
                                Optional.of(new Comparison.Assumed(64, 47.1)),
                                64,
                                47.1,
                                50.4,
                                0.93),
                        row("tiny-dlm", cached, 1, Optional.of(new Comparison.Assumed(41, 0.62)), 53, 0.80, 0.83, 0.96),
                        row("tiny-dlm", cached, 8, Optional.of(new Comparison.Assumed(41, 3.92)), 58, 5.51, 5.60, 0.98),
                        row("tiny-sdar", block, 1, Optional.empty(), 91, 1.61, 2.11, 0.76),
                        row("tiny-sdar", block, 8, Optional.empty(), 97, 3.22, 3.40, 0.95)),
                List.of(Source.replayed("roofs probed on this machine"), LOCAL));
    }

    private static Comparison.Row row(
            String model,
            Label strategy,
            int batch,
            Optional<Comparison.Assumed> assumed,
            int passes,
            double replayed,
            double measured,
            double roofShare) {
        Sample sample = new Sample(
                7,
                measured,
                new Interval(measured * 0.98, measured * 1.03),
                new Interval(measured * 0.97, measured * 1.05));
        return new Comparison.Row(
                model,
                strategy,
                batch,
                assumed,
                passes,
                replayed,
                sample,
                128L * batch,
                117L * batch,
                roofShare * 391e9,
                roofShare * 24.4e9,
                roofShare);
    }

    private static Answers answers() {
        List<Answers.Row> rows = List.of(
                answer(Label.ar("ar", "ar"), 499, 38.4, 19_195, 18_695, 0.041),
                answer(Label.dlm("diffusion:steps=16,block=64", "diffusion"), 424, 16, 32_000, 18_400, 0.054),
                answer(Label.dlm("diffusion:steps=8,block=64", "8 steps"), 160, 8, 32_000, 18_290, 0.028),
                answer(Label.dlm("diffusion:block=64,threshold=0.9", "threshold 0.9"), 436, 3.13, 32_000, 18_630, 0.0114),
                answer(Label.dlm("diffusion:block=64,threshold=0.5", "threshold 0.5"), 332, 2.46, 32_000, 18_580, 0.0092),
                answer(Label.dlm("dual-cache:block=32,threshold=0.9", "dual-cache"), 416, 4.2, 32_000, 18_610, 0.0087));
        return new Answers(
                "A pair of 2.7 million parameters trained on the same worded sums, greedy; an answer counts if its number is "
                        + "exactly right.",
                rows,
                Source.measured("this machine, 500 problems, batch 1"));
    }

    private static Answers.Row answer(
            Label strategy, int exact, double passes, long computed, long kept, double seconds) {
        return new Answers.Row(strategy, 500, exact, passes, computed, kept, seconds);
    }

    private static MemoryTable memory() {
        List<MemoryTable.Row> rows = new ArrayList<>();
        for (Device device : DEVICES) {
            for (int prompt : PROMPTS) {
                long length = prompt + GENERATED;
                long weights = (long) (2 * PARAMETERS);
                MemoryEstimate ar =
                        new MemoryEstimate(weights, (long) (length * TOKEN_BYTES), length * 80_000L, 770_000);
                MemoryEstimate full = new MemoryEstimate(weights, 0, length * 106_496L, length * 3_287_000L);
                rows.add(memory(device, prompt, Label.ar("ar", "ar"), ar));
                rows.add(memory(device, prompt, Label.dlm("diffusion, logits=all", "diffusion"), full));
            }
        }
        return new MemoryTable(rows, List.of(Source.predicted("capacities from the device figures")));
    }

    private static MemoryTable.Row memory(Device device, int prompt, Label strategy, MemoryEstimate one) {
        long each = one.totalBytes() - one.weightBytes();
        int largest = (int) ((device.memoryBytes() - one.weightBytes()) / each);
        return new MemoryTable.Row(device.name(), device.memoryBytes(), prompt, GENERATED, strategy, largest, one);
    }
}
