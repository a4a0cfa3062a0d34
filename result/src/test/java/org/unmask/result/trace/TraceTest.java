package org.unmask.result.trace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    private static final double MICRO = 1e-6;

    /// `-Dunmask.mutations=500000` damages as many.
    private static final int ROUNDS = Integer.getInteger("unmask.mutations", 2000);

    /// Kernels of a layer, those around the layers, and the microseconds of either.
    private static final int LAYER_KERNELS = 9;
    private static final int OTHER_KERNELS = 4;
    private static final double LAYER = 1 + 10 + 3 + 20 + 8 + 2 + 30 + 4 + 15;
    private static final double OTHERS = 2 + 1 + 40 + 5;

    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("trace.json"), content);
    }

    private Path compressed(String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return Files.write(folder.resolve("trace.json.gz"), bytes.toByteArray());
    }

    /// A dense model of hidden 64, queries 128, keys and values 32, MLP 192, vocabulary 1000, as PyTorch runs it without
    /// fused products; another product stands after that of the output, as an adapter has it.
    private static TraceSamples apart(int layers, boolean adapter) {
        TraceSamples samples =
                new TraceSamples(true).kernel("indexSelectLargeIndex", "aten::embedding", "[[1000, 64], [8]]", 2);
        for (int layer = 0; layer < layers; layer++) {
            samples.kernel("nvjet_q", "aten::mm", "[[8, 64], [64, 128]]", 7)
                    .kernel("nvjet_k", "aten::mm", "[[8, 64], [64, 32]]", 3)
                    .kernel("nvjet_v", "aten::mm", "[[8, 64], [64, 32]]", 3)
                    .kernel(
                            "flash_fwd_kernel",
                            "aten::_scaled_dot_product_flash_attention",
                            "[[1, 8, 8, 16], [1, 2, 8, 16]]",
                            20)
                    .kernel("nvjet_o", "aten::addmm", "[[64], [8, 128], [128, 64]]", 8);
            if (adapter) {
                samples.kernel("nvjet_a", "aten::mm", "[[8, 128], [128, 4]]", 1);
            }
            samples.kernel("nvjet_gate", "aten::linear", "[[1, 8, 64], [192, 64], []]", 15)
                    .kernel("nvjet_up", "aten::linear", "[[1, 8, 64], [192, 64], []]", 15)
                    .kernel("silu_and_mul_kernel", "", "[]", 4)
                    .kernel("nvjet_down", "aten::mm", "[[8, 192], [192, 64]]", 12);
        }
        return samples.kernel("nvjet_head", "aten::mm", "[[8, 64], [64, 1000]]", 40)
                .kernel("ArgMaxOps", "aten::argmax", "[[8, 1000]]", 5);
    }

    private static void assertApart(TracedPass pass) {
        assertSeconds(pass, "qkv_proj", 9, 39);
        assertSeconds(pass, "o_proj", 3, 24);
        assertSeconds(pass, "gate_up_proj", 6, 90);
        assertSeconds(pass, "down_proj", 3, 36);
        assertSeconds(pass, "swiglu", 3, 12);
        assertSeconds(pass, "lm_head", 1, 40);
    }

    @Test
    void shapesOfProductsTellThemApart() throws IOException {
        ProductSizes model = new ProductSizes(64, 128, 32, 192, 0, 0, 1000);
        Path file = file(apart(3, false).json());

        assertApart(Trace.read(file).passes().getFirst());
        assertThat(Trace.read(file).notes())
                .containsExactly(
                        "matrix products are named by the shapes of their operands, with the sizes of the trace itself");
        assertApart(Trace.read(file, Optional.of(model)).passes().getFirst());
        assertThat(Trace.read(file, Optional.of(model)).notes())
                .containsExactly(
                        "matrix products are named by the shapes of their operands, with the sizes of the model");
    }

    @Test
    void aProductThatNoLayerOfTheModelHasDoesNotShiftTheOthers() throws IOException {
        ProductSizes model = new ProductSizes(64, 128, 32, 192, 0, 0, 1000);
        Trace trace = Trace.read(file(apart(3, true).json()), Optional.of(model));
        TracedPass pass = trace.passes().getFirst();

        assertThat(trace.passes()).hasSize(1);
        assertSeconds(pass, "qkv_proj", 9, 39);
        assertSeconds(pass, "o_proj", 3, 24);
        assertSeconds(pass, "down_proj", 3, 36);
        assertSeconds(pass, "lm_head", 1, 40);
        assertThat(trace.notes())
                .containsExactly(
                        "matrix products are named by the shapes of their operands, with the sizes of the model; 3"
                                + " of 25 by their order between attentions");
    }

    @Test
    void withoutShapesTheOrderOfProductsNamesThem() throws IOException {
        Trace trace = Trace.read(file(new TraceSamples(false).pass(3, 8, 2, 4).json()));

        assertThat(trace.notes())
                .singleElement()
                .asString()
                .startsWith("matrix products are named by their order between attentions");
    }

    @Test
    void expertsOfAModelAreProductsOfTheirWidth() {
        ProductSizes model = new ProductSizes(64, 128, 32, 192, 16, 48, 1000);

        assertThat(model.names(new ProductSizes.Product(64, 16))).containsExactly("router");
        assertThat(model.names(new ProductSizes.Product(64, 96))).containsExactly("experts");
        assertThat(model.names(new ProductSizes.Product(48, 64))).containsExactly("experts");
        assertThat(model.names(new ProductSizes.Product(64, 192))).containsExactly("qkv_proj", "gate_up_proj");
        assertThat(model.names(new ProductSizes.Product(64, 1008))).containsExactly("lm_head");
        assertThat(model.names(new ProductSizes.Product(65, 64))).isEmpty();
    }

    @Test
    void kernelsBecomeOperatorsOfPasses() throws IOException {
        Trace trace = Trace.read(file(new TraceSamples(true)
                .pass(3, 8, 2, 4)
                .pause(100)
                .pass(3, 2, 2, 5)
                .json()));

        assertThat(trace.device()).isEqualTo("Test Device");
        assertThat(trace.passes()).hasSize(2);
        TracedPass first = trace.passes().getFirst();
        int kernels = 3 * LAYER_KERNELS + OTHER_KERNELS;
        assertThat(first.layers()).isEqualTo(3);
        assertThat(first.whole()).isTrue();
        assertThat(first.rows()).isEqualTo(8);
        assertThat(first.shape()).isEqualTo(Optional.of(new TracedPass.Shape(2, 4, 4)));
        assertThat(first.logitRows()).isEqualTo(2);
        assertThat(first.kernels()).isEqualTo(kernels);
        assertThat(first.seconds()).isCloseTo((3 * LAYER + OTHERS + kernels - 1) * MICRO, within(1e-9));
        assertThat(first.dispatchSeconds()).isCloseTo((kernels - 1) * MICRO, within(1e-9));
        assertSeconds(first, "qkv_proj", 3, 30);
        assertSeconds(first, "attention", 3, 60);
        assertSeconds(first, "o_proj", 3, 24);
        assertSeconds(first, "gate_up_proj", 3, 90);
        assertSeconds(first, "swiglu", 3, 12);
        assertSeconds(first, "down_proj", 3, 45);
        assertSeconds(first, "rope", 3, 9);
        assertSeconds(first, "attn_norm", 3, 3);
        assertSeconds(first, "mlp_norm", 3, 6);
        assertSeconds(first, "final_norm", 1, 1);
        assertSeconds(first, "embed", 1, 2);
        assertSeconds(first, "lm_head", 1, 40);
        assertSeconds(first, "select", 1, 5);
        assertThat(first.operators()).doesNotContainKey("other");
        assertThat(trace.passes().get(1).gapSeconds()).isCloseTo(101 * MICRO, within(1e-9));
        assertThat(trace.passes().get(1).rows()).isEqualTo(2);
    }

    private static void assertSeconds(TracedPass pass, String operator, int kernels, double microseconds) {
        TracedPass.Part part = requireNonNull(pass.operators().get(operator), operator);
        assertThat(part.kernels()).as(operator).isEqualTo(kernels);
        assertThat(part.seconds()).as(operator).isCloseTo(microseconds * MICRO, within(1e-9));
    }

    /// Kernels of a captured graph do not say who launched them.
    @Test
    void namesOfKernelsAreEnough() throws IOException {
        Trace linked = Trace.read(file(new TraceSamples(true).pass(4, 2, 2, 9).json()));
        Trace graph =
                Trace.read(compressed(new TraceSamples(false).pass(4, 2, 2, 9).json()));

        assertThat(graph.passes()).hasSize(1);
        assertThat(graph.passes().getFirst().operators())
                .isEqualTo(linked.passes().getFirst().operators());
        assertThat(graph.passes().getFirst().rows()).isZero();
        assertThat(graph.passes().getFirst().shape()).isEmpty();
    }

    /// A profile may begin in the middle of a pass; `q`, `k`, `v`, gate and up may be products of their own.
    @Test
    void productsApartAndCutPassesAreTold() throws IOException {
        TraceSamples trace = new TraceSamples(true);
        String matrix = "[[64], [6, 64], [64, 64]]";
        for (int layer = 0; layer < 5; layer++) {
            for (String name : new String[] {"q", "k", "v"}) {
                trace.kernel("sm90_xmma_gemm_" + name, "aten::addmm", matrix, 10);
            }
            trace.kernel("flash_fwd_kernel", "", "[]", 20);
            trace.kernel("cublas_gemm_o", "aten::addmm", matrix, 8);
            trace.kernel("elementwise_kernel", "aten::add", "[[6, 64], [6, 64], []]", 2);
            trace.kernel("cublas_gemm_gate", "aten::addmm", matrix, 7);
            trace.kernel("silu_kernel", "aten::silu", "[[6, 64]]", 1);
            trace.kernel("cublas_gemm_up", "aten::addmm", matrix, 7);
            trace.kernel("cublas_gemm_down", "aten::addmm", matrix, 9);
            trace.kernel("elementwise_kernel", "aten::add", "[[6, 64], [6, 64], []]", 3);
            if (layer == 1) {
                trace.kernel("cublas_gemm_head", "aten::mm", "[[6, 64], [64, 1000]]", 50);
                trace.kernel("embedding_kernel", "aten::embedding", "[[1000, 64], [6]]", 1);
            }
        }

        Trace read = Trace.read(file(trace.json()));

        assertThat(read.passes()).extracting(TracedPass::layers).containsExactly(2, 3);
        assertThat(read.passes()).extracting(TracedPass::whole).containsExactly(false, true);
        TracedPass pass = read.passes().get(1);
        assertThat(pass.rows()).isEqualTo(6);
        assertSeconds(pass, "qkv_proj", 9, 90);
        assertSeconds(pass, "o_proj", 3, 24);
        assertSeconds(pass, "attn_residual", 3, 6);
        assertSeconds(pass, "gate_up_proj", 6, 42);
        assertSeconds(pass, "down_proj", 3, 27);
        assertThat(requireNonNull(read.passes().getFirst().operators().get("lm_head"))
                        .seconds())
                .isCloseTo(50 * MICRO, within(1e-9));
    }

    /// Before 2022 categories had other names, and threads were texts.
    @Test
    void olderTracesNameCategoriesOtherwise() throws IOException {
        String product = "\"External id\": 3, \"Input Dims\": [[2, 8], [8, 4]]";
        Trace trace = Trace.read(file("[" + TraceSamples.event("Operator", "aten::mm", 10, 40, product) + ","
                + TraceSamples.event("Runtime", "cudaLaunchKernel", 20, 5, "\"correlation\": 9, \"external id\": 3")
                + ","
                + TraceSamples.event("Kernel", "unheard_of", 30, 15, "\"correlation\": 9") + "]"));
        String shown =
                TraceSamples.event("Operator", "aten::mm", 10, 40, product).replace("\"tid\": 7", "\"tid\": \"123\"");
        Trace threads = Trace.read(file(
                "[" + shown + "," + shown.replace("\"123\"", "\"456\"").replace("\"ts\": 10", "\"ts\": 20") + "]"));

        assertThat(trace.kinds()).containsOnlyKeys("gemm");
        assertThat(trace.kernelSeconds()).isCloseTo(15 * MICRO, within(1e-12));
        assertThat(threads.kernels()).isEqualTo(1);
    }

    /// Operators of the processor hold one another: a product within a linear layer is the layer's.
    @Test
    void withoutADeviceOperatorsOfTheProcessorAreTaken() throws IOException {
        String inner = "\"External id\": 2, \"Input Dims\": [[3, 64], [64, 64]]";
        String outer = "\"External id\": 1, \"Input Dims\": [[3, 64], [64, 64]]";
        Trace trace = Trace.read(file("[" + TraceSamples.event("cpu_op", "aten::linear", 10, 100, outer) + ","
                + TraceSamples.event("cpu_op", "aten::mm", 20, 70, inner) + "]"));

        assertThat(trace.ofDevice()).isFalse();
        assertThat(trace.kernels()).isEqualTo(1);
        assertThat(trace.kernelSeconds()).isCloseTo(100 * MICRO, within(1e-9));
        assertThat(trace.busySeconds()).isCloseTo(100 * MICRO, within(1e-9));
        assertThat(trace.passes()).isEmpty();
        assertThat(trace.kinds()).isEqualTo(Map.of("gemm", trace.kernelSeconds()));
    }

    /// Two passes of two layers as PyTorch runs them on a processor: every linear layer holds its product, attention and
    /// norms what they are made of, and the rotation multiplies heads.
    @Test
    void operatorsThatOthersHoldAreNoProductsOfTheirOwn() throws IOException {
        StringBuilder events = new StringBuilder();
        double clock = 0;
        for (int pass = 0; pass < 2; pass++) {
            clock = nested(events, "aten::embedding", "aten::index_select", "[[1000, 64], [1, 3]]", clock, 5);
            for (int layer = 0; layer < 2; layer++) {
                clock = nested(events, "aten::rms_norm", "aten::mean", "[[1, 3, 64]]", clock, 4);
                for (int i = 0; i < 3; i++) {
                    clock = nested(events, "aten::linear", "aten::addmm", "[[1, 3, 64], [64, 64]]", clock, 10);
                }
                clock = nested(events, "aten::mul", "aten::empty", "[[1, 4, 3, 16]]", clock, 2);
                clock = nested(
                        events,
                        "aten::scaled_dot_product_attention",
                        "aten::bmm",
                        "[[1, 4, 3, 16], [1, 4, 3, 16]]",
                        clock,
                        20);
                for (int microseconds : new int[] {8, 30, 31, 15}) {
                    clock = nested(
                            events, "aten::linear", "aten::addmm", "[[1, 3, 64], [64, 64]]", clock, microseconds);
                }
            }
            clock = nested(events, "aten::linear", "aten::addmm", "[[1, 64], [64, 1000]]", clock, 40);
            clock = nested(events, "aten::argmax", "aten::empty", "[[1, 1000]]", clock, 6);
        }

        TracedPass pass =
                Trace.read(file("[" + events.substring(1) + "]")).passes().getFirst();

        assertThat(pass.layers()).isEqualTo(2);
        assertThat(pass.rows()).isEqualTo(3);
        assertThat(pass.shape()).contains(new TracedPass.Shape(1, 3, 3));
        assertSeconds(pass, "qkv_proj", 6, 60);
        assertSeconds(pass, "attention", 2, 40);
        assertSeconds(pass, "o_proj", 2, 16);
        assertSeconds(pass, "gate_up_proj", 4, 122);
        assertSeconds(pass, "down_proj", 2, 30);
        assertSeconds(pass, "lm_head", 1, 40);
        assertSeconds(pass, "select", 1, 6);
    }

    /// An operator and one within it, of half its time.
    private static double nested(
            StringBuilder events, String outer, String inner, String dims, double start, double microseconds) {
        String shapes = "\"Input Dims\": " + dims;
        events.append(',').append(TraceSamples.event("cpu_op", outer, start, microseconds, shapes));
        events.append(',').append(TraceSamples.event("cpu_op", inner, start + 0.5, microseconds / 2, shapes));
        return start + microseconds + 1;
    }

    @Test
    void whatIsNoTraceIsOneLine() throws IOException {
        String good = new TraceSamples(true).pass(2, 2, 2, 4).json();

        assertBad(file("{\"a\": 1}"), "not a trace of the PyTorch profiler: it has no traceEvents");
        assertBad(file("{\"traceEvents\": []}"), "a trace without kernels and operators");
        assertBad(file("{\"traceEvents\": [3]}"), "event 1 is no object");
        assertBad(file(""), "not a trace");
        assertBad(file(good.substring(0, good.length() / 2)), "cut off");
        assertBad(file("{\"a\": " + "[".repeat(100_000)), "malformed JSON");
        assertBad(
                file("{\"traceEvents\": ["
                        + TraceSamples.event("kernel", "x", 5, 1, "").replace("1.000", "-1.000") + "]}"),
                "event 1: ts 5.0 dur -1.0; expected a time and a duration from 0");
        byte[] bytes = Files.readAllBytes(compressed(good));
        assertBad(Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length / 2)), "compressed");
    }

    private static void assertBad(Path file, String message) {
        assertThatThrownBy(() -> Trace.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message)
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void damagedTracesEndInOneLine() throws IOException {
        byte[] good = new TraceSamples(true).pass(2, 4, 2, 4).json().getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] = (byte) " \"{}[]:,0-9eEax\u0000".charAt(random.nextInt(16));
            }
            Path file = Files.write(folder.resolve("damaged"), bad);
            try {
                assertThat(Trace.read(file).kernels()).isPositive();
            } catch (IOException e) {
                assertThat(e.getMessage()).startsWith(file.toString()).doesNotContain("\n");
            }
        }
    }

    /// Traces of GPUs that stand elsewhere, if somebody has them.
    @Test
    void realTracesAreRead() throws IOException {
        String place = System.getenv("UNMASK_TRACES");
        Assumptions.assumeTrue(place != null, "UNMASK_TRACES names no folder");
        Path traces = Path.of(place);
        Trace graph = Trace.read(traces.resolve("mi300x-sglang-qwen3-8b-decode-graph.pt.trace.json.gz"));
        Trace prefill = Trace.read(traces.resolve("h100-qwen1.5-0.5b-prefill-b16.pt.trace.json.gz"));
        Trace training = Trace.read(traces.resolve("a100-training-sampled-rank0.pt.trace.json.gz"));

        assertThat(graph.passes())
                .singleElement()
                .satisfies(pass -> assertThat(pass.layers()).isEqualTo(36));
        assertThat(prefill.passes()).last().satisfies(pass -> {
            assertThat(pass.layers()).isEqualTo(24);
            assertThat(pass.shape()).isEqualTo(Optional.of(new TracedPass.Shape(16, 559, 559)));
        });
        assertThat(training.passes()).isEmpty();
    }
}
