package org.unmask.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.unmask.app.study.Pair.Line;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Units;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.cost.crossover.Solver;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.crossover.TokenCrossover;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Figure;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.figure.BreakdownFigure;
import org.unmask.report.figure.LineFigure;
import org.unmask.report.figure.LineFigure.Level;
import org.unmask.report.figure.LineFigure.Mark;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;
import org.unmask.report.figure.MemoryTable;
import org.unmask.report.figure.RooflineFigure;

/// The part of a report that needs no run: predictions on catalogue devices.
///
/// @param map  who wins, by batch and prompt; empty if the study asks for none
record PredictionPart(Pair pair, Optional<CrossoverPart> map) {

    /// Resolves and checks; nothing is computed.
    ///
    /// @throws IllegalArgumentException if a name or a combination of the study is bad
    static PredictionPart of(Study.Predict study, Catalog catalog) throws IOException {
        Pair pair = Pair.of(study, catalog);
        return new PredictionPart(pair, CrossoverPart.of(pair));
    }

    /// Everything predicted.
    ///
    /// @param part  speeds, crossovers and intensities
    /// @param machines  the devices with their operators, to be shown with measured ones
    /// @param bars  the time of the operators, to be shown with measured ones
    /// @param memory  what fits
    /// @param made  every prediction behind the numbers, in order
    record Predicted(
            Part part,
            List<RooflineFigure.Machine> machines,
            List<BreakdownFigure.Bar> bars,
            Part memory,
            List<Prediction> made) {
        static final Predicted NOTHING = new Predicted(Part.NONE, List.of(), List.of(), Part.NONE, List.of());
    }

    /// Predicts.
    Predicted predicted() {
        Predictions predictions = new Predictions(pair);
        List<Figure> figures = new ArrayList<>();
        figures.add(throughputOverBatch(predictions));
        figures.add(latencyOverSteps(predictions));
        figures.add(breakEvenTokens());
        map.map(CrossoverPart::figure).ifPresent(figures::add);
        figures.add(intensityOverLength(predictions));
        figures.add(intensityOverBatch(predictions));
        return new Predicted(
                Part.of(figures, CrossoverFindings.of(pair)),
                machines(predictions),
                bars(predictions),
                Part.of(memory(predictions)),
                predictions.made());
    }

    private LineFigure throughputOverBatch(Predictions predictions) {
        List<Panel> panels = new ArrayList<>();
        for (Device device : pair.devices()) {
            for (int prompt : pair.study().promptTokens()) {
                List<Series> series = pair.lines().stream()
                        .map(line -> throughput(predictions, line, device, prompt))
                        .toList();
                panels.add(new Panel(device.id(), "prompt " + prompt, series));
            }
        }
        return LineFigure.throughputOverBatch(panels);
    }

    private Series throughput(Predictions predictions, Line line, Device device, int prompt) {
        int largest = predictions.largestBatch(line, device, prompt);
        List<Integer> batches = pair.study().batches();
        List<Point> points = batches.stream()
                .filter(batch -> batch <= largest)
                .map(batch -> Point.at(
                        batch,
                        predictions.of(line, device, prompt, batch).timeline().tokensPerSecond()))
                .toList();
        boolean ends = batches.stream().anyMatch(batch -> batch > largest);
        return new Series(
                line.label(), pair.source(device), points, ends ? "out of memory at batch " + (largest + 1) : "");
    }

    private LineFigure latencyOverSteps(Predictions predictions) {
        List<Panel> panels = new ArrayList<>();
        for (Device device : pair.devices()) {
            for (int prompt : pair.study().promptTokens()) {
                panels.add(latency(predictions, device, prompt));
            }
        }
        return LineFigure.latencyOverSteps(panels);
    }

    private Panel latency(Predictions predictions, Device device, int prompt) {
        double ar = seconds(predictions, pair.autoregressiveLine(), device, prompt);
        List<Point> points = new ArrayList<>();
        for (int steps = 1; steps <= pair.study().generatedTokens(); steps *= 2) {
            Line line = new Line(pair.diffusion(), Pair.plain(steps), Label.neutral(""));
            points.add(Point.at(steps, seconds(predictions, line, device, prompt)));
        }
        Label label = Label.dlm(pair.diffusion().id(), "diffusion");
        Level level = new Level(
                Label.ar(pair.autoregressive().id() + " " + Units.seconds(ar), "ar"), pair.source(device), ar);
        StepCrossover crossover = pair.plainSolver(device).steps(1, prompt);
        return new Panel(
                device.id(),
                "prompt " + prompt,
                List.of(new Series(label, pair.source(device), points)),
                List.of(level),
                marks(crossover.steps(), ar));
    }

    private static List<Mark> marks(OptionalDouble steps, double seconds) {
        return steps.stream()
                .mapToObj(crossing -> new Mark(crossing, seconds, String.format(Locale.ROOT, "K* = %.1f", crossing)))
                .toList();
    }

    private static double seconds(Predictions predictions, Line line, Device device, int prompt) {
        return predictions.of(line, device, prompt, 1).timeline().seconds();
    }

    /// The tokens per pass that every diffusion strategy needs, whatever its steps, at the middle prompt.
    private LineFigure breakEvenTokens() {
        return LineFigure.tokensOverBatch(pair.devices().stream()
                .map(device -> new Panel(
                        device.id(),
                        "prompt " + pair.middlePrompt(),
                        pair.unscheduled().stream()
                                .map(strategy -> breakEvenTokens(device, strategy))
                                .toList()))
                .toList());
    }

    private Series breakEvenTokens(Device device, StrategySpec strategy) {
        Solver solver = Pair.solver(pair.contest(device, strategy));
        List<Point> points = new ArrayList<>();
        String end = "";
        for (int batch : pair.study().batches()) {
            TokenCrossover found = solver.tokensPerPass(batch, pair.middlePrompt());
            if (end.isEmpty()) {
                end = switch (found.answer()) {
                    case AT, ALWAYS -> "";
                    case NEVER -> "never as fast from batch " + batch + " on";
                    case DOES_NOT_FIT, NOT_APPLICABLE -> found.reason();
                };
            }
            if (end.isEmpty()) {
                points.add(Point.at(batch, found.tokensPerPass().orElse(1)));
            }
        }
        Label label = Label.dlm(pair.diffusion().id() + ", " + strategy, strategy.toString());
        return new Series(label, pair.source(device), points, end);
    }

    private LineFigure intensityOverLength(Predictions predictions) {
        Study.Intensity intensity = pair.study().intensity();
        Panel panel = intensities(
                "batch 1, prompt " + intensity.promptTokens(),
                intensity.lengths(),
                line -> length -> predictions.of(line, anyDevice(), intensity.promptTokens(), length, 1));
        return LineFigure.intensityOverLength(List.of(panel));
    }

    private LineFigure intensityOverBatch(Predictions predictions) {
        Study.Intensity intensity = pair.study().intensity();
        int prompt = intensity.promptTokens();
        int generated = intensity.generatedTokens();
        Panel panel = intensities(
                "prompt " + prompt + ", generated " + generated,
                intensity.batches(),
                line -> batch -> predictions.of(line, anyDevice(), prompt, generated, batch));
        return LineFigure.intensityOverBatch(List.of(panel));
    }

    /// An intensity depends on no device.
    private Device anyDevice() {
        return pair.devices().getFirst();
    }

    private interface ByLine {
        IntFunction<Prediction> of(Line line);
    }

    private Panel intensities(String title, List<Integer> axis, ByLine predicted) {
        List<Series> series = new ArrayList<>();
        for (Line line : pair.intensityLines()) {
            List<Point> points = axis.stream()
                    .map(x -> Point.at(
                            x, predicted.of(line).apply(x).timeline().work().arithmeticIntensity()))
                    .toList();
            series.add(new Series(line.label(), pair.source(), points));
        }
        return new Panel("", title, series, FigureAxes.ridges(pair.devices(), pair.dtype(), pair::source), List.of());
    }

    /// Devices under the middle prompt at batch 1.
    private List<RooflineFigure.Machine> machines(Predictions predictions) {
        List<RooflineFigure.Machine> machines = new ArrayList<>();
        for (Device device : pair.devices()) {
            List<RooflineFigure.Dot> dots = new ArrayList<>();
            for (Line line : pair.comparedLines()) {
                Prediction prediction = predictions.of(line, device, pair.middlePrompt(), 1);
                for (OperatorTotal operator : prediction.timeline().operators()) {
                    dots.add(Dots.of(
                            line.label(),
                            pair.source(device),
                            operator.name(),
                            operator.work(),
                            operator.seconds(),
                            prediction.timeline().seconds(),
                            prediction.scenario().roofline()));
                }
            }
            machines.add(new RooflineFigure.Machine(
                    device.id(), Roofline.of(device, pair.dtype()), pair.source(device), dots));
        }
        return machines;
    }

    private List<BreakdownFigure.Bar> bars(Predictions predictions) {
        List<BreakdownFigure.Bar> bars = new ArrayList<>();
        for (Device device : pair.devices()) {
            for (Line line : pair.comparedLines()) {
                Prediction prediction = predictions.of(line, device, pair.middlePrompt(), 1);
                List<BreakdownFigure.Slice> slices = prediction.timeline().operators().stream()
                        .map(o -> new BreakdownFigure.Slice(o.name(), o.calls(), o.seconds()))
                        .toList();
                bars.add(new BreakdownFigure.Bar(device.id(), line.label(), pair.source(device), slices));
            }
        }
        return bars;
    }

    private MemoryTable memory(Predictions predictions) {
        List<MemoryTable.Row> rows = new ArrayList<>();
        for (Device device : pair.devices()) {
            for (int prompt : pair.study().promptTokens()) {
                for (Line line : pair.comparedLines()) {
                    rows.add(new MemoryTable.Row(
                            device.id(),
                            device.memoryBytes(),
                            prompt,
                            pair.study().generatedTokens(),
                            line.label(),
                            predictions.largestBatch(line, device, prompt),
                            predictions.of(line, device, prompt, 1).memory()));
                }
            }
        }
        return new MemoryTable(rows, pair.devices().stream().map(pair::source).toList());
    }
}
