package org.unmask.app.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.catalog.OperatorsFile;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.timeline.Comparison;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.roofline.Participant;
import org.unmask.cost.roofline.Participants;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;
import org.unmask.cost.timing.MachineTimings;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.result.Arrival;
import org.unmask.result.AssumptionFiles;
import org.unmask.result.Lengths;
import org.unmask.result.Machine;
import org.unmask.result.ProbeResult;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.run.measure.Measuring;
import tools.jackson.databind.JsonNode;

/// The runs of one setting on one machine, with all that is needed to price them: everything is from the results, only the
/// sizes of the model are from the catalogue.
///
/// @param drafter  the model that drafted, if one did
/// @param fusions  what the backend that ran fused
/// @param roofline  the roofs of that machine, matrix products as the backend runs them
/// @param hardware  what the machine can do at most, whatever runs on it; bytes come from where the weights of the model
///     find room, a cache or memory
/// @param samples  timed as a whole
/// @param timed  the run that timed operators
/// @param timings  of operators on that machine, if the results have them
record MeasuredSetting(
        Setting setting,
        Model model,
        Optional<Model> drafter,
        StrategySpec strategy,
        Request request,
        DTypes types,
        Set<Fusion> fusions,
        String backend,
        ProbeResult probe,
        Roofline roofline,
        Roofline hardware,
        List<RunResult> samples,
        Optional<RunResult> timed,
        Optional<MachineTimings> timings) {

    /// The runs in results, put together by what was run and on which machine, in their order.
    static List<List<RunResult>> groups(Results results) {
        record Key(String setting, Machine machine) {}
        Map<Key, List<RunResult>> groups = new LinkedHashMap<>();
        for (RunResult run : results.runs()) {
            Key key = new Key(run.setting().id(), run.setting().machine());
            groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(run);
        }
        return List.copyOf(groups.values());
    }

    /// @param drafter  the model that drafted, if one did
    /// @param runs  of one setting on one machine
    /// @throws Unpriceable if the results do not say enough to price the runs
    static MeasuredSetting of(Results results, Model model, Optional<Model> drafter, List<RunResult> runs)
            throws Unpriceable {
        Setting setting = runs.getFirst().setting();
        DTypes types = known(setting.types().dtypes(), "the element types");
        String backend = known(setting.engine().backend(), "the backend");
        ProbeResult probe = results.probes().stream()
                .filter(candidate -> candidate.isOf(setting))
                .findFirst()
                .orElseThrow(() -> new Unpriceable("the results hold no probe of "
                        + setting.machine().name().orElse("its machine") + " with "
                        + setting.engine().threads().map(String::valueOf).orElse("its") + " threads"));
        DType weights = types.weight();
        double rate = probe.matmul(backend, weights)
                .orElseThrow(() -> new Unpriceable("the probe in these results has no rate of backend " + backend
                        + " for " + weights.id() + "; measure again into a new folder"));
        return new MeasuredSetting(
                setting,
                model,
                drafter,
                known(setting.strategy(), "the strategy"),
                request(setting, model),
                types,
                known(setting.engine().fusions(), "what backend " + backend + " fuses"),
                backend,
                probe,
                new Roofline(rate, probe.bytesPerSecond()),
                new Roofline(probe.peak(weights), probe.bytesPerSecond(footprint(model, types))),
                runs.stream().filter(run -> !run.timesOperators()).toList(),
                runs.stream().filter(RunResult::timesOperators).findFirst(),
                timings(results, setting, types));
    }

    /// Bytes that every pass reads again: its weights.
    private static long footprint(Model model, DTypes types) {
        return types.weightBytes(model.architecture().parameters());
    }

    /// Those of the machine, threads, backend and types of a setting.
    private static Optional<MachineTimings> timings(Results results, Setting setting, DTypes types) throws Unpriceable {
        List<OperatorTimings> tables = new ArrayList<>();
        for (JsonNode line : results.lines()) {
            if (line.path("type").asString("").equals(Measuring.OPERATORS)) {
                OperatorTimings table = table(results, line);
                OperatorTimings.Stand stand = table.stand();
                if (setting.machine().name().equals(Optional.of(stand.cpu()))
                        && setting.engine().threads().equals(Optional.of(stand.threads()))
                        && setting.engine().backend().equals(Optional.of(stand.backend()))
                        && stand.types().equals(types)) {
                    tables.add(table);
                }
            }
        }
        return tables.isEmpty() ? Optional.empty() : Optional.of(new MachineTimings(tables));
    }

    private static OperatorTimings table(Results results, JsonNode line) throws Unpriceable {
        try {
            return OperatorsFile.table(results.path().toString(), line);
        } catch (IOException e) {
            throw new Unpriceable("its timings of operators cannot be read: " + e.getMessage());
        }
    }

    /// What prices its passes.
    ///
    /// @param asked  a profile that was named; empty for the timings of the results, or the roofline if there are none
    /// @throws Unpriceable if the named profile holds timings, but none of this machine, backend and threads
    Profile profile(Optional<Profile> asked) throws Unpriceable {
        if (asked.isEmpty()) {
            return timings.map(machine ->
                            Profile.timed("timed", machine, "operators timed on this machine by turns with the runs"))
                    .orElse(Profile.ROOFLINE);
        }
        Profile named = asked.get();
        if (named.timings().isEmpty()) {
            return named;
        }
        MachineTimings all = named.timings().get();
        return named.with(all.on(probe.cpu(), backend, probe.threads())
                .orElseThrow(() -> new Unpriceable("profile " + named.id() + " was timed on " + all.stands()
                        + "; these runs are of " + probe.cpu() + ", " + backend + ", " + probe.threads()
                        + " threads")));
    }

    /// Why runs cannot be priced.
    static final class Unpriceable extends Exception {
        private static final long serialVersionUID = 1;

        Unpriceable(String reason) {
            super(reason);
        }

        /// One sentence without a full stop.
        String reason() {
            return String.valueOf(getMessage());
        }
    }

    private static <T> T known(Optional<T> part, String name) throws Unpriceable {
        return part.orElseThrow(() -> new Unpriceable(name + " is unknown"));
    }

    private static Request request(Setting setting, Model model) throws Unpriceable {
        if (setting.load().arrival().orElse(null) instanceof Arrival.Batch(int batch)
                && setting.load().promptTokens().orElse(null) instanceof Lengths.Fixed(int prompt)
                && setting.load().generatedTokens().orElse(null) instanceof Lengths.Fixed(int generated)) {
            return new Request(
                    batch,
                    prompt,
                    generated,
                    known(setting.logits(), "which logits were computed"),
                    setting.shifted().orElse(model.shiftedLogits()));
        }
        throw new Unpriceable("the load is not a batch of equal lengths");
    }

    /// A run as it was assumed, replayed and measured.
    ///
    /// @param assumed  the strategy with what was assumed of it, if anything
    /// @throws IllegalStateException if the strategy does not ask for the passes that were recorded
    Comparison compared(RunResult run, StrategySpec assumed, Profile profile) {
        Pricer pricer = pricer(profile);
        Timeline replayed = pricer.price(
                Origin.REPLAYED,
                Strategies.create(strategy, request.generatedTokens()),
                request,
                Assumption.recorded(run.outcomes()),
                run.chosenExperts());
        return new Comparison(assumed(pricer, assumed), replayed, measured(replayed, run));
    }

    /// How far the seconds of a run follow the speed of the machine ([Pricer#speedExponent]).
    double speedExponent(Timeline replayed, Profile profile) {
        return pricer(profile).speedExponent(replayed);
    }

    private Pricer pricer(Profile profile) {
        Participants participants = new Participants(participant(model), drafter.map(this::participant));
        return new Pricer(participants, fusions, profile, Deployment.SINGLE);
    }

    private Participant participant(Model one) {
        return new Participant(one.architecture(), types, roofline);
    }

    /// The layers that a pass went through.
    Architecture architecture(Pass pass) {
        return (pass.role().isDrafter() ? drafter.orElseThrow() : model).architecture();
    }

    private Optional<Timeline> assumed(Pricer pricer, StrategySpec assumed) {
        return Strategies.needsLogits(assumed, request)
                ? Optional.empty()
                : Optional.of(pricer.price(
                        Origin.ASSUMED,
                        Strategies.create(assumed, request.generatedTokens()),
                        request,
                        Strategies.assumption(assumed, request, AssumptionFiles.ON_DISK)));
    }

    private Timeline measured(Timeline replayed, RunResult run) {
        try {
            return measured(replayed, run.passes(), withDispatch(run));
        } catch (IllegalStateException e) {
            throw new IllegalStateException(strategy + ": " + e.getMessage() + "; measure again into a new folder", e);
        }
    }

    /// The operators of a run that timed them, and the time that none of them took.
    private static List<RunResult.OperatorSample> withDispatch(RunResult run) {
        if (!run.timesOperators()) {
            return run.operators();
        }
        double beside = run.seconds()
                - run.operators().stream()
                        .mapToDouble(RunResult.OperatorSample::seconds)
                        .sum();
        List<RunResult.OperatorSample> all = new ArrayList<>(run.operators());
        all.add(new RunResult.OperatorSample(Pricer.DISPATCH, run.passes().size(), Math.max(0, beside)));
        return all;
    }

    /// The recorded passes with the seconds of the clock.
    static Timeline measured(
            Timeline replayed, List<RunResult.PassSample> passes, List<RunResult.OperatorSample> operators) {
        Map<String, Double> totals = new HashMap<>();
        operators.forEach(operator -> totals.put(operator.name(), operator.seconds()));
        List<Timeline.PassClock> clocks = passes.stream()
                .map(pass -> new Timeline.PassClock(pass.seconds(), pass.operatorSeconds()))
                .toList();
        return Timeline.measured(replayed, clocks, totals);
    }
}
