package org.unmask.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.text.Units;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.BreakdownFigure;
import org.unmask.report.Label;
import org.unmask.report.Level;
import org.unmask.report.LineFigure;
import org.unmask.report.Mark;
import org.unmask.report.MemoryTable;
import org.unmask.report.Panel;
import org.unmask.report.Point;
import org.unmask.report.RooflineFigure;
import org.unmask.report.Series;
import org.unmask.report.Source;
import org.unmask.result.CommitFile;

/// The part of a report that needs no run: predictions on catalogue devices.
final class PredictionSections {
    private static final int LARGEST_BATCH = 1 << 16;

    private final Study.Predict study;
    private final Model autoregressive;
    private final Model diffusion;
    private final List<Device> devices = new ArrayList<>();
    private final DType dtype;
    private final LogitRows logits;
    private final Profile profile;
    private final Map<String, Prediction> predictions = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();

    /// @throws IllegalArgumentException if a name or a combination of the study is bad; nothing has been computed
    ///     then
    PredictionSections(Study.Predict study, Catalog catalog) throws IOException {
        this.study = study;
        this.autoregressive = catalog.model(study.autoregressive()).model();
        this.diffusion = catalog.model(study.diffusion()).model();
        this.dtype = DType.of(study.dtype());
        this.logits = LogitRows.of(study.logits());
        this.profile = catalog.profile(study.profile()).profile();
        for (String name : study.devices()) {
            devices.add(catalog.device(name).device());
        }
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("predict.devices: empty; give at least one");
        }
        checkCombinations();
    }

    private void checkCombinations() {
        devices.forEach(device -> device.flopsPerSecond(dtype));
        for (Line line : lines()) {
            study.promptTokens().forEach(prompt -> check(line, prompt, study.generatedTokens()));
        }
        Study.Intensity intensity = study.intensity();
        for (Line line : intensityLines()) {
            check(line, intensity.promptTokens(), intensity.generatedTokens());
            intensity.lengths().forEach(length -> check(line, intensity.promptTokens(), length));
        }
    }

    private void check(Line line, int prompt, int generated) {
        if (Strategies.needsLogits(line.strategy(), new Request(1, prompt, generated, logits))) {
            throw new IllegalArgumentException(
                    "strategy '" + line.strategy() + "': a threshold needs tokens-per-pass=X to be predicted");
        }
    }

    /// One line of a figure: a model under a strategy.
    private record Line(Model model, StrategySpec strategy, Label label) {}

    private List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        lines.add(autoregressiveLine());
        lines.addAll(stepLines());
        study.strategies().forEach(text -> lines.add(diffusionLine(text)));
        return lines;
    }

    private List<Line> stepLines() {
        return study.steps().stream().map(this::stepLine).toList();
    }

    private Line stepLine(int steps) {
        return new Line(
                diffusion,
                StrategySpec.parse("diffusion:steps=" + steps),
                Label.steps(diffusion.id() + ", K = " + steps, steps));
    }

    private Line autoregressiveLine() {
        return new Line(autoregressive, Strategies.AUTOREGRESSIVE, Label.ar(autoregressive.id(), "ar"));
    }

    private Line diffusionLine(String text) {
        return new Line(diffusion, StrategySpec.parse(text), Label.dlm(diffusion.id() + ", " + text, text));
    }

    private Prediction predict(Line line, Device device, int prompt, int generated, int batch) {
        String key = String.join(
                "|", line.model().id(), device.id(), "" + line.strategy(), "" + prompt, "" + generated, "" + batch);
        return predictions.computeIfAbsent(
                key,
                _ -> Prediction.of(
                        Scenario.of(
                                        line.model(),
                                        device,
                                        line.strategy(),
                                        new Request(batch, prompt, generated, logits),
                                        dtype)
                                .under(profile),
                        CommitFile::read));
    }

    /// Every prediction made so far, in order.
    List<Prediction> predictions() {
        return List.copyOf(predictions.values());
    }

    /// Computed sentences, after the sections were made.
    List<String> findings() {
        return List.copyOf(findings);
    }

    LineFigure intensityOverLength() {
        Study.Intensity intensity = study.intensity();
        List<Series> series = new ArrayList<>();
        for (Line line : intensityLines()) {
            List<Point> points = new ArrayList<>();
            for (int length : intensity.lengths()) {
                points.add(Point.at(length, intensity(line, intensity.promptTokens(), length, 1)));
            }
            series.add(new Series(line.label(), source(), points));
        }
        return LineFigure.intensityOverLength(
                List.of(new Panel("", "batch 1, prompt " + intensity.promptTokens(), series, ridges(), List.of())));
    }

    LineFigure intensityOverBatch() {
        Study.Intensity intensity = study.intensity();
        List<Series> series = new ArrayList<>();
        for (Line line : intensityLines()) {
            List<Point> points = new ArrayList<>();
            for (int batch : intensity.batches()) {
                points.add(
                        Point.at(batch, intensity(line, intensity.promptTokens(), intensity.generatedTokens(), batch)));
            }
            series.add(new Series(line.label(), source(), points));
        }
        String title = "prompt " + intensity.promptTokens() + ", generated " + intensity.generatedTokens();
        return LineFigure.intensityOverBatch(List.of(new Panel("", title, series, ridges(), List.of())));
    }

    private List<Line> intensityLines() {
        List<Line> lines = new ArrayList<>(List.of(autoregressiveLine()));
        study.intensity().strategies().forEach(text -> lines.add(diffusionLine(text)));
        return lines;
    }

    private double intensity(Line line, int prompt, int generated, int batch) {
        return predict(line, devices.getFirst(), prompt, generated, batch)
                .timeline()
                .work()
                .arithmeticIntensity();
    }

    /// Devices with the same ridge share a line.
    private List<Level> ridges() {
        Map<String, List<Device>> byRidge = new LinkedHashMap<>();
        for (Device device : devices) {
            String ridge = String.format(Locale.ROOT, "%.0f", device.ridge(dtype));
            byRidge.computeIfAbsent(ridge, _ -> new ArrayList<>()).add(device);
        }
        List<Level> levels = new ArrayList<>();
        byRidge.forEach((ridge, group) -> levels.add(new Level(
                Label.neutral("ridge "
                        + String.join(", ", group.stream().map(Device::id).toList()) + " (" + ridge + ")"),
                deviceSource(group.getFirst()),
                group.getFirst().ridge(dtype))));
        return levels;
    }

    LineFigure throughputOverBatch() {
        List<Panel> panels = new ArrayList<>();
        for (Device device : devices) {
            for (int prompt : study.promptTokens()) {
                List<Series> series = new ArrayList<>();
                for (Line line : lines()) {
                    series.add(throughput(line, device, prompt));
                }
                panels.add(new Panel(device.id(), "prompt " + prompt, series));
            }
            findings.add(overtakingFinding(device, middlePrompt()));
        }
        return LineFigure.throughputOverBatch(panels);
    }

    private Series throughput(Line line, Device device, int prompt) {
        int largest = predict(line, device, prompt, study.generatedTokens(), 1).largestBatch(LARGEST_BATCH);
        List<Point> points = new ArrayList<>();
        for (int batch : study.batches()) {
            if (batch <= largest) {
                Prediction prediction = predict(line, device, prompt, study.generatedTokens(), batch);
                points.add(Point.at(batch, prediction.timeline().tokensPerSecond()));
            }
        }
        boolean ends = study.batches().stream().anyMatch(batch -> batch > largest);
        String end = ends ? "out of memory at batch " + (largest + 1) : "";
        return new Series(line.label(), deviceSource(device), points, end);
    }

    LineFigure latencyOverSteps() {
        List<Panel> panels = new ArrayList<>();
        for (Device device : devices) {
            for (int prompt : study.promptTokens()) {
                panels.add(latency(device, prompt));
            }
        }
        return LineFigure.latencyOverSteps(panels);
    }

    private Panel latency(Device device, int prompt) {
        int generated = study.generatedTokens();
        double ar = seconds(autoregressiveLine(), device, prompt);
        List<Point> points = new ArrayList<>();
        for (int steps = 1; steps <= generated; steps *= 2) {
            points.add(Point.at(steps, stepSeconds(device, prompt, steps)));
        }
        Label label = Label.dlm(diffusion.id(), "diffusion");
        Level level =
                new Level(Label.ar(autoregressive.id() + " " + Units.seconds(ar), "ar"), deviceSource(device), ar);
        List<Mark> marks = new ArrayList<>();
        double crossing = breakEvenSteps(device, prompt, ar);
        if (crossing >= 1 && crossing <= generated) {
            marks.add(new Mark(crossing, ar, String.format(Locale.ROOT, "K* = %.1f", crossing)));
        }
        if (prompt == middlePrompt()) {
            findings.add(breakEvenFinding(device, prompt, crossing));
        }
        return new Panel(
                device.id(),
                "prompt " + prompt,
                List.of(new Series(label, deviceSource(device), points)),
                List.of(level),
                marks);
    }

    private String breakEvenFinding(Device device, int prompt, double crossing) {
        int generated = study.generatedTokens();
        String setting = device.id() + ", prompt " + prompt + ", " + generated + " tokens, batch 1: ";
        if (crossing < 1) {
            return setting + "one pass of " + diffusion.id() + " already takes longer than " + autoregressive.id()
                    + " takes for all tokens.";
        }
        if (crossing > generated) {
            return setting + diffusion.id() + " is faster than " + autoregressive.id() + " even at one step per token.";
        }
        return setting
                + String.format(
                        Locale.ROOT,
                        "%s is as fast as %s at K* = %.1f steps, that is %.1f tokens per pass.",
                        diffusion.id(),
                        autoregressive.id(),
                        crossing,
                        generated / crossing);
    }

    /// The smallest batch of the study from which the autoregressive model has the higher throughput, per number of
    /// steps.
    private String overtakingFinding(Device device, int prompt) {
        List<String> parts = new ArrayList<>();
        for (Line line : stepLines()) {
            int batch = overtakingBatch(line, device, prompt);
            parts.add(line.strategy().keys().get(StrategyKeys.STEPS.name()) + " steps "
                    + (batch == 0 ? "never" : batch == study.batches().getFirst() ? "always" : "from batch " + batch));
        }
        return device.id() + ", prompt " + prompt + ", " + study.generatedTokens() + " tokens: " + autoregressive.id()
                + " has the higher throughput against " + diffusion.id() + " at " + String.join(", ", parts)
                + " (batches " + study.batches().getFirst() + " to "
                + study.batches().getLast() + ").";
    }

    private int overtakingBatch(Line line, Device device, int prompt) {
        int largest = predict(line, device, prompt, study.generatedTokens(), 1).largestBatch(LARGEST_BATCH);
        Prediction one = predict(autoregressiveLine(), device, prompt, study.generatedTokens(), 1);
        int most = one.largestBatch(LARGEST_BATCH);
        int from = 0;
        for (int batch : study.batches().stream().sorted().toList()) {
            if (batch > most) {
                return from;
            }
            double ar = throughputAt(autoregressiveLine(), device, prompt, batch);
            boolean ahead = batch > largest || ar > throughputAt(line, device, prompt, batch);
            from = ahead && from == 0 ? batch : ahead ? from : 0;
        }
        return from;
    }

    private double throughputAt(Line line, Device device, int prompt, int batch) {
        return predict(line, device, prompt, study.generatedTokens(), batch)
                .timeline()
                .tokensPerSecond();
    }

    private double seconds(Line line, Device device, int prompt) {
        return predict(line, device, prompt, study.generatedTokens(), 1)
                .timeline()
                .seconds();
    }

    private double stepSeconds(Device device, int prompt, int steps) {
        return seconds(
                new Line(diffusion, StrategySpec.parse("diffusion:steps=" + steps), Label.neutral("")), device, prompt);
    }

    /// Steps at which the diffusion model takes as long as the autoregressive one: exact at whole steps, linear
    /// between them; 0 if one step takes longer, infinite if one step per token is faster.
    private double breakEvenSteps(Device device, int prompt, double seconds) {
        int low = 0;
        int high = study.generatedTokens() + 1;
        while (high - low > 1) {
            int middle = (low + high) / 2;
            if (stepSeconds(device, prompt, middle) <= seconds) {
                low = middle;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return 0;
        }
        if (low == study.generatedTokens()) {
            return Double.POSITIVE_INFINITY;
        }
        double before = stepSeconds(device, prompt, low);
        double after = stepSeconds(device, prompt, low + 1);
        return low + (seconds - before) / (after - before);
    }

    /// Devices under the middle prompt at batch 1.
    RooflineFigure roofline() {
        List<RooflineFigure.Machine> machines = new ArrayList<>();
        for (Device device : devices) {
            List<RooflineFigure.Dot> dots = new ArrayList<>();
            for (Line line : comparedLines()) {
                Prediction prediction = predict(line, device, middlePrompt(), study.generatedTokens(), 1);
                for (OperatorTotal operator : prediction.timeline().operators()) {
                    dots.add(Dots.of(
                            line.label(),
                            deviceSource(device),
                            operator.name(),
                            operator.work(),
                            operator.seconds(),
                            prediction.timeline().seconds(),
                            prediction.scenario().roofline()));
                }
            }
            machines.add(
                    new RooflineFigure.Machine(device.id(), predictionRoofline(device), deviceSource(device), dots));
        }
        return new RooflineFigure("all FLOPs", machines);
    }

    private Roofline predictionRoofline(Device device) {
        return Roofline.of(device, dtype);
    }

    List<BreakdownFigure.Bar> breakdown() {
        List<BreakdownFigure.Bar> bars = new ArrayList<>();
        for (Device device : devices) {
            for (Line line : comparedLines()) {
                Prediction prediction = predict(line, device, middlePrompt(), study.generatedTokens(), 1);
                List<BreakdownFigure.Slice> slices = prediction.timeline().operators().stream()
                        .map(o -> new BreakdownFigure.Slice(o.name(), o.calls(), o.seconds()))
                        .toList();
                bars.add(new BreakdownFigure.Bar(device.id(), line.label(), deviceSource(device), slices));
            }
        }
        return bars;
    }

    MemoryTable memory() {
        List<MemoryTable.Row> rows = new ArrayList<>();
        for (Device device : devices) {
            for (int prompt : study.promptTokens()) {
                for (Line line : comparedLines()) {
                    Prediction one = predict(line, device, prompt, study.generatedTokens(), 1);
                    rows.add(new MemoryTable.Row(
                            device.id(),
                            device.memoryBytes(),
                            prompt,
                            study.generatedTokens(),
                            line.label(),
                            one.largestBatch(LARGEST_BATCH),
                            one.memory()));
                }
            }
        }
        return new MemoryTable(rows, devices.stream().map(this::deviceSource).toList());
    }

    /// The autoregressive model, the plain diffusion strategy with most steps, and the further strategies: steps do
    /// not change where time and memory go.
    private List<Line> comparedLines() {
        List<Line> lines = new ArrayList<>();
        lines.add(autoregressiveLine());
        study.steps().stream().max(Integer::compare).ifPresent(steps -> lines.add(stepLine(steps)));
        study.strategies().forEach(text -> lines.add(diffusionLine(text)));
        return lines;
    }

    private int middlePrompt() {
        return study.promptTokens().get(study.promptTokens().size() / 2);
    }

    private Source source() {
        return Source.predicted(pricing() + ", model sizes: " + autoregressive.source() + " and " + diffusion.source());
    }

    private Source deviceSource(Device device) {
        return Source.predicted(pricing() + ", device figures: " + device.source());
    }

    private String pricing() {
        return profile.equals(Profile.ROOFLINE)
                ? "roofline"
                : "roofline, profile " + profile.id() + " (" + profile.source() + ")";
    }
}
