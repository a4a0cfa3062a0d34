package org.unmask.app.predict;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Bound;
import org.unmask.cost.roofline.Pricer;

/// What a generation is predicted to cost on a device.
public record Prediction(Scenario scenario, Timeline timeline, MemoryEstimate memory) {
    /// Prices one generation.
    ///
    /// @throws IllegalArgumentException if strategy and request do not fit, or the device has no figure for the
    ///     type
    public static Prediction of(Scenario scenario) {
        Request request = scenario.request();
        Strategy strategy = Strategies.checked(scenario.strategy(), request);
        Function<Pass, Outcome> outcomes = Strategies.assumption(scenario.strategy(), request, CommitFile::read);
        Architecture architecture = scenario.model().architecture();
        Pricer pricer = new Pricer(architecture, scenario.types(), Set.of(), scenario.roofline(), scenario.profile());
        Timeline timeline = pricer.price(Origin.ASSUMED, strategy, request, outcomes);
        List<Pass> passes = timeline.passes().stream().map(PassTime::pass).toList();
        MemoryEstimate memory = MemoryEstimate.of(architecture, scenario.types(), request.logits(), passes);
        return new Prediction(scenario, timeline, memory);
    }

    public Model model() {
        return scenario.model();
    }

    public Device device() {
        return scenario.device();
    }

    public StrategySpec strategy() {
        return scenario.strategy();
    }

    public Request request() {
        return scenario.request();
    }

    /// Whether the peak memory is within the device's.
    public boolean fits() {
        return memory.totalBytes() <= device().memoryBytes();
    }

    /// What decides the time of an operator.
    public Bound bound(OperatorTotal operator) {
        return Pricer.bound(operator, scenario.roofline(), scenario.profile());
    }

    /// The largest batch of this generation that fits the device, 0 if not even one sequence does.
    public int largestBatch(int limit) {
        return MemoryEstimate.largest(batch -> memoryAt(batch).totalBytes() <= device().memoryBytes(), limit);
    }

    /// Memory of the same generation at another batch. Passes of uniform sequences differ in the batch alone.
    private MemoryEstimate memoryAt(int batch) {
        List<Pass> passes = timeline.passes().stream()
                .map(PassTime::pass)
                .map(pass -> pass.ofBatch(
                        Math.toIntExact((long) pass.batch() * batch / request().batch())))
                .toList();
        return MemoryEstimate.of(
                model().architecture(), scenario.types(), request().logits(), passes);
    }
}
