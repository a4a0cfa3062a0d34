package org.unmask.result.trace;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a kernel does, by its name and by the operator that launched it. The first that fits has it.
enum Kind {
    COPY("memcpy|memset", ""),
    INDEX("kv_indices|block_table|slot_mapping|_metadata|prepare_", ""),
    ATTENTION(
            "flash|fmha|attention|paged_?kv|pagedkv|mha_|splitkv|merge_state",
            "aten::.*(scaled_dot_product|flash_attention|efficient_attention).*|.*(flash_attn|paged_attention).*"),
    ROUTER("topk_?softmax|topk_?gating|moe_align|moe_sum|expert.*count", ""),
    EXPERTS("fused_moe|moe_gemm|grouped_?gemm|moe_kernel|group_gemm", "aten::_?grouped_mm"),
    GEMM_TAIL("splitk_?reduce", ""),
    GEMM(
            "gemm|gemv|cijk_|nvjet|cublas|xmma|cutlass::kernel|matmul|s16816|dot_kernel|wmma",
            "aten::(mm|addmm|linear|_scaled_mm|_int_mm|matmul)|mkldnn::_linear_pointwise|aten::mkldnn_linear"),
    NORM("rms|layer_?norm|_norm", "aten::(native_layer_norm|layer_norm|rms_norm|_fused_rms_norm)"),
    ROPE("rotary|rope", ""),
    CACHE("store_kv|reshape_and_cache|kv_?cache", ""),
    ACTIVATION("silu|gelu|act_and_mul|swiglu|mish", "aten::(silu|gelu|silu_).*"),
    SELECT(
            "arg_?max|top_?k|multinomial|sampl|bitonic|radix_?sort",
            "aten::(argmax|topk|multinomial|sort|max|exponential_)"),
    EMBED("embedding|index_?select|vectorized_gather", "aten::(embedding|index_select)"),
    ELEMENTWISE(
            "elementwise|reduce|catarray|copy|cat_|index_|scatter|gather|add_|mul_|triton_",
            "aten::(copy_|_to_copy|clone|contiguous|fill_|zero_|add|add_|mul|mul_|sub|div|pow|mean|rsqrt|neg|cat|cos|sin|index|gather|where|_softmax|softmax|scatter_?).*"),
    OTHER("", "");

    private static final List<String> BATCHED = List.of("aten::bmm", "aten::baddbmm");
    private static final String MATMUL = "aten::matmul";

    private final Pattern kernel;
    private final Pattern operator;

    Kind(String kernel, String operator) {
        this.kernel = Pattern.compile(kernel);
        this.operator = Pattern.compile(operator);
    }

    /// @param operator  that launched the kernel; empty if it is not known
    /// @param dims  shapes of its inputs
    static Kind of(String kernel, String operator, List<List<Integer>> dims) {
        if (BATCHED.contains(operator) || (operator.equals(MATMUL) && isOfTwoBatches(dims))) {
            return isOfHeads(dims) ? ATTENTION : OTHER;
        }
        if (operator.endsWith("softmax") && dims.stream().anyMatch(shape -> shape.size() == 4)) {
            return ATTENTION;
        }
        String name = kernel.toLowerCase(Locale.ROOT);
        for (Kind kind : values()) {
            if (kind != OTHER && kind.isNamed(name, operator)) {
                return kind;
            }
        }
        return OTHER;
    }

    private boolean isNamed(String name, String launched) {
        return kernel.matcher(name).find()
                || (!launched.isEmpty()
                        && !operator.pattern().isEmpty()
                        && operator.matcher(launched).matches());
    }

    /// Whether an operator of PyTorch that does this is made of smaller ones that only serve it: a linear layer of a product
    /// and views, a norm of sums and roots.
    boolean isWhole() {
        return switch (this) {
            case ATTENTION, EXPERTS, GEMM, NORM, ACTIVATION, SELECT, EMBED -> true;
            case COPY, INDEX, ROUTER, GEMM_TAIL, ROPE, CACHE, ELEMENTWISE, OTHER -> false;
        };
    }

    /// A product with weights has a matrix at its right.
    private static boolean isOfTwoBatches(List<List<Integer>> dims) {
        return dims.stream().filter(shape -> shape.size() >= 3).count() >= 2;
    }

    /// Heads of sequences are multiplied in a batch; that of frequencies and positions has one.
    private static boolean isOfHeads(List<List<Integer>> dims) {
        return dims.stream()
                .anyMatch(shape -> shape.size() >= 3
                        && shape.subList(0, shape.size() - 2).stream().anyMatch(size -> size > 1));
    }
}
