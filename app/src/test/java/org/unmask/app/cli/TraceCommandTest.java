package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TraceCommandTest {
    /// Layers of `llama-3.2-1b`.
    private static final int LAYERS = 16;

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    /// A pass of fused kernels as of a captured graph, a microsecond between them.
    private String trace(int layers) throws IOException {
        List<String> events = new ArrayList<>();
        double clock = kernel(events, "vectorized_gather_kernel", 5000, 2);
        for (int layer = 0; layer < layers; layer++) {
            for (String name : List.of(
                    "rms_norm",
                    "gemm_qkv",
                    "rotary",
                    "flash_fwd",
                    "gemm_o",
                    "add_rms_norm",
                    "gemm_up",
                    "silu",
                    "gemm_down")) {
                clock = kernel(events, name + "_kernel", clock, name.startsWith("gemm") ? 20 : 5);
            }
        }
        clock = kernel(events, "rms_norm_kernel", clock, 5);
        clock = kernel(events, "gemm_head_kernel", clock, 200);
        kernel(events, "argmax_kernel", clock, 5);
        String content = "{\"traceEvents\": [" + String.join(",", events) + "]}";
        return Files.writeString(folder.resolve("trace" + layers + ".json"), content)
                .toString();
    }

    private static double kernel(List<String> events, String name, double start, double microseconds) {
        events.add(String.format(
                Locale.ROOT,
                "{\"ph\":\"X\",\"cat\":\"kernel\",\"name\":\"%s\",\"ts\":%.1f,\"dur\":%.1f,\"args\":{\"stream\":7}}",
                name,
                start,
                microseconds));
        return start + microseconds + 1;
    }

    /// A product of one row reads its matrix: 2048 · (2048 + 2 · 512) weights of two bytes, at 768 GB/s.
    @Test
    void operatorsStandBesideTheRoofline() throws IOException {
        Terminal.Result result = run(
                "trace",
                trace(LAYERS),
                "--model",
                "llama-3.2-1b",
                "--device",
                "a6000",
                "--batch",
                "1",
                "--queries",
                "1",
                "--keys",
                "100",
                "-o",
                "json");
        JsonNode trace = JsonMapper.shared().readTree(result.out());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(trace.get("schema").asString()).isEqualTo("unmask.trace/1");
        JsonNode pass = trace.at("/passes/0");
        assertThat(pass.get("layers").asInt()).isEqualTo(LAYERS);
        JsonNode projection = operator(pass, "qkv_proj");
        assertThat(projection.get("kernels").asInt()).isEqualTo(LAYERS);
        assertThat(projection.get("seconds").asDouble()).isCloseTo(LAYERS * 20e-6, within(1e-9));
        double matrix = LAYERS * 2.0 * 2048 * (2048 + 2 * 512) / 768e9;
        assertThat(projection.get("roof_seconds").asDouble())
                .isGreaterThan(matrix)
                .isCloseTo(matrix, within(0.01 * matrix));
        assertThat(operator(pass, "dispatch").get("seconds").asDouble())
                .isCloseTo((9 * LAYERS + 3) * 1e-6, within(1e-9));
        assertThat(pass.at("/priced/logit_rows").asInt()).isEqualTo(1);
    }

    private static JsonNode operator(JsonNode pass, String name) {
        return pass.get("operators")
                .valueStream()
                .filter(operator -> operator.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whyAPassIsNotPricedIsSaid() throws IOException {
        assertThat(run("trace", trace(4)).out())
                .contains(
                        "1 pass of 4 layers: ", "Not priced: give --model and --device to see the roofline beside it.");
        assertThat(run("trace", trace(4), "--model", "llama-3.2-1b", "--device", "a6000")
                        .out())
                .contains(
                        "Not priced: the trace does not say what a pass computes; give --batch, --queries and --keys.");
        String[] counts = {"--batch", "1", "--queries", "1", "--keys", "9"};
        assertThat(run(joined(List.of("trace", trace(4), "--model", "llama-3.2-1b", "--device", "a6000"), counts))
                        .out())
                .contains("Not priced: the trace has 4 layers, llama-3.2-1b has 16.");
    }

    private static String[] joined(List<String> first, String... more) {
        List<String> all = new ArrayList<>(first);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void badFilesAreNamedAndTheOthersRead() throws IOException {
        String none = Files.writeString(folder.resolve("none.json"), "{}").toString();

        Terminal.Result both = run("trace", none, trace(4), "-o", "csv");
        Terminal.Result alone = run("trace", none);

        assertThat(both.code()).isEqualTo(1);
        assertThat(both.err())
                .isEqualTo("unmask: " + none + ": not a trace of the PyTorch profiler: it has no traceEvents\n");
        assertThat(both.out().lines().findFirst().orElseThrow()).startsWith("file,passes,whole,layers,rows,operator");
        assertThat(alone.code()).isEqualTo(1);
        assertThat(run("trace", trace(4), "--batch", "0").err())
                .isEqualTo("unmask: --batch 0; expected a whole number from 1\n");
        assertThat(run("trace", trace(4), "--device", "a6000").err())
                .isEqualTo("unmask: --device a6000 prices a model; give --model too\n");
        assertThat(run("trace", trace(4), "--model", "llama-3.2-1b").out())
                .contains("Not priced: give --device to see the roofline beside it.");
    }

    /// The sums of a pass: 16 layers of one product of queries, keys and values, 20 microseconds each.
    @Test
    void everyPassIsWrittenAsATimeline() throws IOException {
        Path out = folder.resolve("timeline.json");

        Terminal.Result result = run("trace", trace(LAYERS), "--out", out.toString());

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).isEqualTo("1 passes written to " + out + "\n");
        JsonNode timeline = JsonMapper.shared().readTree(Files.readString(out));
        assertThat(timeline.get("schema").asString()).isEqualTo("unmask.timeline/1");
        assertThat(timeline.get("file").asString()).isEqualTo("trace16.json");
        JsonNode pass = timeline.at("/passes/0");
        assertThat(pass.get("layers").asInt()).isEqualTo(LAYERS);
        assertThat(operator(pass, "qkv_proj").get("kernels").asInt()).isEqualTo(LAYERS);
        assertThat(operator(pass, "qkv_proj").get("seconds").asDouble()).isCloseTo(LAYERS * 20e-6, within(1e-9));
        assertThat(pass.has("rows")).isFalse();
        assertThat(run("trace", trace(4), trace(LAYERS), "--out", out.toString())
                        .err())
                .contains("takes the passes of one trace")
                .hasLineCount(1);
    }

    @Test
    void importSaysWhoReadsTraces() throws IOException {
        assertThat(run("import", trace(4)).err()).endsWith("a trace of the PyTorch profiler; see `unmask trace`\n");
    }
}
