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
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Roofline;

/// What a generation is predicted to cost on a device.
///
/// @param profile  the runtime profile; `roofline` adds nothing to the roofs
public record Prediction(
        Model model,
        Device device,
        StrategySpec strategy,
        Request request,
        String profile,
        DType dtype,
        Timeline timeline,
        MemoryEstimate memory) {
    /// The profile that adds nothing.
    public static final String ROOFLINE = "roofline";

    /// Prices one generation with the same element type everywhere.
    ///
    /// @throws IllegalArgumentException if strategy and request do not fit, or the device has no figure for the
    ///     type
    public static Prediction of(Model model, Device device, StrategySpec spec, Request request, DType dtype) {
        Strategy strategy = Strategies.checked(spec, request);
        Function<Pass, Outcome> outcomes = Strategies.assumption(spec, request.batch());
        Pricer pricer = new Pricer(model.architecture(), DTypes.all(dtype), Set.of(), Roofline.of(device, dtype));
        Timeline timeline = pricer.price(Origin.ASSUMED, strategy, request, outcomes);
        List<Pass> passes = timeline.passes().stream().map(PassTime::pass).toList();
        MemoryEstimate memory = MemoryEstimate.of(model.architecture(), DTypes.all(dtype), request.logits(), passes);
        return new Prediction(model, device, spec, request, ROOFLINE, dtype, timeline, memory);
    }

    /// Whether the peak memory is within the device's.
    public boolean fits() {
        return memory.totalBytes() <= device.memoryBytes();
    }

    /// The roofs the times come from.
    public Roofline roofline() {
        return Roofline.of(device, dtype);
    }

    /// The largest batch of this generation that fits the device, 0 if not even one sequence does.
    public int largestBatch(int limit) {
        return MemoryEstimate.largest(batch -> memoryAt(batch).totalBytes() <= device.memoryBytes(), limit);
    }

    /// Memory of the same generation at another batch. Passes of uniform sequences differ in the batch alone.
    private MemoryEstimate memoryAt(int batch) {
        List<Pass> passes = timeline.passes().stream()
                .map(PassTime::pass)
                .map(pass -> new Pass(
                        Math.toIntExact((long) pass.batch() * batch / request.batch()),
                        pass.queries(),
                        pass.context(),
                        pass.mask(),
                        pass.logitRows(),
                        pass.task()))
                .toList();
        return MemoryEstimate.of(model.architecture(), DTypes.all(dtype), request.logits(), passes);
    }
}
