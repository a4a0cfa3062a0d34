package org.unmask.core.model;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

import java.util.List;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Storage;
import org.unmask.core.op.Weight;

/// What one of several devices holds of an architecture that they split.
///
/// Within a layer every device has some of the heads, of the MLP's or the experts' width, and of the vocabulary, and all
/// of the residual stream, as Shoeybi et al. (2019, arXiv 1909.08053, section 3) have it. If there are fewer key-value
/// heads than devices, devices share them, each with a copy. Layers are split into stages that follow each other.
/// With expert parallelism (Lepikhin et al., 2020, GShard, arXiv 2006.16668) a device has some whole experts
/// in place of a part of each.
public final class Share {
    private Share() {}

    /// The sizes one of `devices` computes with, that split every layer. The vocabulary is padded up to a multiple.
    ///
    /// @throws IllegalArgumentException if another size does not divide
    public static Architecture of(Architecture whole, int devices) {
        return of(whole, devices, 1);
    }

    /// The sizes one of `devices` computes with, whole experts being dealt out to ranks.
    ///
    /// @param devices  that split every layer, of experts those parts that every token goes through
    /// @param ranks  devices that whole experts are dealt out to; 1 if experts are split like other layers
    /// @throws IllegalArgumentException if a size does not divide, or there are no experts or fewer than ranks
    public static Architecture of(Architecture whole, int devices, int ranks) {
        if (ranks > 1 && whole.experts().isEmpty()) {
            throw new IllegalArgumentException("the model cannot be split over " + ranks
                    + " ranks of experts: it has no experts; leave --expert-parallel out");
        }
        if (devices == 1 && ranks == 1) {
            return whole;
        }
        return new Architecture(
                whole.layers(),
                whole.hidden(),
                whole.hasAttention() ? part("heads", whole.heads(), devices) : whole.heads(),
                whole.hasAttention() ? keyValueHeads(whole.keyValueHeads(), devices) : whole.keyValueHeads(),
                whole.headDim(),
                whole.has(Weight.UP)
                        ? part("an intermediate width of", whole.intermediate(), devices)
                        : whole.intermediate(),
                Math.ceilDiv(whole.vocabulary(), devices),
                whole.projections(),
                whole.rope(),
                whole.normEpsilon(),
                whole.experts().map(experts -> experts(experts, devices, ranks)),
                whole.window(),
                whole.layout().over(devices));
    }

    static int keyValueHeads(int heads, int devices) {
        if (heads < devices && devices % heads == 0) {
            return 1;
        }
        return part("key-value heads", heads, devices);
    }

    private static Experts experts(Experts whole, int devices, int ranks) {
        return new Experts(
                whole.count(),
                whole.perToken(),
                ranks > 1 ? whole.intermediate() : part("an expert's width of", whole.intermediate(), devices),
                part("a shared expert's width of", whole.sharedIntermediate(), devices),
                whole.denseLayers(),
                whole.routing(),
                whole.skew(),
                whole.blocks(),
                ranks);
    }

    static int part(String name, int size, int devices) {
        if (size % devices != 0) {
            throw new IllegalArgumentException("the model cannot be split over " + devices + " devices: " + name + " "
                    + size + " does not divide");
        }
        return size / devices;
    }

    /// The first layer of a stage, or the number of all for the stage after the last. Stages differ by at most one
    /// layer, earlier ones are the larger.
    ///
    /// @throws IllegalArgumentException if there are more stages than layers, or layers attend to keys of another stage
    public static int firstLayer(Architecture share, int stage, int stages) {
        if (stages > share.layers()) {
            throw new IllegalArgumentException(
                    "the model cannot be split into " + stages + " stages: it has " + share.layers() + " layers");
        }
        if (stages > 1 && share.layout().onDevice().isPresent()) {
            throw new IllegalArgumentException("the model cannot be split into " + stages
                    + " stages: last layers attend to keys and values of earlier ones, or take inputs from a table");
        }
        return stage * (share.layers() / stages) + Math.min(stage, share.layers() % stages);
    }

    /// Parameters of one stage: its layers, the embedding in the first, the last norm and the head in the last. A head
    /// that is the embedding table is in both.
    public static long parameters(Architecture share, int stage, int stages) {
        if (stages == 1) {
            return share.parameters();
        }
        long sum = 0;
        if (stage == 0) {
            sum = elements(share, Weight.EMBEDDING);
            for (Layout.Tensor tensor : share.layout().tensors(share)) {
                sum = addExact(sum, tensor.elements());
            }
        }
        if (stage == stages - 1) {
            Weight head = share.has(Weight.LM_HEAD) ? Weight.LM_HEAD : Weight.EMBEDDING;
            sum = addExact(elements(share, Weight.FINAL_NORM), elements(share, head));
        }
        int end = firstLayer(share, stage + 1, stages);
        for (int layer = firstLayer(share, stage, stages); layer < end; layer++) {
            for (Weight weight : Weight.values()) {
                if (share.has(weight, layer)) {
                    sum = addExact(
                            sum, multiplyExact((long) share.matrices(weight), elements(share.at(layer), weight)));
                }
            }
            for (Layout.Tensor tensor : share.layout().tensors(share, layer)) {
                sum = addExact(sum, tensor.elements());
            }
        }
        return sum;
    }

    /// Bytes of one stage, as [#parameters] counts its tensors.
    public static long bytes(Architecture share, DTypes types, int stage, int stages) {
        if (types.storage().isEmpty()) {
            return types.weightBytes(parameters(share, stage, stages));
        }
        Storage storage = types.storage().get();
        long sum = 0;
        if (stage == 0) {
            long others = bytes(storage, share.layout().tensors(share), 0);
            sum = addExact(bytes(share, storage, Weight.EMBEDDING, 0), others);
        }
        if (stage == stages - 1) {
            sum = addExact(sum, bytes(share, storage, Weight.FINAL_NORM, 0));
            if (share.has(Weight.LM_HEAD)) {
                sum = addExact(sum, bytes(share, storage, Weight.LM_HEAD, 0));
            } else if (stages > 1) {
                sum = addExact(sum, bytes(share, storage, Weight.EMBEDDING, 0));
            }
        }
        int end = firstLayer(share, stage + 1, stages);
        for (int layer = firstLayer(share, stage, stages); layer < end; layer++) {
            sum = addExact(sum, layerBytes(share, storage, layer));
        }
        return sum;
    }

    private static long layerBytes(Architecture share, Storage storage, int layer) {
        long sum = 0;
        for (Weight weight : Weight.values()) {
            if (share.has(weight, layer)) {
                sum = addExact(sum, bytes(share, storage, weight, layer));
            }
        }
        return addExact(sum, bytes(storage, share.layout().tensors(share, layer), layer));
    }

    private static long bytes(Storage storage, List<Layout.Tensor> tensors, int layer) {
        long sum = 0;
        for (Layout.Tensor tensor : tensors) {
            sum = addExact(sum, storage.of(tensor.like(), layer).bytes(tensor.elements()));
        }
        return sum;
    }

    private static long bytes(Architecture share, Storage storage, Weight weight, int layer) {
        int matrices = weight.perLayer() ? share.matrices(weight) : 1;
        Architecture own = weight.perLayer() ? share.at(layer) : share;
        return storage.of(weight, layer).bytes(multiplyExact((long) matrices, elements(own, weight)));
    }

    private static long elements(Architecture model, Weight weight) {
        return multiplyExact((long) model.rows(weight), (long) model.columns(weight));
    }
}
