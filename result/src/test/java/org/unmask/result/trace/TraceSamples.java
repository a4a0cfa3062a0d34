package org.unmask.result.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Traces as the profiler writes them, made here. Kernels take as many microseconds as is said and follow one another after
/// one microsecond.
final class TraceSamples {
    private final List<String> events = new ArrayList<>();
    private final boolean linked;
    private double clock = 1_000_000;
    private int id = 1;

    /// @param linked  whether kernels say which operator launched them, as outside of graphs
    TraceSamples(boolean linked) {
        this.linked = linked;
    }

    /// A model of fused kernels: embedding, layers of five products and attention, head, selection.
    TraceSamples pass(int layers, int rows, int batch, int keys) {
        kernel(
                "void at::native::indexSelectLargeIndex<c10::BFloat16>",
                "aten::embedding",
                "[[1000, 64], [" + rows + "]]",
                2);
        for (int layer = 0; layer < layers; layer++) {
            String heads = "[[" + batch + ", 4, " + rows / batch + ", 16], [" + batch + ", 4, " + keys + ", 16]]";
            String matrix = "[[" + rows + ", 64], [64, 64]]";
            kernel("triton_rms_norm", "", "[]", 1);
            kernel("nvjet_tst_qkv", "aten::mm", matrix, 10);
            kernel("rotary_embedding_kernel", "", "[]", 3);
            kernel("flash_fwd_kernel", "aten::_scaled_dot_product_flash_attention", heads, 20);
            kernel("nvjet_tst_o", "aten::mm", matrix, 8);
            kernel("fused_add_rms_norm_kernel", "", "[]", 2);
            kernel("nvjet_tst_gate_up", "aten::mm", matrix, 30);
            kernel("silu_and_mul_kernel", "", "[]", 4);
            kernel("nvjet_tst_down", "aten::mm", matrix, 15);
        }
        kernel("triton_rms_norm", "", "[]", 1);
        kernel("nvjet_tst_head", "aten::mm", "[[" + batch + ", 64], [64, 1000]]", 40);
        kernel("void at::native::reduce_kernel<ArgMaxOps<float>>", "aten::argmax", "[[" + batch + ", 1000]]", 5);
        return this;
    }

    TraceSamples pause(double microseconds) {
        clock += microseconds;
        return this;
    }

    TraceSamples kernel(String name, String operator, String dims, double microseconds) {
        String link = "";
        if (linked && !operator.isEmpty()) {
            link = ", \"External id\": " + id;
            events.add(event("cpu_op", operator, clock - 5, 3, "\"External id\": " + id + ", \"Input Dims\": " + dims));
        }
        events.add(event("kernel", name, clock, microseconds, "\"correlation\": " + id + link));
        clock += microseconds + 1;
        id++;
        return this;
    }

    static String event(String category, String name, double start, double microseconds, String arguments) {
        return String.format(
                Locale.ROOT,
                "{\"ph\": \"X\", \"cat\": \"%s\", \"name\": \"%s\", \"pid\": 0, \"tid\": 7, \"ts\": %.3f, \"dur\": %.3f,"
                        + " \"args\": {%s}}",
                category,
                name,
                start,
                microseconds,
                arguments);
    }

    String json() {
        return "{\"schemaVersion\": 1, \"deviceProperties\": [{\"id\": 0, \"name\": \"Test Device\", \"sizes\": [1, {\"name\":"
                + " \"no\"}]}], \"traceEvents\": [" + String.join(",\n", events) + "], \"traceName\": \"x\"}";
    }
}
