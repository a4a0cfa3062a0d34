package org.unmask.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.unmask.core.decode.Outcome;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One timed generation of a batch: a raw sample.
///
/// @param setting  equal for all repetitions
/// @param repetition  from 0; -1 for the run that times operators
/// @param seconds  wall time of the whole generation
/// @param operators  empty if only passes were timed
/// @param keptTokens  of the whole batch, up to the end tokens
/// @param speeds  how fast the machine was before, during and after the passes, in order; empty if that was not measured
public record RunResult(
        Setting setting,
        int repetition,
        double seconds,
        List<PassSample> passes,
        List<OperatorSample> operators,
        long keptTokens,
        List<MomentSpeed> speeds) {
    /// The type of its line.
    public static final String TYPE = "run";

    /// One pass and what it achieved.
    ///
    /// @param operatorSeconds  of all calls of each operator in this pass, in order of first execution; empty if only the
    ///     whole pass was timed
    /// @param chosenExperts  distinct experts that some token chose, a mean of the layers that have experts; empty if none
    ///     has
    public record PassSample(
            double seconds, Outcome outcome, Map<String, Double> operatorSeconds, OptionalDouble chosenExperts) {
        public PassSample {
            operatorSeconds = Collections.unmodifiableMap(new LinkedHashMap<>(operatorSeconds));
        }

        /// A pass of which only the whole was timed.
        public PassSample(double seconds, Outcome outcome) {
            this(seconds, outcome, Map.of());
        }

        /// A pass of a model without experts.
        public PassSample(double seconds, Outcome outcome, Map<String, Double> operatorSeconds) {
            this(seconds, outcome, operatorSeconds, OptionalDouble.empty());
        }
    }

    /// All calls of one operator.
    public record OperatorSample(String name, long calls, double seconds) {}

    /// How fast the machine was at a moment of a run, by two short reference kernels. Their time is no part of the run.
    ///
    /// @param passes  that had ended
    /// @param seconds  of the run that had passed
    /// @param bytesPerSecond  reading memory
    /// @param flopsPerSecond  float32 multiply-adds on registers
    public record MomentSpeed(int passes, double seconds, double bytesPerSecond, double flopsPerSecond) {
        public MomentSpeed {
            if (passes < 0 || !(seconds >= 0) || !(bytesPerSecond > 0) || !(flopsPerSecond > 0)) {
                throw new IllegalArgumentException("bad speed: passes=" + passes + " seconds=" + seconds
                        + " bytes per second=" + bytesPerSecond + " flops per second=" + flopsPerSecond);
            }
        }
    }

    /// A run on a machine of unknown speed.
    public RunResult(
            Setting setting,
            int repetition,
            double seconds,
            List<PassSample> passes,
            List<OperatorSample> operators,
            long keptTokens) {
        this(setting, repetition, seconds, passes, operators, keptTokens, List.of());
    }

    public RunResult {
        passes = List.copyOf(passes);
        operators = List.copyOf(operators);
        speeds = List.copyOf(speeds);
    }

    /// What the passes achieved, to be replayed.
    public List<Outcome> outcomes() {
        return passes.stream().map(PassSample::outcome).toList();
    }

    /// The experts that each pass chose ([PassSample#chosenExperts]).
    public List<OptionalDouble> chosenExperts() {
        return passes.stream().map(PassSample::chosenExperts).toList();
    }

    /// Whether operators were timed: such a run is no sample of the time of a generation.
    public boolean timesOperators() {
        return !operators.isEmpty();
    }

    /// Whether the machine kept its speed within a fifth, as far as the looks at it can tell.
    public boolean isSteady() {
        return Steadiness.isSteady(speeds);
    }

    /// Whether the machine kept its speed within a fifth in each of some runs and from one to another, as far as the looks at
    /// it can tell.
    public static boolean areSteady(List<RunResult> runs) {
        return runs.stream().allMatch(RunResult::isSteady) && Steadiness.isSteadyOver(runs);
    }

    /// Seconds inside passes.
    public double passSeconds() {
        return passes.stream().mapToDouble(PassSample::seconds).sum();
    }

    /// The line of this run.
    public ObjectNode json() {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("type", TYPE);
        line.set("setting", setting.json());
        line.put("repetition", repetition).put("seconds", seconds).put("kept_tokens", keptTokens);
        if (!speeds.isEmpty()) {
            ArrayNode moments = line.putArray("speeds");
            for (MomentSpeed moment : speeds) {
                moments.addObject()
                        .put("passes", moment.passes())
                        .put("seconds", moment.seconds())
                        .put("bytes_per_second", moment.bytesPerSecond())
                        .put("flops_per_second", moment.flopsPerSecond());
            }
        }
        ArrayNode passLines = line.putArray("passes");
        for (PassSample pass : passes) {
            Outcome outcome = pass.outcome();
            ObjectNode passLine = passLines
                    .addObject()
                    .put("seconds", pass.seconds())
                    .put("committed", outcome.committed())
                    .put("edited", outcome.edited())
                    .put("unfinished", outcome.unfinished())
                    .put("masked", outcome.masked())
                    .put("running", outcome.running());
            if (!outcome.watched().isEmpty()) {
                ArrayNode watched = passLine.putArray("watched");
                outcome.watched().forEach(watched::add);
            }
            pass.chosenExperts().ifPresent(chosen -> passLine.put("chosen_experts", chosen));
            if (!pass.operatorSeconds().isEmpty()) {
                ObjectNode operatorSeconds = passLine.putObject("operator_seconds");
                pass.operatorSeconds().forEach(operatorSeconds::put);
            }
        }
        ArrayNode operatorLines = line.putArray("operators");
        for (OperatorSample operator : operators) {
            operatorLines
                    .addObject()
                    .put("name", operator.name())
                    .put("calls", operator.calls())
                    .put("seconds", operator.seconds());
        }
        return line;
    }

    private static List<MomentSpeed> speeds(JsonNode moments) {
        List<MomentSpeed> speeds = new ArrayList<>();
        for (JsonNode moment : moments) {
            speeds.add(new MomentSpeed(
                    moment.required("passes").asInt(),
                    moment.required("seconds").asDouble(),
                    moment.required("bytes_per_second").asDouble(),
                    moment.required("flops_per_second").asDouble()));
        }
        return speeds;
    }

    /// Reads what [#json] wrote.
    public static RunResult of(JsonNode line) {
        List<PassSample> passes = new ArrayList<>();
        for (JsonNode pass : line.required("passes")) {
            List<Integer> watched = new ArrayList<>();
            pass.path("watched").forEach(left -> watched.add(left.asInt()));
            Map<String, Double> operatorSeconds = new LinkedHashMap<>();
            pass.path("operator_seconds")
                    .properties()
                    .forEach(entry ->
                            operatorSeconds.put(entry.getKey(), entry.getValue().asDouble()));
            passes.add(new PassSample(
                    pass.required("seconds").asDouble(),
                    new Outcome(
                            pass.required("committed").asInt(),
                            pass.path("edited").asInt(0),
                            pass.required("unfinished").asInt(),
                            pass.required("masked").asInt(),
                            pass.required("running").asInt(),
                            watched),
                    operatorSeconds,
                    pass.has("chosen_experts")
                            ? OptionalDouble.of(pass.required("chosen_experts").asDouble())
                            : OptionalDouble.empty()));
        }
        List<OperatorSample> operators = new ArrayList<>();
        for (JsonNode operator : line.required("operators")) {
            operators.add(new OperatorSample(
                    operator.required("name").asString(),
                    operator.required("calls").asLong(),
                    operator.required("seconds").asDouble()));
        }
        return new RunResult(
                Setting.of(line.required("setting")),
                line.required("repetition").asInt(),
                line.required("seconds").asDouble(),
                passes,
                operators,
                line.required("kept_tokens").asLong(),
                speeds(line.path("speeds")));
    }
}
