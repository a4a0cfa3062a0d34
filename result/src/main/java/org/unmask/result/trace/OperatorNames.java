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
    private final List<int[]> attentions = new ArrayList<>();
    private int rows;
    private int logitRows;

    OperatorNames(List<Activity> kernels, int begin, int end, LayerPattern pattern) {
        this.kernels = kernels;
        this.begin = begin;
        this.end = end;
        this.pattern = pattern;
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
        for (Activity kernel : own) {
            if (kernel.kind() == Kind.GEMM) {
                String name = product(seen, products, finishing, opening, last);
                measure(name, kernel);
                put(name, kernel, parts);
                seen++;
            } else {
                put(small(kernel, seen, products, finishing, opening, last), kernel, parts);
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

    /// @param seen  products of the section before the kernel
    private String small(Activity kernel, int seen, int products, int finishing, int opening, boolean last) {
        switch (kernel.kind()) {
            case EMBED -> {
                return "embed";
            }
            case EXPERTS, ROUTER -> {
                return kernel.kind() == Kind.EXPERTS ? "experts" : "router";
            }
            case SELECT -> {
                return "select";
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
        if (finishing > 0 && seen == 0) {
            return "attention";
        }
        if (opening > 0 && seen >= products - opening + 1) {
            return kernel.kind() == Kind.NORM ? "qk_norm" : "rope";
        }
        if (finishing > 0 && seen < finishing) {
            return seen > 1 ? "swiglu" : isSum(kernel) ? "attn_residual" : "mlp_norm";
        }
        if (last && seen > finishing) {
            return "select";
        }
        if (finishing > 0 && seen == finishing && isSum(kernel)) {
            return "mlp_residual";
        }
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
