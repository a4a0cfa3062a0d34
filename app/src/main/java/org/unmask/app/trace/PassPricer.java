package org.unmask.app.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.roofline.PassLoad;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;
import org.unmask.result.trace.ProductSizes;
import org.unmask.result.trace.TracedPass;

/// Prices traced passes as passes of a model on a device.
///
/// @param model  empty if nothing is priced, as the device then is
/// @param batch  of every pass, instead of what shapes in the trace say; queries and keys are given in the same way
public record PassPricer(
        Optional<Model> model,
        Optional<Device> device,
        DTypes types,
        Optional<Integer> batch,
        Optional<Integer> queries,
        Optional<Integer> keys) {
    /// What a pass commits does not change its price.
    private static final Task NOTHING = new Task(Phase.DECODE, 0, 0, 0, 0, 0, new Commit.None());

    /// Prices, or why there are none.
    record Answer(Optional<PassPrices> prices, String reason) {}

    /// The sizes of the model's matrices; empty if there is no model.
    public Optional<ProductSizes> sizes() {
        return model.map(Model::architecture)
                .map(architecture -> new ProductSizes(
                        architecture.hidden(),
                        architecture.heads() * architecture.headDim(),
                        architecture.keyValueHeads() * architecture.headDim(),
                        architecture.intermediate(),
                        architecture.experts().map(Experts::count).orElse(0),
                        architecture.experts().map(Experts::intermediate).orElse(0),
                        architecture.vocabulary()));
    }

    Answer of(TracedPass pass) {
        if (model.isEmpty() || device.isEmpty()) {
            return none(
                    model.isPresent()
                            ? "give --device to see the roofline beside it"
                            : "give --model and --device to see the roofline beside it");
        }
        Optional<TracedPass.Shape> shape = shape(pass);
        if (shape.isEmpty()) {
            return none("the trace does not say what a pass computes; give --batch, --queries and --keys");
        }
        int layers = model.get().architecture().layers();
        if (pass.whole() && pass.layers() != layers) {
            return none(
                    "the trace has " + pass.layers() + " layers, " + model.get().id() + " has " + layers);
        }
        if (shape.get().keys() < shape.get().queries()) {
            return none("queries=" + shape.get().queries() + " keys="
                    + shape.get().keys() + "; a pass sees its own positions");
        }
        long rows = (long) shape.get().batch() * shape.get().queries();
        if (pass.rows() > 0 && pass.rows() != rows) {
            return none("the trace computes " + pass.rows() + " rows, --batch and --queries say " + rows);
        }
        return new Answer(Optional.of(prices(pass, shape.get())), "");
    }

    private static Answer none(String reason) {
        return new Answer(Optional.empty(), reason);
    }

    /// What is given, or else what the trace says.
    private Optional<TracedPass.Shape> shape(TracedPass pass) {
        Optional<Integer> sequences = batch.or(() -> pass.shape().map(TracedPass.Shape::batch));
        Optional<Integer> positions = queries.or(() -> pass.shape().map(TracedPass.Shape::queries));
        Optional<Integer> seen = keys.or(() -> pass.shape().map(TracedPass.Shape::keys));
        return sequences.isPresent() && positions.isPresent() && seen.isPresent()
                ? Optional.of(new TracedPass.Shape(sequences.get(), positions.get(), seen.get()))
                : Optional.empty();
    }

    private PassPrices prices(TracedPass pass, TracedPass.Shape shape) {
        int context = shape.keys() - shape.queries();
        int head = !pass.operators().containsKey("lm_head")
                ? 0
                : Math.min(shape.queries(), pass.logitRows() > 0 ? Math.ceilDiv(pass.logitRows(), shape.batch()) : 1);
        Mask mask = model.orElseThrow().paradigm() == Paradigm.AUTOREGRESSIVE ? Mask.CAUSAL : Mask.FULL;
        Pass counts = new Pass(shape.batch(), shape.queries(), context, mask, head, NOTHING);
        DTypes stored = model.orElseThrow().types(types);
        Roofline roofline = Roofline.of(device.orElseThrow(), stored.compute());
        Map<String, Double> operators = new LinkedHashMap<>();
        PassLoad.of(model.orElseThrow().architecture(), stored, Set.of(), counts)
                .calls()
                .forEach(call ->
                        operators.merge(call.operator(), call.seconds(roofline, Profile.ROOFLINE), Double::sum));
        return new PassPrices(shape.batch(), shape.queries(), shape.keys(), head * shape.batch(), operators);
    }
}
