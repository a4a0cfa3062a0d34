package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Packing;
import org.unmask.core.op.Storage;
import org.unmask.core.op.Weight;
import org.unmask.engine.weight.GgufFile;

/// How a GGUF file stores the tensors of a model, if some are quantised.
final class GgufStorage {
    /// Types of at most five bits an element are multiplied as four-bit weights.
    private static final double FOUR_BITS = 5;

    private final GgufFile file;
    private final Architecture model;
    private final TensorNames names;
    /// Elements in each packing, norms and biases apart.
    private final Map<Packing, Long> elements = new LinkedHashMap<>();

    private GgufStorage(GgufFile file, Architecture model, TensorNames names) {
        this.file = file;
        this.model = model;
        this.names = names;
    }

    /// Empty if all matrices are plain numbers: these are priced in the type that is asked for.
    ///
    /// @throws IOException if the size of an element type is not known
    static Optional<Storage> of(GgufFile file, Architecture model, TensorNames names) throws IOException {
        return new GgufStorage(file, model, names).read();
    }

    private Optional<Storage> read() throws IOException {
        if (!isQuantised()) {
            return Optional.empty();
        }
        Map<Weight, Packing> whole = new EnumMap<>(Weight.class);
        for (Weight weight : Weight.values()) {
            if (!weight.perLayer() && model.has(weight)) {
                whole.put(weight, packing(weight, 0));
            }
        }
        List<Map<Weight, Packing>> layers = new ArrayList<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            layers.add(layer(layer));
        }
        Packing most = elements.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        return Optional.of(
                new Storage(type(most), most.id(), words(file, elements), Packing.of(DType.FLOAT32), whole, layers));
    }

    private boolean isQuantised() throws IOException {
        for (String name : file.names()) {
            if (file.packing(name).elements() > 1) {
                return true;
            }
        }
        return false;
    }

    private Map<Weight, Packing> layer(int layer) throws IOException {
        Map<Weight, Packing> packings = new EnumMap<>(Weight.class);
        for (Weight weight : Weight.values()) {
            if (model.has(weight, layer)) {
                packings.put(weight, packing(weight, layer));
            }
        }
        return packings;
    }

    private Packing packing(Weight weight, int layer) throws IOException {
        Packing packing = file.packing(names.of(weight, layer));
        if (model.rows(weight) > 1) {
            long one = Math.multiplyExact((long) model.rows(weight), (long) model.columns(weight));
            elements.merge(packing, one * model.matrices(weight), Long::sum);
        }
        return packing;
    }

    /// The type that stands for weights of a packing in names and arithmetic.
    static DType type(Packing packing) {
        if (packing.elements() == 1) {
            return DType.of(packing.id());
        }
        if (packing.id().equals("mxfp4") || packing.id().equals("nvfp4")) {
            return DType.FP4;
        }
        return packing.bitsPerElement() <= FOUR_BITS ? DType.INT4 : DType.INT8;
    }

    /// What is stored how, for people.
    ///
    /// @param elements  in each packing
    static String words(GgufFile file, Map<Packing, Long> elements) {
        long all = elements.values().stream().mapToLong(Long::longValue).sum();
        return file.path().getFileName() + ": stored as "
                + elements.entrySet().stream()
                        .sorted(Map.Entry.<Packing, Long>comparingByValue().reversed())
                        .map(entry -> String.format(
                                Locale.ROOT,
                                "%s at %.2f bits (%.0f %%)",
                                entry.getKey().id(),
                                entry.getKey().bitsPerElement(),
                                100.0 * entry.getValue() / all))
                        .collect(Collectors.joining(", "));
    }
}
