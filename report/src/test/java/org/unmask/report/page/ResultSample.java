package org.unmask.report.page;

import static org.unmask.report.page.ReportSample.DEVICES;
import static org.unmask.report.page.ReportSample.GENERATED;
import static org.unmask.report.page.ReportSample.LOCAL;
import static org.unmask.report.page.ReportSample.PARAMETERS;
import static org.unmask.report.page.ReportSample.PROMPTS;
import static org.unmask.report.page.ReportSample.TOKEN_BYTES;
import static org.unmask.report.page.ReportSample.diffusion;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.Answers;
import org.unmask.report.figure.Comparison;
import org.unmask.report.figure.Comparison.Sample;
import org.unmask.report.figure.ImportsTable;
import org.unmask.report.figure.MemoryTable;

/// The measurements of [ReportSample] and its memory.
final class ResultSample {
    private ResultSample() {}

    static ImportsTable imports() {
        Label block = Label.dlm("diffusion-gemma:canvas=256,steps=16", "diffusion-gemma");
        return new ImportsTable(
                "eager",
                List.of(
                        imported("diffusiongemma-26b-a4b", block, "tokens_per_second", 690, 697, 475, 466.5),
                        imported("gemma-4-26b-a4b", Label.ar("ar", "ar"), "tokens_per_second", 400, 400, 37.9, 103.6),
                        imported("gemma-4-26b-a4b", Label.ar("ar", "ar"), "prompt_seconds", 0.02, 0.02, 0.026, 0.077)),
                List.of(new ImportsTable.Missing("a model that is not stated, seconds", "the model is not stated")),
                List.of(Source.predicted("roofline, and runtime profile eager"), Source.measured("bench.json")));
    }

    private static ImportsTable.Row imported(
            String model,
            Label label,
            String quantity,
            double assumed,
            double replayed,
            double profile,
            double measured) {
        boolean time = quantity.endsWith("seconds");
        return new ImportsTable.Row(
                model,
                "l40s",
                "vllm",
                "bf16",
                label,
                "1 client",
                1,
                566,
                1536,
                quantity,
                time ? "s" : "tokens/s",
                Optional.of(new ImportsTable.Priced(assumed, profile)),
                Optional.of(new ImportsTable.Priced(replayed, profile)),
                measured,
                time ? replayed / measured : measured / replayed,
                "plausible",
                time);
    }

    static Comparison comparison() {
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
                List.of(Source.replayed("roofline, roofs probed on this machine"), LOCAL));
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

    static Answers answers() {
        List<Answers.Row> rows = List.of(
                answer(Label.ar("ar", "ar"), 499, 38.4, 19_195, 18_695, 0.041),
                answer(Label.dlm("diffusion:steps=16,block=64", "diffusion"), 424, 16, 32_000, 18_400, 0.054),
                answer(Label.dlm("diffusion:steps=8,block=64", "8 steps"), 160, 8, 32_000, 18_290, 0.028),
                answer(
                        Label.dlm("diffusion:block=64,threshold=0.9", "threshold 0.9"),
                        436,
                        3.13,
                        32_000,
                        18_630,
                        0.0114),
                answer(
                        Label.dlm("diffusion:block=64,threshold=0.5", "threshold 0.5"),
                        332,
                        2.46,
                        32_000,
                        18_580,
                        0.0092),
                answer(Label.dlm("dual-cache:block=32,threshold=0.9", "dual-cache"), 416, 4.2, 32_000, 18_610, 0.0087));
        return new Answers(
                "A pair of 2.7 million parameters trained on the same worded sums, greedy; an answer counts if its number is "
                        + "exactly right.",
                rows,
                Source.measured("this machine, 500 problems, batch 1"));
    }

    private static Answers.Row answer(
            Label strategy, int exact, double passes, long computed, long kept, double seconds) {
        return new Answers.Row(strategy, 500, 500, exact, exact, passes, computed, kept, seconds);
    }

    static MemoryTable memory() {
        List<MemoryTable.Row> rows = new ArrayList<>();
        for (Device device : DEVICES) {
            for (int prompt : PROMPTS) {
                long length = (long) prompt + GENERATED;
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
