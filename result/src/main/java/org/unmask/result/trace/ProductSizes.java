package org.unmask.result.trace;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The sizes of a model's matrices, by which products are told apart: inputs times outputs.
///
/// | product | inputs | outputs |
/// |---|---|---|
/// | `qkv_proj` | hidden | queries + 2 · key-values; apart, queries or key-values |
/// | `o_proj` | queries | hidden |
/// | `gate_up_proj` | hidden | 2 · intermediate; apart, intermediate |
/// | `down_proj` | intermediate | hidden |
/// | `router` | hidden | experts |
/// | `experts` | as gate, up and down, of the experts' width | |
/// | `lm_head` | hidden | vocabulary |
///
/// @param queries  width of all query heads
/// @param keyValues  width of all key heads, as of all value heads
/// @param intermediate  0 if no layer has an MLP, as are `experts` and `expertWidth` if none has experts
/// @param vocabulary  0 if it is not known
public record ProductSizes(
        int hidden, int queries, int keyValues, int intermediate, int experts, int expertWidth, int vocabulary) {
    /// A product.
    ///
    /// @param inputs  over which it sums
    record Product(int inputs, int outputs) {}

    /// Fewer layers than these repeat by chance.
    private static final int LEAST_LAYERS = 2;

    /// Names that a product can have; none if it is of another model.
    Set<String> names(Product product) {
        Set<String> names = new LinkedHashSet<>();
        int in = product.inputs();
        int out = product.outputs();
        add(names, "qkv_proj", in == hidden && isAny(out, queries + 2 * keyValues, queries, keyValues));
        add(names, "o_proj", in == queries && out == hidden);
        add(names, "gate_up_proj", in == hidden && isAny(out, intermediate, 2 * intermediate));
        add(names, "down_proj", in == intermediate && out == hidden);
        add(names, "router", in == hidden && isAny(out, experts));
        boolean first = in == hidden && isAny(out, expertWidth, 2 * expertWidth);
        add(names, "experts", first || (expertWidth > 0 && in == expertWidth && out == hidden));
        add(names, "lm_head", isHead(product));
        return names;
    }

    private static void add(Set<String> names, String name, boolean fits) {
        if (fits) {
            names.add(name);
        }
    }

    private static boolean isAny(int size, int... sizes) {
        for (int each : sizes) {
            if (each > 0 && size == each) {
                return true;
            }
        }
        return false;
    }

    /// Whether a product gives logits. Their rows may be padded to a round number, which is more.
    boolean isHead(Product product) {
        return vocabulary > 0
                && product.inputs() == hidden
                && product.outputs() >= vocabulary
                && product.outputs() - vocabulary < 1024;
    }

    /// The sizes that products of a dense model say by themselves; empty if several would fit, or none.
    ///
    /// The hidden width is the one that most products share. What goes up to a width once or twice and comes back once is
    /// the MLP: twice as wide in one product, or twice in a layer. What comes back from another width is the attention.
    static Optional<ProductSizes> inferred(List<Product> products) {
        Map<Product, Integer> counts = new HashMap<>();
        Map<Integer, Integer> widths = new HashMap<>();
        for (Product product : products) {
            counts.merge(product, 1, Integer::sum);
            widths.merge(product.inputs(), 1, Integer::sum);
            if (product.outputs() != product.inputs()) {
                widths.merge(product.outputs(), 1, Integer::sum);
            }
        }
        return widths.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .flatMap(width -> of(width.getKey(), counts));
    }

    private static Optional<ProductSizes> of(int hidden, Map<Product, Integer> counts) {
        List<Integer> intermediates = counts.keySet().stream()
                .filter(product -> product.outputs() == hidden && product.inputs() != hidden)
                .map(Product::inputs)
                .filter(width -> isMlp(hidden, width, counts))
                .toList();
        if (intermediates.size() != 1) {
            return Optional.empty();
        }
        int intermediate = intermediates.getFirst();
        int layers = counts.getOrDefault(new Product(intermediate, hidden), 0) * 9 / 10;
        List<Integer> attentions = counts.entrySet().stream()
                .filter(entry -> entry.getKey().outputs() == hidden && entry.getValue() >= layers)
                .map(entry -> entry.getKey().inputs())
                .filter(width -> width != intermediate)
                .toList();
        if (layers < LEAST_LAYERS || attentions.size() != 1) {
            return Optional.empty();
        }
        int queries = attentions.getFirst();
        return keyValues(hidden, queries, intermediate, layers, counts)
                .map(keyValues -> new ProductSizes(
                        hidden, queries, keyValues, intermediate, 0, 0, vocabulary(hidden, layers, counts)));
    }

    private static boolean isMlp(int hidden, int width, Map<Product, Integer> counts) {
        int down = counts.getOrDefault(new Product(width, hidden), 0);
        return isNear(counts.getOrDefault(new Product(hidden, 2 * width), 0), down)
                || isNear(counts.getOrDefault(new Product(hidden, width), 0), 2 * down);
    }

    /// A trace may begin or end within a layer.
    private static boolean isNear(int count, int other) {
        return Math.abs(count - other) <= Math.max(1, other / 10);
    }

    /// Queries, keys and values together, or keys and values apart, as wide as queries or less.
    private static Optional<Integer> keyValues(
            int hidden, int queries, int intermediate, int layers, Map<Product, Integer> counts) {
        List<Integer> found = counts.entrySet().stream()
                .filter(entry -> entry.getKey().inputs() == hidden && entry.getValue() >= layers)
                .filter(entry -> !isAny(entry.getKey().outputs(), intermediate, 2 * intermediate))
                .map(entry -> keyValues(hidden, queries, layers, entry))
                .filter(width -> width > 0)
                .distinct()
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static int keyValues(int hidden, int queries, int layers, Map.Entry<Product, Integer> entry) {
        int outputs = entry.getKey().outputs();
        int more = outputs - queries;
        if (more > 0 && more % 2 == 0 && more / 2 <= queries && entry.getValue() < 2 * layers) {
            return more / 2;
        }
        boolean apart = outputs < queries && entry.getValue() >= 2 * layers;
        boolean alike = outputs == queries && entry.getValue() >= (queries == hidden ? 4 : 3) * layers;
        return apart || alike ? outputs : 0;
    }

    /// The widest product of the hidden width that no layer has.
    private static int vocabulary(int hidden, int layers, Map<Product, Integer> counts) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().inputs() == hidden && entry.getValue() < layers)
                .mapToInt(entry -> entry.getKey().outputs())
                .max()
                .orElse(0);
    }
}
