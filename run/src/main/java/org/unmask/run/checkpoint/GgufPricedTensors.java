package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.Packing;
import org.unmask.core.op.Storage;
import org.unmask.core.op.Weight;
import org.unmask.engine.weight.GgufFile;

/// The tensors of a GGUF file of a model that is priced and not run: whether they are those of the model, and how
/// they are stored.
///
/// A weight of a layer that is one tensor is priced as that is stored, one of several tensors at their mean. Where
/// a layer has something in place of heads of queries, keys and values, as latent vectors or a state, all of it is
/// priced at the mean of its tensors.
final class GgufPricedTensors {
    private static final List<Weight> ATTENTION = List.of(Weight.QUERY, Weight.KEY, Weight.VALUE, Weight.OUTPUT);

    private final GgufFile file;
    private final Map<Weight, PackingSum> whole = new EnumMap<>(Weight.class);
    private final List<Layer> layers = new ArrayList<>();
    /// Of norms, biases and the like.
    private final PackingSum others = new PackingSum();
    /// Elements of matrices in each packing.
    private final Map<Packing, Long> matrices = new LinkedHashMap<>();
    private long elements;

    /// Counts all tensors that hold parameters of the model.
    ///
    /// @param blocks  of the file, with those that predict further tokens behind the layers of the model
    /// @throws IOException if a tensor is not known, or elements are more or fewer than parameters of the model
    GgufPricedTensors(GgufFile file, Architecture model, int blocks) throws IOException {
        this.file = file;
        for (int layer = 0; layer < model.layers(); layer++) {
            layers.add(new Layer());
        }
        for (String name : file.names()) {
            if (!GgufTensorRoles.isLeftOut(name, model, blocks) && !isShared(name, model)) {
                add(name);
            }
        }
        if (elements != model.parameters()) {
            throw new IOException(file.path() + ": its tensors have " + elements
                    + " elements, rotary factors and layers that predict further tokens apart; expected "
                    + model.parameters() + ", the parameters of a model of these sizes");
        }
    }

    /// Whether a tensor makes keys or values of a layer that attends to those of an earlier one.
    private static boolean isShared(String name, Architecture model) {
        return model.layout().onDevice().isPresent()
                && GgufTensorRoles.of(name)
                        .filter(role -> role.layer() >= 0 && role.layer() < model.layers())
                        .filter(role -> name.contains(".attn_k") || name.contains(".attn_v"))
                        .filter(role -> !model.has(Weight.KEY, role.layer()))
                        .isPresent();
    }

    private void add(String name) throws IOException {
        GgufTensorRoles.Role role = GgufTensorRoles.of(name)
                .filter(known -> known.layer() < layers.size())
                .orElseThrow(() -> new IOException(file.path() + ": tensor '" + name.replaceAll("\\p{C}", "?")
                        + "' has no place in the model; what it does would be left out"));
        Packing packing = file.packing(name);
        long count = file.shape(name).stream().reduce(1L, Math::multiplyExact);
        elements = Math.addExact(elements, count);
        if (!role.weights().isEmpty()) {
            matrices.merge(packing, count, Long::sum);
        } else if (!role.mixes()) {
            others.add(packing, count);
        }
        for (Weight weight : role.weights()) {
            Map<Weight, PackingSum> sums = role.layer() < 0 ? whole : layers.get(role.layer()).weights;
            sums.computeIfAbsent(weight, _ -> new PackingSum()).add(packing, count);
        }
        if (role.layer() >= 0) {
            layers.get(role.layer()).addAttention(role, packing, count);
        }
    }

    /// Empty if all matrices are plain numbers: these are priced in the type that is asked for.
    Optional<Storage> storage() {
        if (matrices.keySet().stream().allMatch(packing -> packing.elements() == 1)) {
            return Optional.empty();
        }
        Packing most = matrices.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        String mean = layers.stream().anyMatch(Layer::hasMean) ? "; products of several tensors at their mean" : "";
        return Optional.of(new Storage(
                GgufStorage.type(most),
                most.id(),
                GgufStorage.words(file, matrices) + mean,
                others.packing().orElse(Packing.of(DType.FLOAT32)),
                packings(whole),
                layers.stream().map(Layer::packings).toList()));
    }

    private static Map<Weight, Packing> packings(Map<Weight, PackingSum> sums) {
        Map<Weight, Packing> packings = new EnumMap<>(Weight.class);
        sums.forEach((weight, sum) -> packings.put(weight, sum.packing().orElseThrow()));
        return packings;
    }

    /// Tensors of a layer by their weights, and all of attention and what is in its place together.
    private static final class Layer {
        private final Map<Weight, PackingSum> weights = new EnumMap<>(Weight.class);
        private final PackingSum attention = new PackingSum();
        private boolean mixes;

        void addAttention(GgufTensorRoles.Role role, Packing packing, long count) {
            if (role.mixes() || role.weights().stream().anyMatch(ATTENTION::contains)) {
                attention.add(packing, count);
                mixes |= role.mixes();
            }
        }

        boolean hasMean() {
            return (mixes && attention.isMean()) || weights.values().stream().anyMatch(PackingSum::isMean);
        }

        Map<Weight, Packing> packings() {
            Map<Weight, Packing> packings = GgufPricedTensors.packings(weights);
            if (mixes) {
                Packing mean = attention.packing().orElseThrow();
                ATTENTION.forEach(weight -> packings.put(weight, mean));
            }
            // Gate and up are one tensor in some architectures.
            if (packings.containsKey(Weight.UP)) {
                packings.putIfAbsent(Weight.GATE, packings.get(Weight.UP));
            }
            return packings;
        }
    }
}
