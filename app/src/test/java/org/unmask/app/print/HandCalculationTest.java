package org.unmask.app.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Upkeep;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whole predictions, as printed, against calculations made without the product: sizes from the published
/// configurations, passes from the published algorithms, work from [HandCount].
class HandCalculationTest {
    private static final double A6000_FLOPS = 154.8e12;
    private static final double A6000_BANDWIDTH = 768e9;

    @TempDir
    private Path empty;

    private static HandCount llada() {
        return new HandCount(32, 4096, 32, 32, 128, 12288, 126464, false, false, A6000_FLOPS, A6000_BANDWIDTH);
    }

    private static HandCount llama() {
        return new HandCount(32, 4096, 32, 8, 128, 14336, 128256, false, false, A6000_FLOPS, A6000_BANDWIDTH);
    }

    private static HandCount qwen2() {
        return new HandCount(28, 3584, 28, 4, 128, 18944, 152064, true, false, A6000_FLOPS, A6000_BANDWIDTH);
    }

    private static HandCount qwen3() {
        return new HandCount(36, 4096, 32, 8, 128, 12288, 151936, false, true, A6000_FLOPS, A6000_BANDWIDTH);
    }

    private Prediction predict(String model, String strategy, Request request) throws IOException {
        Catalog catalog = new Catalog(empty, empty);
        return Prediction.of(Scenario.of(
                catalog.model(model).model(),
                catalog.device("a6000").device(),
                StrategySpec.parse(strategy),
                request,
                DType.BFLOAT16));
    }

    private static JsonNode json(Prediction prediction) {
        return JsonMapper.shared().readTree(Formats.json(Stream.of(prediction)));
    }

    /// Every figure of the totals and of every operator.
    private static void compare(JsonNode json, HandCount expected, int passes) {
        JsonNode totals = json.get("totals");
        double matmul = expected.total(HandCount.MATMUL);
        double read = expected.total(HandCount.READ);
        double written = expected.total(HandCount.WRITTEN);
        double seconds = expected.total(HandCount.SECONDS);
        double tokens =
                json.get("batch").asDouble() * json.get("generated_tokens").asDouble();
        assertThat(totals.get("passes").asInt()).isEqualTo(passes);
        assertThat(totals.get("matmul_flops").asDouble()).isEqualTo(matmul);
        assertThat(totals.get("flops").asDouble()).isEqualTo(matmul + expected.total(HandCount.OTHER));
        assertThat(totals.get("bytes_read").asDouble()).isEqualTo(read);
        assertThat(totals.get("bytes_written").asDouble()).isEqualTo(written);
        assertThat(totals.get("weight_bytes").asDouble()).isEqualTo(expected.total(HandCount.WEIGHTS));
        assertThat(totals.get("kv_bytes").asDouble()).isEqualTo(expected.total(HandCount.KEYS_AND_VALUES));
        close(totals.get("arithmetic_intensity"), matmul / (read + written));
        close(totals.get("seconds"), seconds);
        close(totals.get("tokens_per_second"), tokens / seconds);
        close(totals.get("tokens_per_pass"), json.get("generated_tokens").asDouble() / passes);
        close(totals.get("matmul_flops_per_token"), matmul / tokens);
        assertThat(json.get("operators").values().stream()
                        .map(operator -> operator.get("name").asString())
                        .toList())
                .containsExactlyElementsOf(expected.rows().keySet());
        for (JsonNode operator : json.get("operators")) {
            String name = operator.get("name").asString();
            double[] row = Objects.requireNonNull(expected.rows().get(name));
            double bytes = row[HandCount.READ] + row[HandCount.WRITTEN];
            assertThat(operator.get("calls").asDouble()).as(name).isEqualTo(row[HandCount.CALLS]);
            assertThat(operator.get("matmul_flops").asDouble()).as(name).isEqualTo(row[HandCount.MATMUL]);
            assertThat(operator.get("bytes").asDouble()).as(name).isEqualTo(bytes);
            close(operator.get("seconds"), row[HandCount.SECONDS]);
            boolean compute = (row[HandCount.MATMUL] + row[HandCount.OTHER]) / A6000_FLOPS > bytes / A6000_BANDWIDTH;
            assertThat(operator.get("bound").asString()).as(name).isEqualTo(compute ? "compute" : "memory");
        }
    }

    private static void close(JsonNode actual, double expected) {
        assertThat(actual.asDouble()).isCloseTo(expected, within(expected * 1e-9));
    }

    /// 256 full passes over 128 + 512 positions, every row through the LM head. The numbers below were worked out
    /// outside Java.
    @Test
    void lladaOverTheFullCanvas() throws IOException {
        HandCount expected = llada();
        for (int step = 0; step < 256; step++) {
            expected.pass(1, 640, 0, 640 * 640, 640);
        }

        JsonNode json = json(predict("llada-8b", "diffusion:steps=256", new Request(1, 128, 512, LogitRows.ALL)));

        compare(json, expected, 256);
        JsonNode totals = json.get("totals");
        assertThat(totals.get("matmul_flops").asLong()).isEqualTo(2_511_696_874_700_800L);
        assertThat(totals.get("flops").asLong()).isEqualTo(2_512_985_029_345_280L);
        assertThat(totals.get("bytes_read").asLong()).isEqualTo(4_872_072_069_120L);
        assertThat(totals.get("bytes_written").asLong()).isEqualTo(946_068_520_960L);
        assertThat(totals.get("weight_bytes").asLong()).isEqualTo(3_840_105_512_960L);
        assertThat(totals.get("kv_bytes").asLong()).isEqualTo(85_899_345_920L);
        assertThat(totals.get("seconds").asDouble()).isCloseTo(17.576_281, within(1e-6));
        assertThat(totals.get("arithmetic_intensity").asDouble()).isCloseTo(431.700_959, within(1e-6));
        assertThat(totals.get("first_token_seconds").asDouble()).isCloseTo(17.576_281 / 256, within(1e-6));
        Map<String, Double> seconds = Map.of(
                "embed", 0.003_495_253,
                "qkv_proj", 3.409_338_381,
                "attention", 0.358_607_573,
                "gate_up_proj", 6.818_676_761,
                "swiglu", 0.503_316_480,
                "lm_head", 1.096_492_943,
                "select", 0.053_959_680);
        for (JsonNode operator : json.get("operators")) {
            Double value = seconds.get(operator.get("name").asString());
            if (value != null) {
                assertThat(operator.get("seconds").asDouble()).isCloseTo(value, within(1e-9));
            }
        }
    }

    /// One causal pass over 2048, then 63 passes of one query that sees itself and everything before it.
    @Test
    void llamaOneTokenAtATime() throws IOException {
        HandCount expected = llama();
        expected.pass(1, 2048, 0, 2048 * 2049 / 2, 1);
        for (int token = 1; token < 64; token++) {
            expected.pass(1, 1, 2047 + token, 2048 + token, 1);
        }

        Prediction prediction = predict("llama-3-8b", "ar", new Request(1, 2048, 64, LogitRows.ACTIVE));

        compare(json(prediction), expected, 64);
        List<PassTime> passes = prediction.timeline().passes();
        assertThat(prediction.timeline().firstTokenSeconds())
                .isEqualTo(passes.getFirst().seconds());
        assertThat(passes.subList(1, 64))
                .allSatisfy(
                        pass -> assertThat(pass.work().arithmeticIntensity()).isCloseTo(1.05, within(0.01)));
    }

    /// Two blocks of 32, eight passes each, four tokens a pass: first everything, then the block against the cache.
    @Test
    void lladaWithDualCache() throws IOException {
        HandCount expected = llada();
        for (int block = 0; block < 2; block++) {
            expected.pass(1, 164, 0, 164 * 164, 32);
            for (int step = 1; step < 8; step++) {
                expected.pass(1, 32, 132, 32 * 164, 32 - 4 * step);
            }
        }

        compare(
                json(predict("llada-8b", "dual-cache:block=32,steps=16", new Request(1, 100, 64, LogitRows.ACTIVE))),
                expected,
                16);
    }

    /// Likewise, with the block and everything after it recomputed, logits of all generated positions among them.
    @Test
    void lladaWithPrefixCache() throws IOException {
        HandCount expected = llada();
        for (int block = 0; block < 2; block++) {
            expected.pass(1, 164, 0, 164 * 164, 64);
            int rest = 64 - 32 * block;
            for (int step = 1; step < 8; step++) {
                expected.pass(1, rest, 164 - rest, rest * 164L, rest);
            }
        }

        compare(
                json(predict(
                        "llada-8b", "prefix-cache:block=32,steps=16", new Request(1, 100, 64, LogitRows.GENERATED))),
                expected,
                16);
    }

    /// Blocks begin at 0, 32, 64, ...: the prompt of 100 fills three, and 4 positions of the first decoded block.
    /// A pass commits four tokens; 28, 32 and 32 masks make 7, 8 and 8 passes. Each block is computed once more.
    @Test
    void lladaInBlocks() throws IOException {
        HandCount expected = llada();
        expected.pass(3, 96, 0, 32 * 32 + 32 * 64 + 32 * 96, 0);
        for (int context : new int[] {96, 128, 160}) {
            for (int masks = context == 96 ? 28 : 32; masks > 0; masks -= 4) {
                expected.pass(3, 32, context, 32L * (context + 32), masks);
            }
            expected.pass(3, 32, context, 32L * (context + 32), 0);
        }

        compare(
                json(predict(
                        "llada-8b", "block-diffusion:block=32,steps=16", new Request(3, 100, 64, LogitRows.ACTIVE))),
                expected,
                1 + 7 + 8 + 8 + 3);
    }

    /// Seven query heads share a key head, and the three projections have biases.
    @Test
    void qwen2HasBiasesAndSharedHeads() throws IOException {
        HandCount expected = qwen2();
        expected.pass(3, 50, 0, 50 * 51 / 2, 1);
        for (int token = 1; token < 10; token++) {
            expected.pass(3, 1, 49 + token, 50 + token, 1);
        }

        compare(json(predict("qwen2.5-7b", "ar", new Request(3, 50, 10, LogitRows.ACTIVE))), expected, 10);
    }

    /// Logits of all rows: those of the prompt too.
    @Test
    void qwen3NormsQueriesAndKeys() throws IOException {
        HandCount expected = qwen3();
        expected.pass(3, 50, 0, 50 * 51 / 2, 50);
        for (int token = 1; token < 10; token++) {
            expected.pass(3, 1, 49 + token, 50 + token, 1);
        }

        compare(json(predict("qwen3-8b", "ar", new Request(3, 50, 10, LogitRows.ALL))), expected, 10);
    }

    /// Where logits would decide, the assumed average does: two tokens a pass halve the passes of a block of 16.
    @Test
    void anAssumedAverageMakesThePasses() throws IOException {
        HandCount expected = qwen3();
        for (int block = 0; block < 2; block++) {
            for (int masks = 16; masks > 0; masks -= 2) {
                expected.pass(2, 60, 0, 60 * 60, masks);
            }
        }

        compare(
                json(predict(
                        "qwen3-8b",
                        "diffusion:block=16,threshold=0.9,tokens-per-pass=2",
                        new Request(2, 28, 32, LogitRows.ACTIVE))),
                expected,
                16);
    }

    /// Four H100s: each has a quarter of the heads, of the MLP and of the vocabulary. Per pass 65 sums of T·4096 values, of
    /// which each device sends 2·3/4 in 6 messages, and 8 bytes of each row to 3 others in 3 messages.
    @Test
    void llamaOnFourDevices() throws IOException {
        HandCount share = new HandCount(32, 4096, 8, 2, 128, 3584, 32064, false, false, 989.5e12, 3.35e12);
        share.pass(2, 100, 0, 100 * 101 / 2, 1);
        share.pass(2, 1, 100, 101, 1);
        share.pass(2, 1, 101, 102, 1);
        double seconds = share.total(HandCount.SECONDS);
        double sent = 0;
        for (long tokens : new long[] {200, 2, 2}) {
            double sum = 1.5 * tokens * 4096 * 2;
            double gather = 3 * 8 * 2;
            seconds += 65 * (sum / 450e9 + 6 * 3e-6) + gather / 450e9 + 3 * 3e-6;
            sent += 65 * sum + gather;
        }
        Catalog catalog = new Catalog(empty, empty);
        CatalogDevice h100 = catalog.device("h100-sxm");
        JsonNode json = json(Prediction.of(Scenario.of(
                        catalog.model("llama-3-8b").model(),
                        h100.device(),
                        StrategySpec.parse("ar"),
                        new Request(2, 100, 3, LogitRows.ACTIVE),
                        DType.BFLOAT16)
                .on(new Deployment(4, 1, h100.link()))
                .with(new Upkeep(h100.boardPowerWatts(), h100.idleWatts(), Optional.of(new Figure(4, "by hand"))))));

        JsonNode totals = json.get("totals");
        assertThat(totals.get("matmul_flops").asDouble()).isEqualTo(4 * share.total(HandCount.MATMUL));
        assertThat(totals.get("bytes_read").asDouble()).isEqualTo(4 * share.total(HandCount.READ));
        assertThat(totals.get("bytes_written").asDouble()).isEqualTo(4 * share.total(HandCount.WRITTEN));
        assertThat(totals.get("weight_bytes").asDouble()).isEqualTo(4 * share.total(HandCount.WEIGHTS));
        assertThat(totals.get("kv_bytes").asDouble()).isEqualTo(4 * share.total(HandCount.KEYS_AND_VALUES));
        assertThat(totals.get("link_bytes").asDouble()).isEqualTo(4 * sent);
        close(totals.get("seconds"), seconds);
        close(totals.get("tokens_per_second_per_user"), 3 / seconds);
        close(totals.get("tokens_per_second_per_device"), 6 / seconds / 4);
        close(json.get("energy").get("joules"), 4 * 700 * seconds);
        close(json.get("cost").get("dollars_per_million_tokens"), 16 / 3600.0 * seconds / 6 * 1e6);
        assertThat(json.get("deployment").get("devices").asInt()).isEqualTo(4);
        assertThat(json.get("deployment").get("link").get("latency_seconds").asDouble())
                .as("an all-reduce between two devices took 6 µs, which is two messages")
                .isEqualTo(3e-6);
    }
}
