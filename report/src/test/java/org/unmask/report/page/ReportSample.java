package org.unmask.report.page;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Device;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.LineFigure;
import org.unmask.report.figure.LineFigure.Level;
import org.unmask.report.figure.LineFigure.Mark;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;
import org.unmask.report.page.ReportData.Fact;

/// A report with every section filled, to be looked at and tested. The numbers are of the right size and nothing
/// more.
final class ReportSample {
    static final double PARAMETERS = 8.03e9;
    static final double TOKEN_BYTES = 131_072;
    static final int GENERATED = 512;
    static final int[] PROMPTS = {128, 512, 2048};
    static final int[] STEPS = {128, 64, 32, 16, 4};
    static final Label AR = Label.ar("LLaMA-3-8B, ar", "ar");
    static final Source LOCAL = Source.measured("this machine, 7 samples, median");
    static final List<Device> DEVICES = List.of(
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
                new Part(
                        List.of(
                                intensityOverLength(),
                                intensityOverBatch(),
                                OperatorSample.roofline(),
                                throughput(),
                                latency(),
                                CrossoverSample.figure(),
                                OperatorSample.breakdown(),
                                ResultSample.comparison(),
                                ResultSample.imports(),
                                ResultSample.answers(),
                                ResultSample.memory()),
                        List.of(
                                "On the H100 SXM, prompt 128, batch 1, the autoregressive model is 3.1 times as fast as diffusion with "
                                        + "K = 512 and 5.2 times as slow as with K = 16.",
                                "Diffusion is bound by arithmetic at every batch; the autoregressive model is bound by memory up to "
                                        + "batch 256 on every device. Batching therefore helps one and not the other.",
                                "Break-even on the A800 80GB at batch 1: K* = 93 steps for 512 tokens, or 5.5 tokens per pass.",
                                "On this machine the replayed time is within 12 % of the measured one for 7 of 8 generations."),
                        List.of(
                                "1 figure is above the roof of this machine and implausible: ar, batch 8 (104.2 % of the roof).",
                                "results.jsonl: line 18 is torn (it ends after 211 bytes) and was left out.")));
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

    static Source figures(Device device) {
        return Source.predicted("roofline, figures of the " + device.name() + ": " + device.source());
    }

    static Label diffusion(int steps) {
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
        return new Series(label, Source.predicted("roofline, bf16, logits=active"), points);
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

    static double arSeconds(Device device, int batch, int prompt) {
        double bytes = 2 * PARAMETERS + batch * (prompt + GENERATED / 2.0) * TOKEN_BYTES;
        double flops = 2 * PARAMETERS * batch;
        return GENERATED * Math.max(bytes / device.bytesPerSecond(), flops / device.flopsPerSecond(DType.BFLOAT16));
    }

    static double passSeconds(Device device, int batch, int prompt) {
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
}
