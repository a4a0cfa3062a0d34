package org.unmask.cost.predict;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.RecordedAnswers;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Model;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.MemoryPeak;
import org.unmask.cost.roofline.Participants;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.timing.Basis;

/// What a generation is predicted to cost on a device, or on several that share the model: then work is that of all
/// together, seconds and memory are those of one of them.
///
/// @param totals  of the timeline
/// @param bases  where the seconds of each operator come from, the least sure of its runs; empty under a profile
///     without timings, which has the roofline everywhere
/// @param files  reads those that a strategy names
/// @param range  totals of the 10th and the 90th percentile of passes, if the strategy assumes a distribution
/// @param acceptance  the answers that passes are assumed to commit after, if the strategy names some
public record Prediction(
        Timeline timeline,
        Totals totals,
        Map<String, Basis> bases,
        StrategyFiles files,
        Optional<Range> range,
        Optional<RecordedAnswers> acceptance) {
    /// Far more than any memory holds.
    private static final int MOST_SEQUENCES = 1 << 28;

    /// What a generation costs that takes few passes, and one that takes many.
    public record Range(Totals few, Totals many) {}

    public Prediction {
        bases = Collections.unmodifiableMap(new LinkedHashMap<>(bases));
    }

    /// Prices one generation of a strategy that names no file of a profile.
    ///
    /// @throws IllegalArgumentException if strategy and request do not fit, the device has no figure for the type,
    ///     the model cannot be split, or the strategy names a file
    public static Prediction of(Scenario scenario) {
        return of(scenario, StrategyFiles.NONE);
    }

    /// Prices one generation.
    ///
    /// @param reader  reads the files that a strategy names
    /// @throws IllegalArgumentException if strategy and request do not fit, the device has no figure for the type,
    ///     or the model cannot be split
    public static Prediction of(Scenario scenario, StrategyFiles reader) {
        StrategyFiles files = reader.remembered();
        Request request = scenario.request();
        Strategy strategy = Strategies.checked(scenario.strategy(), request);
        Function<Pass, Outcome> outcomes = Strategies.assumption(scenario.strategy(), request, files);
        Participants participants = scenario.participants();
        Pricer pricer = new Pricer(participants, Set.of(), scenario.profile(), scenario.deployment());
        Timeline timeline = pricer.price(Origin.ASSUMED, strategy, request, outcomes);
        List<Pass> passes = timeline.passes().stream().map(PassTime::pass).toList();
        MemoryEstimate memory = new MemoryPeak(participants, scenario.deployment()).of(request.logits(), passes);
        return new Prediction(
                timeline,
                Totals.of(scenario, timeline, memory),
                pricer.bases(),
                files,
                range(scenario, files),
                Strategies.answers(scenario.strategy(), request, files));
    }

    private static Optional<Range> range(Scenario scenario, StrategyFiles files) {
        return Strategies.spread(scenario.strategy(), scenario.request(), files).map(spread -> {
            PointQuoter quoter = new PointQuoter(scenario, files);
            return new Range(
                    quoter.quote(scenario.of(spread.few(), scenario.request())),
                    quoter.quote(scenario.of(spread.many(), scenario.request())));
        });
    }

    public Scenario scenario() {
        return totals.scenario();
    }

    /// Between what the time is, as far as the profile knows how sure its numbers are.
    public Optional<Interval> interval() {
        return Interval.of(this);
    }

    /// Memory at its peak.
    public MemoryEstimate memory() {
        return totals.memory();
    }

    public Model model() {
        return scenario().model();
    }

    public Device device() {
        return scenario().device();
    }

    public StrategySpec strategy() {
        return scenario().strategy();
    }

    public Request request() {
        return scenario().request();
    }

    /// Passes of the drafter.
    public long draftPasses() {
        return timeline.passes().stream()
                .filter(pass -> pass.pass().role() == Role.DRAFTER)
                .count();
    }

    /// Whether the peak memory is within the device's.
    public boolean fits() {
        return totals.fits();
    }

    /// What decides the time of an operator.
    public Bound bound(OperatorTotal operator) {
        return Pricer.bound(operator, scenario().roofline(), scenario().profile());
    }

    /// Where the seconds of an operator come from.
    public Basis basis(OperatorTotal operator) {
        return bases.getOrDefault(operator.name(), Basis.ROOFLINE);
    }

    /// The largest batch that fits, up to a limit.
    public int largestBatch(int limit) {
        if (request().prefillChunk() > 0) {
            return MemoryEstimate.largest(batch -> unfolded(batch).totalBytes() <= totals.capacityBytes(), limit);
        }
        List<Pass> peaks = MemoryEstimate.peaks(
                timeline.passes().stream().map(PassTime::pass).toList());
        MemoryEstimate memory = memory();
        long capacity = totals.capacityBytes();
        double perSequence = (double) (memory.totalBytes() - memory.weightBytes())
                / request().batch();
        int guess = (int) Math.min(limit, (capacity - memory.weightBytes()) / perSequence);
        return MemoryEstimate.largest(batch -> memoryAt(peaks, batch).totalBytes() <= capacity, guess, limit);
    }

    /// Memory of the same generation at another batch, where prompts are cut into other passes.
    private MemoryEstimate unfolded(int batch) {
        Request asked = request().ofBatch(batch);
        List<Pass> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.create(strategy(), asked.generatedTokens()),
                asked,
                Strategies.assumption(strategy(), asked, files),
                (pass, _) -> passes.add(pass));
        return memory(MemoryEstimate.peaks(passes));
    }

    /// Memory of the same generation at another batch. Passes of uniform sequences differ in the batch alone.
    private MemoryEstimate memoryAt(List<Pass> peaks, int batch) {
        List<Pass> passes = peaks.stream()
                .map(pass -> pass.with(pass.only()
                        .ofBatch(Math.toIntExact(
                                (long) pass.only().batch() * batch / request().batch()))))
                .toList();
        return memory(passes);
    }

    private MemoryEstimate memory(List<Pass> passes) {
        return new MemoryPeak(scenario().participants(), scenario().deployment())
                .of(request().logits(), passes);
    }

    /// The largest batch of this generation that fits the device, 0 if not even one sequence does.
    public int largestBatch() {
        return largestBatch(MOST_SEQUENCES);
    }
}
