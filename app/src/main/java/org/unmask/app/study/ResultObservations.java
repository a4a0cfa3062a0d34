package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.app.fit.Observation;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.Roofline;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.result.ProbeResult;
import org.unmask.result.ResultFile;
import org.unmask.result.RunResult;
import org.unmask.result.Statistics;
import tools.jackson.databind.JsonNode;

/// Results of this program as observations for a fit.
///
/// A setting gives its generation, median of the repetitions, with weight 1, and each operator of the repetition that
/// timed operators, with its share of the time as weight: the operators tell the parameters apart, the generations
/// keep their sum right.
public final class MeasuredPoints {
    /// Parts of the name of every setting.
    private static final int COMMON_PARTS = 9;

    private final Catalog catalog;
    private final Path file;
    private final ProbeResult probe;

    private MeasuredPoints(Catalog catalog, Path file, ProbeResult probe) {
        this.catalog = catalog;
        this.file = file;
        this.probe = probe;
    }

    /// @throws IOException in one line, if the file is missing, in use, not of results, or has no probe of the machine
    public static List<Observation> read(Catalog catalog, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        try (ResultFile results = ResultFile.open(file)) {
            List<JsonNode> probes = results.lines(ProbeResult.TYPE);
            if (probes.isEmpty()) {
                throw new IOException(file + ": no probe of the machine in it; expected results of measure or study");
            }
            Map<String, List<RunResult>> runs = new LinkedHashMap<>();
            for (JsonNode line : results.lines(RunResult.TYPE)) {
                RunResult run = RunResult.of(line);
                runs.computeIfAbsent(run.point(), _ -> new ArrayList<>()).add(run);
            }
            MeasuredPoints points = new MeasuredPoints(catalog, file, ProbeResult.of(probes.getLast()));
            List<Observation> observations = new ArrayList<>();
            for (Map.Entry<String, List<RunResult>> entry : runs.entrySet()) {
                observations.addAll(points.observations(entry.getKey(), entry.getValue()));
            }
            return observations;
        }
    }

    private List<Observation> observations(String point, List<RunResult> runs) throws IOException {
        Setting setting = setting(point);
        List<Observation.Passes> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.create(setting.strategy(), setting.request().generatedTokens()),
                setting.request(),
                Assumption.recorded(runs.getFirst().outcomes()),
                (pass, _) -> passes.add(new Observation.Passes(
                        1, PassLoad.of(setting.model(), setting.types(), setting.fusions(), pass))));
        Roofline roofline = new Roofline(probe.matmul(setting.backend(), setting.dtype()), probe.bytesPerSecond());
        Roofline ceiling = new Roofline(probe.peak(setting.dtype()), probe.bytesPerSecond());
        String source = file.toString();
        List<Observation> observations = new ArrayList<>();
        double[] seconds = runs.stream()
                .filter(run -> run.operators().isEmpty())
                .mapToDouble(RunResult::seconds)
                .toArray();
        if (seconds.length > 0) {
            double median = Statistics.of(seconds).median();
            observations.add(new Observation(
                    source, setting.group(), setting.name(), median, 1, roofline, ceiling, Optional.empty(), passes));
        }
        for (RunResult run : runs) {
            double sum = run.operators().stream()
                    .mapToDouble(RunResult.OperatorSample::seconds)
                    .sum();
            for (RunResult.OperatorSample operator : run.operators()) {
                if (operator.seconds() > 0) {
                    observations.add(new Observation(
                            source,
                            setting.group(),
                            setting.name() + " " + operator.name(),
                            operator.seconds(),
                            operator.seconds() / sum,
                            roofline,
                            ceiling,
                            Optional.of(operator.name()),
                            passes));
                }
            }
        }
        return observations;
    }

    private record Setting(
            Architecture model, StrategySpec strategy, Request request, DTypes types, String backend, String group) {
        DType dtype() {
            return types.weight();
        }

        String name() {
            return "B=" + request.batch() + " P=" + request.promptTokens() + " G=" + request.generatedTokens();
        }

        Set<Fusion> fusions() {
            return Backends.named(backend).fusions();
        }
    }

    /// What [MeasuredJobs] wrote as the name of a setting. How tokens were drawn and when sequences ended, which may follow,
    /// is in the outcomes.
    private Setting setting(String point) throws IOException {
        String[] parts = point.split("\\|", -1);
        if (parts.length < COMMON_PARTS) {
            throw new IOException(file + ": '" + point + "' is not a setting of this version; measure anew");
        }
        int at = parts[0].indexOf('@');
        String model = at < 0 ? parts[0] : parts[0].substring(at + 1);
        StrategySpec strategy = StrategySpec.parse(parts[1]);
        return new Setting(
                catalog.model(model).model().architecture(),
                strategy,
                new Request(
                        number(point, parts[2], "batch="),
                        number(point, parts[3], "prompt="),
                        number(point, parts[4], "generated="),
                        LogitRows.of(parts[5].replace("logits=", ""))),
                types(parts[6]),
                parts[7],
                (at < 0 ? parts[0] : parts[0].substring(0, at)) + " " + strategy);
    }

    /// `bf16`, or `bf16+kv=bf16`.
    private static DTypes types(String name) {
        int at = name.indexOf(MeasuredJobs.WITH_KEY_VALUES);
        return at < 0
                ? Engine.types(DType.of(name))
                : Engine.types(
                        DType.of(name.substring(0, at)),
                        DType.of(name.substring(at + MeasuredJobs.WITH_KEY_VALUES.length())));
    }

    private int number(String point, String part, String prefix) throws IOException {
        try {
            return Integer.parseInt(part.startsWith(prefix) ? part.substring(prefix.length()) : part);
        } catch (NumberFormatException e) {
            throw new IOException(file + ": '" + point + "' is not a setting of this version; measure anew", e);
        }
    }
}
