package org.unmask.result.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Gives the kernels of a pass the names of the operators of a model, by what they do and where they stand: small kernels
/// belong to the part of a layer between two matrix products.
final class OperatorNames {
    private static final String OTHER = "other";

    private final List<Activity> kernels;
    private final int begin;
    private final int end;
    private final LayerPattern pattern;
    private final ProductNames names;
    private final List<int[]> attentions = new ArrayList<>();
    private int rows;
    private int logitRows;

    OperatorNames(List<Activity> kernels, int begin, int end, LayerPattern pattern, ProductNames names) {
        this.kernels = kernels;
        this.begin = begin;
        this.end = end;
        this.pattern = pattern;
        this.names = names;
    }

    /// The kernels of the attention of a layer, in order.
    void attention(int first, int last) {
        attentions.add(new int[] {first, last});
    }

    int rows() {
        return rows;
    }

    int logitRows() {
        return logitRows;
    }

    /// What each operator took.
    Map<String, TracedPass.Part> parts() {
        Map<String, TracedPass.Part> parts = new LinkedHashMap<>();
        int from = begin;
        for (int layer = 0; layer < attentions.size(); layer++) {
            int[] attention = attentions.get(layer);
            section(from, attention[0], layer == 0 ? 0 : pattern.after().size(), parts);
            for (int i = attention[0]; i <= attention[1]; i++) {
                put("attention", kernels.get(i), parts);
            }
            from = attention[1] + 1;
        }
        section(from, end, pattern.after().size(), parts);
        return parts;
    }

    /// Kernels from the attention of one layer, or the beginning, to that of the next, or the end.
    ///
    /// @param finishing  products that still belong to the layer before
    private void section(int from, int to, int finishing, Map<String, TracedPass.Part> parts) {
        List<Activity> own = kernels.subList(from, to);
        boolean last = to == end;
        int products = LayerPattern.count(own);
        int opening = last ? 0 : Math.min(pattern.projections(), products);
        int seen = 0;
        String before = "";
        for (Activity kernel : own) {
            if (kernel.kind() == Kind.GEMM) {
                before = names.name(kernel, product(seen, products, finishing, opening, last));
                measure(before, kernel);
                put(before, kernel, parts);
                seen++;
            } else {
                put(small(kernel, before, finishing > 0, last), kernel, parts);
            }
        }
    }

    private String product(int number, int products, int finishing, int opening, boolean last) {
        if (number < finishing) {
            return pattern.after().get(number);
        }
        if (number >= products - opening) {
            return "qkv_proj";
        }
        return last || finishing > 0 ? "lm_head" : OTHER;
    }

    private void measure(String name, Activity kernel) {
        if (name.equals("qkv_proj")) {
            rows = Math.max(rows, kernel.rows());
        } else if (name.equals("lm_head")) {
            logitRows = Math.max(logitRows, kernel.rows());
        }
    }

    /// @param before  the product of the section that ran last; empty if none did
    /// @param inside  whether the section follows the attention of a layer
    private String small(Activity kernel, String before, boolean inside, boolean last) {
        switch (kernel.kind()) {
            case EMBED -> {
                return "embed";
            }
            case EXPERTS, ROUTER -> {
                return kernel.kind() == Kind.EXPERTS ? "experts" : "router";
            }
            case SELECT -> {
                return names.isSelection(kernel) ? "select" : "router";
            }
            case CACHE, COPY, INDEX -> {
                return OTHER;
            }
            case ROPE -> {
                return "rope";
            }
            case ATTENTION, GEMM, GEMM_TAIL, NORM, ACTIVATION, ELEMENTWISE, OTHER -> {
                // where it stands decides
            }
        }
        boolean isSum = inside && isSum(kernel);
        return switch (before) {
            case "qkv_proj" -> kernel.kind() == Kind.NORM ? "qk_norm" : "rope";
            case "o_proj" -> isSum ? "attn_residual" : "mlp_norm";
            case "gate_up_proj" -> "swiglu";
            case "lm_head" -> "select";
            case "experts" -> kernel.kind() == Kind.NORM ? norm(kernel, last) : isSum ? "mlp_residual" : "experts";
            case "" -> inside ? "attention" : norm(kernel, last);
            default -> isSum ? "mlp_residual" : norm(kernel, last);
        };
    }

    /// What stands before the next layer, or before the LM head.
    private static String norm(Activity kernel, boolean last) {
        return last ? "final_norm" : kernel.kind() == Kind.OTHER ? OTHER : "attn_norm";
    }

    /// A sum of two whole tensors, not that of a tensor and a number.
    private static boolean isSum(Activity kernel) {
        if (kernel.operator().isEmpty()) {
            return kernel.name().contains("CUDAFunctor_add<");
        }
        return kernel.operator().matches("aten::add_?")
                && kernel.dims().stream().filter(shape -> shape.size() >= 2).count() >= 2;
    }

    private static void put(String name, Activity kernel, Map<String, TracedPass.Part> parts) {
        parts.put(name, parts.getOrDefault(name, new TracedPass.Part(0, 0)).plus(kernel.seconds()));
    }
}
