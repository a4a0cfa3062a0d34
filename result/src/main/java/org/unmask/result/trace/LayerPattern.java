package org.unmask.result.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which matrix products stand between the attention of one layer and that of the next: first that of the output, then those
/// of the MLP, then queries, keys and values of the next layer, in one product or in three.
///
/// | products | MLP | queries, keys, values |
/// |---|---|---|
/// | 4 | gate and up together, down | together |
/// | 5 | gate, up, down | together |
/// | 6 | gate and up together, down | apart |
/// | 7 | gate, up, down | apart |
///
/// With fused experts in place of the MLP there are 2 or 3, or 4 or 5 if queries, keys and values are apart: the product
/// between them is the router.
///
/// @param products  of a layer
/// @param projections  products of queries, keys and values
record LayerPattern(int products, boolean experts, int projections) {
    private static final int APART = 3;
    private static final int MOST_TOGETHER = 5;
    private static final int MOST_TOGETHER_EXPERTS = 3;

    /// The pattern that repeats most often.
    ///
    /// @param between  kernels between attentions
    static Optional<LayerPattern> of(List<List<Activity>> between) {
        Map<LayerPattern, Long> counts = between.stream()
                .map(LayerPattern::ofLayer)
                .filter(pattern -> pattern.products() > 1)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    }

    private static LayerPattern ofLayer(List<Activity> kernels) {
        int products = count(kernels);
        boolean experts = kernels.stream().anyMatch(kernel -> kernel.kind() == Kind.EXPERTS);
        boolean together = products <= (experts ? MOST_TOGETHER_EXPERTS : MOST_TOGETHER);
        return new LayerPattern(products, experts, together ? 1 : APART);
    }

    static int count(List<Activity> kernels) {
        return (int)
                kernels.stream().filter(kernel -> kernel.kind() == Kind.GEMM).count();
    }

    /// Products between that of the output and those of the next layer.
    int mlp() {
        return Math.max(0, products - 1 - projections);
    }

    /// The operators of a layer's products after its attention.
    List<String> after() {
        List<String> names = new ArrayList<>(List.of("o_proj"));
        for (int i = 1; i <= mlp(); i++) {
            names.add(experts ? "router" : i == mlp() ? "down_proj" : "gate_up_proj");
        }
        return names;
    }
}
