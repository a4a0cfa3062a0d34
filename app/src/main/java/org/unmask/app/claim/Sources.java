package org.unmask.app.claim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.app.claim.Observed.Evidence;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.fit.PublishedPoint;
import org.unmask.fit.PublishedPoints;
import org.unmask.report.Label;
import org.unmask.report.Label.Role;
import org.unmask.result.Arrival;
import org.unmask.result.Lengths;
import org.unmask.result.Load;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Statistics;

/// Times to decide claims with.
final class Sources {
    static final List<String> DEVICES = List.of("a6000", "a800-80gb", "h200-sxm");
    static final String AUTOREGRESSIVE = "llama-3-8b";
    static final String DIFFUSION = "llada-8b";
    static final List<Integer> BATCHES = List.of(1, 8, 32);
    static final List<Integer> TOKENS_PER_STEP = List.of(1, 2, 4, 8);
    static final List<String> STRATEGIES =
            List.of("diffusion:steps=", "dual-cache:block=32,steps=", "block-diffusion:block=32,steps=");

    private Sources() {}

    /// The roofline of every workload, device, batch and strategy that fits into memory.
    static List<Observed> predicted(Catalog catalog) throws IOException {
        Model autoregressive = catalog.model(AUTOREGRESSIVE).model();
        Model diffusion = catalog.model(DIFFUSION).model();
        List<Observed> times = new ArrayList<>();
        for (String name : DEVICES) {
            Device device = catalog.device(name).device();
            for (Task task : Task.ALL) {
                for (int prompt : task.promptTokens()) {
                    for (int batch : BATCHES) {
                        Request request = new Request(batch, prompt, task.generatedTokens(), LogitRows.ACTIVE);
                        predict(autoregressive, device, Strategies.AUTOREGRESSIVE, request)
                                .ifPresent(times::add);
                        for (String strategy : STRATEGIES) {
                            for (int tokens : TOKENS_PER_STEP) {
                                StrategySpec spec = StrategySpec.parse(strategy + task.generatedTokens() / tokens);
                                predict(diffusion, device, spec, request).ifPresent(times::add);
                            }
                        }
                    }
                }
            }
        }
        return times;
    }

    private static Optional<Observed> predict(Model model, Device device, StrategySpec strategy, Request request) {
        Prediction prediction = Prediction.of(Scenario.of(model, device, strategy, request, DTypes.BF16));
        if (!prediction.fits()) {
            return Optional.empty();
        }
        Work work = prediction.timeline().passes().stream()
                .filter(pass -> pass.pass().phase() != Phase.PREFILL)
                .map(PassTime::work)
                .reduce(Work.NONE, Work::plus);
        return Optional.of(new Observed(
                Evidence.PREDICTION,
                device.id(),
                role(strategy),
                strategy.id(),
                request.promptTokens(),
                request.generatedTokens(),
                request.batch(),
                steps(strategy, request.generatedTokens()),
                prediction.totals().seconds(),
                OptionalDouble.of(work.arithmeticIntensity()),
                OptionalDouble.of(device.ridge(DTypes.BF16.compute()))));
    }

    /// Generations that others timed; points of which only ratios mean something are left out.
    static List<Observed> published(Catalog catalog) throws IOException {
        List<Observed> times = new ArrayList<>();
        for (PublishedFile file : catalog.published()) {
            if (file.isOfReports()) {
                continue;
            }
            for (PublishedPoint point : new PublishedPoints(catalog, file, Optional.empty()).read()) {
                if (point.part() == PublishedPoint.Part.GENERATION
                        && point.relativeTo().isEmpty()) {
                    Request request = point.scenario().request();
                    times.add(new Observed(
                            Evidence.PUBLICATION,
                            file.name(),
                            role(point.scenario().strategy()),
                            point.scenario().strategy().id(),
                            request.promptTokens(),
                            request.generatedTokens(),
                            request.batch(),
                            steps(point.scenario().strategy(), request.generatedTokens()),
                            point.seconds(),
                            OptionalDouble.empty(),
                            OptionalDouble.empty()));
                }
            }
        }
        return times;
    }

    /// Medians of runs of equal settings with a fixed prompt, generated length and batch.
    static List<Observed> measured(Results results) {
        Map<String, List<RunResult>> settings = new LinkedHashMap<>();
        for (RunResult run : results.runs()) {
            if (!run.timesOperators() && run.repetition() >= 0) {
                settings.computeIfAbsent(run.setting().id(), _ -> new ArrayList<>())
                        .add(run);
            }
        }
        return settings.values().stream()
                .flatMap(runs -> measured(runs).stream())
                .toList();
    }

    /// Nothing if the batch or a length is unknown or not fixed, or if logits decide how many steps there are.
    private static Optional<Observed> measured(List<RunResult> runs) {
        Setting setting = runs.getFirst().setting();
        Load load = setting.load();
        if (setting.strategy().isPresent()
                && load.arrival().isPresent()
                && load.arrival().get() instanceof Arrival.Batch batch
                && load.promptTokens().isPresent()
                && load.promptTokens().get() instanceof Lengths.Fixed prompt
                && load.generatedTokens().isPresent()
                && load.generatedTokens().get() instanceof Lengths.Fixed generated) {
            StrategySpec strategy = setting.strategy().get();
            Request request = new Request(batch.sequences(), prompt.tokens(), generated.tokens(), LogitRows.ACTIVE);
            if (!Strategies.needsLogits(strategy, request)) {
                return Optional.of(measured(setting, strategy, request, runs));
            }
        }
        return Optional.empty();
    }

    private static Observed measured(
            Setting setting, StrategySpec strategy, Request request, List<RunResult> repetitions) {
        double[] seconds = repetitions.stream().mapToDouble(RunResult::seconds).toArray();
        return new Observed(
                Evidence.MEASUREMENT,
                setting.machine().name().orElse("this machine"),
                role(strategy),
                strategy.id(),
                request.promptTokens(),
                request.generatedTokens(),
                request.batch(),
                steps(strategy, request.generatedTokens()),
                Statistics.of(seconds).median(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    private static Role role(StrategySpec strategy) {
        return Strategies.isAutoregressive(strategy)
                ? Role.ARM
                : Label.dlm("", strategy.toString()).role();
    }

    /// Steps that are asked for; one token a step if none are.
    private static int steps(StrategySpec strategy, int generatedTokens) {
        String steps = strategy.keys().get("steps");
        return steps == null ? generatedTokens : Integer.parseInt(steps);
    }
}
