package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Packing;
import org.unmask.core.op.Storage;
import org.unmask.core.op.Weight;
import org.unmask.input.Fields;

/// What a checkpoint says of quantised weights, as far as it can be priced.
///
/// @param storage  empty if all tensors are of one type, or the quantisation is not known
/// @param notes  lines that say what is priced otherwise than the file says
/// @param unread  the method, if the engine does not read such weights
record Quantisation(Optional<Storage> storage, List<String> notes, Optional<String> unread) {
    /// All tensors are of one type.
    static final Quantisation NONE = new Quantisation(Optional.empty(), List.of(), Optional.empty());

    private static final List<String> KEYS = List.of("quantization_config", "compression_config", "quantization");

    Quantisation {
        notes = List.copyOf(notes);
    }

    /// The object in which a configuration says it, of the file as a whole or of its text model.
    static Optional<Fields> keys(Fields... configs) throws IOException {
        for (Fields config : configs) {
            for (String key : KEYS) {
                if (config.has(key) && config.isObject(key)) {
                    return Optional.of(config.object(key));
                }
            }
        }
        return Optional.empty();
    }

    /// Reads such an object.
    ///
    /// @param dense  of tensors that are not quantised
    static Quantisation of(Fields keys, Architecture model, TensorNames names, DType dense) throws IOException {
        if (model.layers() > Architecture.MOST_LAYERS) {
            throw new IOException(keys.file() + ": " + model.layers() + " layers; expected at most "
                    + Architecture.MOST_LAYERS + " where weights are quantised");
        }
        QuantisationKeys.Said said = QuantisationKeys.read(keys);
        String where = keys.prefix().isEmpty()
                ? keys.file()
                : keys.prefix().substring(0, keys.prefix().length() - 1);
        if (said.scheme().isEmpty() && said.rules().isEmpty()) {
            return new Quantisation(
                    Optional.empty(),
                    List.of(where + " says " + said.said() + ", which is not known: weights are priced as if they were"
                            + " not quantised; --weight-dtype prices another type"),
                    Optional.of(said.said()));
        }
        Packings packings = new Packings(said, model, names, dense);
        List<Map<Weight, Packing>> layers = new ArrayList<>();
        for (int layer = 0; layer < model.layers(); layer++) {
            layers.add(packings.of(layer));
        }
        Map<Weight, Packing> whole = packings.whole();
        DType type = said.scheme().map(QuantisationScheme::type).orElse(dense);
        String id = said.scheme().map(QuantisationScheme::id).orElse(dense.id());
        String words = where + ": " + said.said() + "; stored as " + packings.words();
        Storage storage = new Storage(type, id, words, Packing.of(dense), whole, layers);
        return new Quantisation(
                Optional.of(storage),
                said.notes().stream().map(note -> where + ": " + note).toList(),
                (id.equals(DType.FP8.id()) || type == dense) ? Optional.empty() : Optional.of(method(said.said())));
    }

    /// The method as its makers write it.
    private static String method(String said) {
        String name = said.replaceFirst(",.*", "");
        return name.matches("awq|gptq|mxfp4|nvfp4") ? name.toUpperCase(Locale.ROOT) : name;
    }

    /// The packings of one model, and who has which.
    private static final class Packings {
        private final QuantisationKeys.Said said;
        private final Architecture model;
        private final TensorNames names;
        private final DType dense;
        private final Map<String, Set<String>> parts = new LinkedHashMap<>();

        Packings(QuantisationKeys.Said said, Architecture model, TensorNames names, DType dense) {
            this.said = said;
            this.model = model;
            this.names = names;
            this.dense = dense;
        }

        Map<Weight, Packing> of(int layer) {
            Map<Weight, Packing> packings = new EnumMap<>(Weight.class);
            for (Weight weight : Weight.values()) {
                boolean likened = !model.layout().isPlain() && weight.part() == Weight.Part.LAYER;
                if (likened || model.has(weight, layer)) {
                    put(packings, weight, layer);
                }
            }
            return packings;
        }

        Map<Weight, Packing> whole() {
            Map<Weight, Packing> packings = new EnumMap<>(Weight.class);
            for (Weight weight : Weight.values()) {
                if (!weight.perLayer() && model.has(weight)) {
                    put(packings, weight, 0);
                }
            }
            return packings;
        }

        private void put(Map<Weight, Packing> packings, Weight weight, int layer) {
            Packing packing = scheme(weight, layer)
                    .map(scheme -> scheme.packing(model.columns(weight)))
                    .orElse(Packing.of(dense));
            packings.put(weight, packing);
            parts.computeIfAbsent(shown(packing), _ -> new LinkedHashSet<>()).add(part(weight));
        }

        private static String shown(Packing packing) {
            return packing.elements() == 1
                    ? packing.id()
                    : packing.id() + String.format(Locale.ROOT, " at %.2f bits", packing.bitsPerElement());
        }

        private Optional<QuantisationScheme> scheme(Weight weight, int layer) {
            if (model.rows(weight) == 1
                    || (weight == Weight.ROUTER && !said.weights().contains(weight))) {
                return Optional.empty();
            }
            String module = names.of(weight, layer, 0).replaceFirst("\\.weight$", "");
            for (QuantisationKeys.Rule rule : said.rules()) {
                if (rule.pattern().names(module)) {
                    return rule.scheme();
                }
            }
            return said.weights().contains(weight) ? said.scheme() : Optional.empty();
        }

        private static String part(Weight weight) {
            return switch (weight) {
                case EMBEDDING -> "embedding";
                case LM_HEAD -> "LM head";
                case QUERY, KEY, VALUE, OUTPUT -> "attention";
                case GATE, UP, DOWN -> "MLP";
                case ROUTER -> "routers";
                case EXPERT_GATE, EXPERT_UP, EXPERT_DOWN -> "experts";
                case SHARED_GATE, SHARED_UP, SHARED_DOWN -> "shared experts";
                case ATTENTION_NORM,
                        QUERY_BIAS,
                        KEY_BIAS,
                        VALUE_BIAS,
                        QUERY_NORM,
                        KEY_NORM,
                        MLP_NORM,
                        EXPERT_BIAS,
                        FINAL_NORM -> "norms and biases";
            };
        }

        /// Which part is stored how; a part that differs from layer to layer stands in several places.
        String words() {
            List<String> all = new ArrayList<>();
            parts.forEach((packing, who) -> all.add(packing + " (" + String.join(", ", who) + ")"));
            // Norms come first in a layer, and are what matters least.
            return String.join(", ", all.reversed());
        }
    }

    /// The element type of the tensors that are not quantised; 16 bits if the file does not say it.
    static DType dense(Fields... configs) throws IOException {
        for (Fields config : configs) {
            for (String key : List.of("torch_dtype", "dtype")) {
                if (config.has(key)) {
                    String name = config.text(key).toLowerCase(Locale.ROOT);
                    return name.contains("float32")
                            ? DType.FLOAT32
                            : name.equals("float16") ? DType.FP16 : DType.BFLOAT16;
                }
            }
        }
        return DType.BFLOAT16;
    }
}
