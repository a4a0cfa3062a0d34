package org.unmask.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.cost.crossover.Contest;
import org.unmask.cost.crossover.Limits;
import org.unmask.cost.crossover.Solver;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.result.AssumptionFiles;

/// The two models that a study predicts, and all they are predicted under, with every name resolved.
record Pair(
        Study.Predict study,
        Model autoregressive,
        Model diffusion,
        List<Device> devices,
        DType dtype,
        LogitRows logits,
        Profile profile) {
    private static final String PLAIN = "diffusion";

    Pair {
        devices = List.copyOf(devices);
    }

    /// Finds the names of a study in the catalogue and checks every combination; nothing is computed.
    ///
    /// @throws IllegalArgumentException if a name or a combination of the study is bad
    static Pair of(Study.Predict study, Catalog catalog) throws IOException {
        Pair pair = new Pair(
                study,
                catalog.model(study.autoregressive()).model(),
                catalog.model(study.diffusion()).model(),
                devices(study, catalog),
                DType.of(study.dtype()),
                LogitRows.of(study.logits()),
                catalog.profile(study.profile()).profile());
        pair.check();
        return pair;
    }

    private static List<Device> devices(Study.Predict study, Catalog catalog) throws IOException {
        List<Device> devices = new ArrayList<>();
        for (String name : study.devices()) {
            devices.add(catalog.device(name).device());
        }
        if (devices.isEmpty()) {
            throw new IllegalArgumentException("predict.devices: empty; give at least one");
        }
        return devices;
    }

    private void check() {
        devices.forEach(device -> device.flopsPerSecond(dtype));
        for (Line line : lines()) {
            study.promptTokens().forEach(prompt -> check(line, prompt, study.generatedTokens()));
        }
        Study.Intensity intensity = study.intensity();
        for (Line line : intensityLines()) {
            check(line, intensity.promptTokens(), intensity.generatedTokens());
            intensity.lengths().forEach(length -> check(line, intensity.promptTokens(), length));
        }
        devices.forEach(device -> contest(device, StrategySpec.parse(PLAIN)));
    }

    private void check(Line line, int prompt, int generated) {
        StrategySpec strategy = line.model().decoding(line.strategy(), generated);
        if (Strategies.needsLogits(strategy, new Request(1, prompt, generated, logits))) {
            throw new IllegalArgumentException(
                    "strategy '" + line.strategy() + "': what logits decide must be assumed to be predicted; add "
                            + Strategies.assumptions(line.strategy()));
        }
    }

    /// One line of a figure: a model under a strategy.
    record Line(Model model, StrategySpec strategy, Label label) {}

    /// The autoregressive model, the plain diffusion strategy with every number of steps, and the further strategies.
    List<Line> lines() {
        return Stream.of(Stream.of(autoregressiveLine()), stepLines().stream(), furtherLines())
                .flatMap(lines -> lines)
                .toList();
    }

    /// The autoregressive model, the plain diffusion strategy with most steps, and the further strategies: steps do
    /// not change where time and memory go.
    List<Line> comparedLines() {
        Stream<Line> steps = study.steps().stream().max(Integer::compare).map(this::stepLine).stream();
        return Stream.of(Stream.of(autoregressiveLine()), steps, furtherLines())
                .flatMap(lines -> lines)
                .toList();
    }

    /// The autoregressive model and the strategies whose intensity is shown.
    List<Line> intensityLines() {
        return Stream.concat(
                        Stream.of(autoregressiveLine()),
                        study.intensity().strategies().stream().map(this::diffusionLine))
                .toList();
    }

    Line autoregressiveLine() {
        return new Line(autoregressive, Strategies.AUTOREGRESSIVE, Label.ar(autoregressive.id(), "ar"));
    }

    private List<Line> stepLines() {
        return study.steps().stream().map(this::stepLine).toList();
    }

    private Line stepLine(int steps) {
        return new Line(diffusion, plain(steps), Label.steps(diffusion.id() + ", K = " + steps, steps));
    }

    private Stream<Line> furtherLines() {
        return study.strategies().stream().map(this::diffusionLine);
    }

    private Line diffusionLine(String text) {
        return new Line(diffusion, StrategySpec.parse(text), Label.dlm(diffusion.id() + ", " + text, text));
    }

    /// Plain diffusion and the further strategies, without how many tokens a pass commits.
    List<StrategySpec> unscheduled() {
        return Stream.concat(Stream.of(PLAIN), study.strategies().stream())
                .map(text -> StrategySpec.parse(text).without(StrategyKeys.STEPS.name()))
                .distinct()
                .toList();
    }

    /// Plain diffusion with a fixed number of denoising steps.
    static StrategySpec plain(int steps) {
        return StrategySpec.parse(PLAIN + ":steps=" + steps);
    }

    /// The plain diffusion model against the autoregressive one, whatever the number of steps.
    Solver plainSolver(Device device) {
        return solver(contest(device, StrategySpec.parse(PLAIN)));
    }

    Contest contest(Device device, StrategySpec strategy) {
        return new Contest(
                        autoregressive,
                        Strategies.AUTOREGRESSIVE,
                        diffusion,
                        strategy,
                        device,
                        study.generatedTokens(),
                        logits,
                        DTypes.all(dtype),
                        profile)
                .chunked(study.prefillChunk());
    }

    static Solver solver(Contest contest) {
        return new Solver(
                contest,
                new Limits(Limits.LARGEST_BATCH, Limits.LONGEST_CONTEXT),
                AssumptionFiles.ON_DISK,
                Progress.NONE);
    }

    Scenario scenario(Line line, Device device, Request request) {
        return Scenario.of(line.model(), device, line.strategy(), request, dtype)
                .under(profile);
    }

    /// The prompt at which operators are shown and sentences are said.
    int middlePrompt() {
        return study.promptTokens().get(study.promptTokens().size() / 2);
    }

    /// What a number depends on that no device changes.
    Source source() {
        return Source.predicted(pricing() + ", model sizes: " + autoregressive.source() + " and " + diffusion.source());
    }

    /// What a number of one device depends on.
    Source source(Device device) {
        return Source.predicted(pricing() + ", device figures: " + device.source());
    }

    private String pricing() {
        return pricing(profile, study.prefillChunk());
    }

    /// What predictions are made with.
    ///
    /// @param chunk  most tokens of a pass over prompts; 0 is no limit
    static String pricing(Profile profile, int chunk) {
        String roofs = profile.equals(Profile.ROOFLINE)
                ? "roofline"
                : "roofline, profile " + profile.id() + " (" + profile.source() + ")";
        return chunk == 0 ? roofs : roofs + ", prompts in chunks of " + chunk + " tokens";
    }
}
