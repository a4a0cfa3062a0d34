package org.unmask.app.study;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.app.study.FigureSpec.Line;
import org.unmask.app.study.FigureSpec.Setting;
import org.unmask.app.study.FigureSpec.X;
import org.unmask.app.study.FigureSpec.Y;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;
import org.unmask.fit.PublishedPoint;
import org.unmask.fit.PublishedPoints;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.LineFigure;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;
import org.unmask.result.AssumptionFiles;

/// One figure of a study, predicted, and what it says.
final class FigurePart {
    private static final int LARGEST_BATCH = 1 << 16;

    private final FigureSpec spec;
    private final Map<Line, Model> models = new HashMap<>();
    private final List<Device> devices = new ArrayList<>();
    private final Profile profile;
    private final Map<Line, Profile> profiles = new HashMap<>();
    private final Optional<PublishedFile> published;
    private final List<PublishedPoint> points;
    private final Map<Scenario, Prediction> predictions = new HashMap<>();

    /// Resolves the names of the figure.
    ///
    /// @throws IllegalArgumentException if a name is unknown; nothing has been computed then
    FigurePart(FigureSpec spec, Catalog catalog) throws IOException {
        this.spec = spec;
        for (Line line : spec.lines()) {
            resolve(line, catalog);
        }
        Optional<Line> baseline = spec.baseline().flatMap(FigureSpec.Baseline::line);
        if (baseline.isPresent()) {
            resolve(baseline.get(), catalog);
        }
        for (String name : spec.devices()) {
            Device device = named("devices", () -> catalog.device(name).device());
            named("devices", () -> device.flopsPerSecond(spec.dtype()));
            devices.add(device);
        }
        this.profile = named("profile", () -> catalog.profile(spec.profile()).profile());
        this.published = spec.published().isPresent()
                ? Optional.of(named(
                        "published",
                        () -> PublishedNames.of(catalog, spec.published().get())))
                : Optional.empty();
        this.points = published.isPresent()
                ? new PublishedPoints(catalog, published.get(), Optional.empty()).read()
                : List.of();
    }

    private interface Lookup<T> {
        T of() throws IOException;
    }

    private <T> T named(String key, Lookup<T> lookup) throws IOException {
        return named(spec.key(), key, lookup);
    }

    private static <T> T named(String prefix, String key, Lookup<T> lookup) throws IOException {
        try {
            return lookup.of();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(prefix + key + ": " + e.getMessage(), e);
        }
    }

    private void resolve(Line line, Catalog catalog) throws IOException {
        models.put(
                line,
                named(line.key(), "model", () -> catalog.model(line.model()).model()));
        if (line.profile().isPresent()) {
            String name = line.profile().get();
            profiles.put(
                    line,
                    named(line.key(), "profile", () -> catalog.profile(name).profile()));
        }
    }

    /// The figure; how its gains change, and how far its published points are from the predictions.
    ///
    /// @throws IllegalArgumentException if no published point belongs to a line
    Part part() {
        List<Frame> frames = frames();
        List<String> findings = new ArrayList<>();
        if (spec.y().isRelative()) {
            frames.forEach(frame -> findings.add(change(frame)));
        }
        List<Double> errors =
                frames.stream().flatMap(frame -> frame.errors().stream()).toList();
        if (published.isPresent() && errors.isEmpty()) {
            throw new IllegalArgumentException(
                    spec.key() + "published: no point of " + published.get().name() + " belongs to a line");
        }
        if (!errors.isEmpty()) {
            findings.add(errorFinding(errors));
        }
        frames.forEach(frame -> findings.addAll(reportedFindings(frame)));
        return Part.of(List.of(figure(frames)), findings);
    }

    private LineFigure figure(List<Frame> frames) {
        return new LineFigure(
                "figure-" + spec.id(),
                spec.title(),
                spec.intro(),
                FigureAxes.x(spec.x()),
                FigureAxes.y(spec.y()),
                "panel",
                frames.stream().map(this::panel).toList());
    }

    /// The lines of a device and setting.
    ///
    /// @param errors  of the predicted times of the published points
    private record Frame(Device device, Setting setting, List<Series> series, List<Double> errors) {}

    private List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        for (Device device : spec.y().isTimed() ? devices : devices.subList(0, 1)) {
            for (Setting setting : spec.settings()) {
                frames.add(frame(device, setting));
            }
        }
        return frames;
    }

    private Frame frame(Device device, Setting setting) {
        List<Series> series = new ArrayList<>();
        for (Line line : spec.lines()) {
            series.add(series(line, device, setting));
        }
        List<Double> errors = new ArrayList<>();
        for (Line line : spec.lines()) {
            List<Overlay> overlays = overlays(line, device, setting);
            if (!overlays.isEmpty()) {
                Source source = PublishedNames.source(published.orElseThrow());
                series.add(new Series(
                        FigureAxes.label(spec, line),
                        source,
                        overlays.stream().map(Overlay::point).toList()));
                overlays.forEach(overlay -> errors.add(overlay.error()));
            }
        }
        for (Line line : spec.lines()) {
            for (FigureSpec.Reported reported : line.reported()) {
                series.add(new Series(
                        FigureAxes.label(spec, line),
                        Source.published(reported.source()),
                        List.of(Point.at(reported.at(), reported.value()))));
            }
        }
        return new Frame(device, setting, series, errors);
    }

    /// What was reported beside what is predicted there.
    private List<String> reportedFindings(Frame frame) {
        List<String> findings = new ArrayList<>();
        for (Line line : spec.lines()) {
            for (FigureSpec.Reported reported : line.reported()) {
                value(line, frame.device(), frame.setting().at(spec.x(), reported.at()))
                        .ifPresent(predicted -> findings.add(String.format(
                                Locale.ROOT,
                                "%s, %s %d: reported %.3g, predicted %.3g with profile %s.",
                                FigureAxes.text(line),
                                FigureAxes.x(spec.x()).name(),
                                reported.at(),
                                reported.value(),
                                predicted,
                                profile(line).id())));
            }
        }
        return findings;
    }

    private Profile profile(Line line) {
        return profiles.getOrDefault(line, profile);
    }

    private Panel panel(Frame frame) {
        boolean timed = spec.y().isTimed();
        return new Panel(
                timed ? frame.device().id() : "",
                FigureAxes.title(spec, frame.setting()),
                frame.series(),
                timed ? List.of() : FigureAxes.ridges(devices, spec.dtype(), this::source),
                List.of());
    }

    private String errorFinding(List<Double> errors) {
        double[] sizes = errors.stream().mapToDouble(Math::abs).sorted().toArray();
        double bias =
                Math.exp(errors.stream().mapToDouble(Math::log1p).average().orElseThrow()) - 1;
        int half = sizes.length / 2;
        double median = sizes.length % 2 == 1 ? sizes[half] : (sizes[half - 1] + sizes[half]) / 2;
        return String.format(
                Locale.ROOT,
                "Profile %s against %d published points: median error of the time %.1f %%, bias %+.1f %%.",
                profile.id(),
                sizes.length,
                100 * median,
                100 * bias);
    }

    /// Where gains begin and end; a line that ends early says where.
    private String change(Frame frame) {
        List<Integer> axis = spec.axis();
        List<String> parts = new ArrayList<>();
        for (Series line : frame.series()) {
            if (!line.points().isEmpty()) {
                Point first = line.points().getFirst();
                Point last = line.points().getLast();
                String end = last.x() < axis.getLast() ? String.format(Locale.ROOT, " (at %.0f)", last.x()) : "";
                parts.add(String.format(
                        Locale.ROOT, "%s %.2f to %.2f%s", line.label().text(), first.y(), last.y(), end));
            }
        }
        return String.format(
                Locale.ROOT,
                "%s, %s, %s; from %s %d to %d: %s.",
                spec.title(),
                frame.device().id(),
                FigureAxes.title(spec, frame.setting()),
                FigureAxes.x(spec.x()).name(),
                axis.getFirst(),
                axis.getLast(),
                String.join("; ", parts));
    }

    private Series series(Line line, Device device, Setting panel) {
        List<Point> drawn = new ArrayList<>();
        String end = "";
        for (int value : spec.axis()) {
            Setting setting = panel.at(spec.x(), value);
            if (fits(line, device, setting)) {
                value(line, device, setting).ifPresent(y -> drawn.add(Point.at(value, y)));
            } else if (end.isEmpty()) {
                end = outOfMemory(line, device, setting);
            }
        }
        return new Series(FigureAxes.label(spec, line), source(line, device), drawn, end);
    }

    /// An intensity depends on no device, so that no memory ends its line.
    private boolean fits(Line line, Device device, Setting setting) {
        return !spec.y().isTimed() || predict(line, device, setting).fits();
    }

    private String outOfMemory(Line line, Device device, Setting setting) {
        int batch = predict(line, device, setting).largestBatch(LARGEST_BATCH) + 1;
        return spec.x() == X.BATCH ? "out of memory at batch " + batch : "out of memory at " + value(setting);
    }

    private int value(Setting setting) {
        return switch (spec.x()) {
            case BATCH -> setting.batch();
            case GENERATED_TOKENS -> setting.generatedTokens();
            case PROMPT_TOKENS -> setting.promptTokens();
            case STEPS -> setting.steps();
            case BLOCK_LENGTH -> setting.block();
        };
    }

    private Optional<Double> value(Line line, Device device, Setting setting) {
        Prediction prediction = predict(line, device, setting);
        return switch (spec.y()) {
            case TOKENS_PER_SECOND -> Optional.of(prediction.timeline().tokensPerSecond());
            case ARITHMETIC_INTENSITY ->
                Optional.of(prediction.timeline().work().arithmeticIntensity());
            case SECONDS -> Optional.of(prediction.timeline().seconds());
            case PASS_SECONDS -> passSeconds(prediction);
            case GAIN -> gain(prediction, line, device, setting);
            case LOSS -> gain(prediction, line, device, setting).map(gain -> 1 - gain);
        };
    }

    /// Nothing where all passes read the prompt.
    private static Optional<Double> passSeconds(Prediction prediction) {
        OptionalDouble mean = prediction.timeline().passes().stream()
                .filter(pass -> pass.pass().phase() != Phase.PREFILL)
                .mapToDouble(PassTime::seconds)
                .average();
        return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
    }

    /// Nothing where the baseline does not fit the device.
    private Optional<Double> gain(Prediction prediction, Line line, Device device, Setting setting) {
        FigureSpec.Baseline baseline = spec.baseline().orElseThrow();
        Prediction other = predict(baseline.of(line), device, baseline.of(setting));
        return other.fits()
                ? Optional.of(prediction.timeline().tokensPerSecond()
                        / other.timeline().tokensPerSecond())
                : Optional.empty();
    }

    private Prediction predict(Line line, Device device, Setting setting) {
        Scenario scenario = Scenario.of(
                        Objects.requireNonNull(models.get(line)),
                        device,
                        line.spec(setting),
                        spec.request(line, setting),
                        spec.dtype())
                .under(profile(line));
        return predictions.computeIfAbsent(scenario, one -> Prediction.of(one, AssumptionFiles.ON_DISK));
    }

    /// A published point over a line.
    ///
    /// @param error  of the predicted time: over the published one, less 1
    private record Overlay(Point point, double error) {}

    /// The published points of a line, in order of x.
    private List<Overlay> overlays(Line line, Device device, Setting panel) {
        List<Overlay> overlays = new ArrayList<>();
        for (PublishedPoint point : points) {
            int x = FigureAxes.value(spec.x(), point.scenario());
            if (x < 1
                    || point.part() != PublishedPoint.Part.GENERATION
                    || point.relativeTo().isPresent()) {
                continue;
            }
            Setting setting = panel.at(spec.x(), x);
            if (isOf(point.scenario(), line, device, setting)) {
                double tokens = (double) setting.batch() * setting.generatedTokens();
                double y = spec.y() == Y.SECONDS ? point.seconds() : rounded(tokens / point.seconds());
                double predicted = predict(line, device, setting).timeline().seconds();
                overlays.add(new Overlay(Point.at(x, y), predicted / point.seconds() - 1));
            }
        }
        overlays.sort((a, b) -> Double.compare(a.point().x(), b.point().x()));
        return overlays;
    }

    /// A published throughput went through seconds; nine digits bring it back as it was printed.
    private static double rounded(double value) {
        return new BigDecimal(value).round(new MathContext(9)).doubleValue();
    }

    private boolean isOf(Scenario scenario, Line line, Device device, Setting setting) {
        return scenario.model().id().equals(line.model())
                && scenario.device().id().equals(device.id())
                && scenario.strategy().equals(strategy(line, setting))
                && scenario.request().batch() == setting.batch()
                && scenario.request().promptTokens() == setting.promptTokens()
                && scenario.request().generatedTokens() == setting.generatedTokens();
    }

    private StrategySpec strategy(Line line, Setting setting) {
        return Objects.requireNonNull(models.get(line)).decoding(line.spec(setting), setting.generatedTokens());
    }

    private Source source(Device device) {
        return source(profile, device);
    }

    private Source source(Line line, Device device) {
        return source(profile(line), device);
    }

    private Source source(Profile priced, Device device) {
        return Source.predicted(Pair.pricing(priced, spec.prefillChunk()) + ", device figures: " + device.source());
    }
}
