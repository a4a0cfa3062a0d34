package org.unmask.app.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Upkeep;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What other programs read: keys, their order and their types are a contract.
class FormatsTest {
    private static final int PAGE_WIDTH = 100;
    /// All columns of the table below fit.
    private static final int TABLE_WIDTH = 120;
    private static final Upkeep UPKEEP = new Upkeep(
            Optional.of(new Figure(300, "https://power.example")),
            Optional.empty(),
            Optional.of(new Figure(1.08, "a friend")));

    @TempDir
    private Path empty;

    private Prediction predict(String model, String strategy, int batch) throws IOException {
        Catalog catalog = new Catalog(empty, empty);
        return Prediction.of(Scenario.of(
                        catalog.model(model).model(),
                        catalog.device("a6000").device(),
                        StrategySpec.parse(strategy),
                        new Request(batch, 128, 64, LogitRows.ACTIVE),
                        DType.BFLOAT16)
                .with(UPKEEP));
    }

    private static JsonNode json(List<Prediction> predictions) {
        return JsonMapper.shared().readTree(Formats.json(predictions.stream()));
    }

    /// `key type` of every entry: text, whole, real, truth, object or array.
    private static List<String> shape(JsonNode object) {
        return object.properties().stream()
                .map(entry -> entry.getKey() + " " + type(entry.getValue()))
                .toList();
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "text";
            case BOOLEAN -> "truth";
            case NUMBER -> value.isIntegralNumber() ? "whole" : "real";
            case ARRAY -> "array";
            case OBJECT -> "object";
            case BINARY, MISSING, NULL, POJO -> "other";
        };
    }

    @Test
    void onePredictionIsAnObjectWithExactlyTheseKeys() throws IOException {
        JsonNode root = json(List.of(predict("llada-8b", "dual-cache:block=32,steps=16", 2)));

        assertThat(shape(root))
                .containsExactly(
                        "schema text",
                        "model text",
                        "device text",
                        "strategy text",
                        "logits text",
                        "profile text",
                        "dtype text",
                        "weight_dtype text",
                        "activation_dtype text",
                        "kv_dtype text",
                        "batch whole",
                        "prompt_tokens whole",
                        "generated_tokens whole",
                        "deployment object",
                        "totals object",
                        "memory object",
                        "energy object",
                        "cost object",
                        "phases array",
                        "operators array");
        assertThat(shape(root.get("deployment")))
                .containsExactly(
                        "devices whole",
                        "tensor_parallel whole",
                        "pipeline_parallel whole",
                        "expert_parallel whole",
                        "link other");
        assertThat(shape(root.get("energy")))
                .containsExactly("joules real", "joules_per_token real", "watts real", "assumption text");
        assertThat(shape(root.get("cost")))
                .containsExactly("dollars_per_million_tokens real", "dollars_per_hour real", "source text");
        assertThat(shape(root.get("totals")))
                .containsExactly(
                        "passes whole",
                        "matmul_flops whole",
                        "flops whole",
                        "bytes_read whole",
                        "bytes_written whole",
                        "weight_bytes whole",
                        "kv_bytes whole",
                        "arithmetic_intensity real",
                        "seconds real",
                        "first_token_seconds real",
                        "tokens_per_second real",
                        "tokens_per_pass real",
                        "matmul_flops_per_token real",
                        "link_bytes whole",
                        "tokens_per_second_per_user real",
                        "tokens_per_second_per_device real");
        assertThat(shape(root.get("memory")))
                .containsExactly(
                        "weight_bytes whole",
                        "kv_cache_bytes whole",
                        "activation_bytes whole",
                        "logit_bytes whole",
                        "total_bytes whole",
                        "capacity_bytes whole",
                        "fits truth",
                        "largest_batch whole");
        assertThat(root.get("phases"))
                .hasSize(2)
                .allSatisfy(phase -> assertThat(shape(phase))
                        .containsExactly(
                                "name text",
                                "passes whole",
                                "queries whole",
                                "context_first whole",
                                "context_last whole",
                                "seconds real"));
        assertThat(root.get("operators"))
                .hasSize(15)
                .allSatisfy(operator -> assertThat(shape(operator))
                        .containsExactly(
                                "name text",
                                "calls whole",
                                "matmul_flops whole",
                                "bytes whole",
                                "seconds real",
                                "bound text",
                                "link_bytes whole"));
    }

    @Test
    void theValuesSayWhatWasAsked() throws IOException {
        JsonNode root = json(List.of(predict("llada-8b", "dual-cache:block=32,steps=16", 2)));

        assertThat(root.get("schema").asString()).isEqualTo("unmask.prediction/1");
        assertThat(root.get("model").asString()).isEqualTo("llada-8b");
        assertThat(root.get("device").asString()).isEqualTo("a6000");
        assertThat(root.get("strategy").asString()).isEqualTo("dual-cache:block=32,steps=16");
        assertThat(root.get("logits").asString()).isEqualTo("active");
        assertThat(root.get("profile").asString()).isEqualTo("roofline");
        assertThat(root.get("dtype").asString()).isEqualTo("bf16");
        assertThat(root.get("batch").asInt()).isEqualTo(2);
        assertThat(root.get("prompt_tokens").asInt()).isEqualTo(128);
        assertThat(root.get("generated_tokens").asInt()).isEqualTo(64);
        assertThat(root.get("phases").get(0).get("name").asString()).isEqualTo("refresh");
        assertThat(root.get("phases").get(1).get("context_first").asInt()).isEqualTo(160);
        JsonNode memory = root.get("memory");
        assertThat(memory.get("capacity_bytes").asLong()).isEqualTo(48_000_000_000L);
        assertThat(memory.get("total_bytes").asLong())
                .isEqualTo(memory.get("weight_bytes").asLong()
                        + memory.get("kv_cache_bytes").asLong()
                        + memory.get("activation_bytes").asLong()
                        + memory.get("logit_bytes").asLong());
    }

    /// 300 W and 1.08 dollars an hour, 0.0003 dollars a second.
    @Test
    void energyAndMoneyFollowFromTheTime() throws IOException {
        JsonNode root = json(List.of(predict("llada-8b", "dual-cache:block=32,steps=16", 2)));
        double seconds = root.get("totals").get("seconds").asDouble();

        assertThat(root.get("energy").get("joules").asDouble()).isCloseTo(300 * seconds, within(1e-9));
        assertThat(root.get("energy").get("joules_per_token").asDouble()).isCloseTo(300 * seconds / 128, within(1e-9));
        assertThat(root.get("energy").get("watts").asDouble()).isEqualTo(300);
        assertThat(root.get("energy").get("assumption").asString()).contains("full board power", "upper bound");
        assertThat(root.get("cost").get("dollars_per_million_tokens").asDouble())
                .isCloseTo(300 * seconds / 128, within(1e-9));
        assertThat(root.get("cost").get("dollars_per_hour").asDouble()).isEqualTo(1.08);
        assertThat(root.get("cost").get("source").asString()).isEqualTo("a friend");
        assertThat(root.get("totals").get("tokens_per_second_per_user").asDouble())
                .isCloseTo(64 / seconds, within(1e-9));
        assertThat(root.get("totals").get("tokens_per_second_per_device").asDouble())
                .isCloseTo(128 / seconds, within(1e-9));
    }

    @Test
    void whatIsNotKnownIsNullWithAReason() throws IOException {
        Prediction prediction =
                Prediction.of(predict("llama-3-8b", "ar", 1).scenario().with(Upkeep.UNKNOWN));

        JsonNode root = json(List.of(prediction));
        assertThat(root.get("energy").isNull()).isTrue();
        assertThat(root.get("energy_missing").asString()).contains("board power", "a6000");
        assertThat(root.get("cost").isNull()).isTrue();
        assertThat(root.get("cost_missing").asString()).contains("price", "a6000");
        assertThat(Formats.csv(Stream.of(prediction))).endsWith(",,,,\n");
        assertThat(Formats.text(Stream.of(prediction), PAGE_WIDTH))
                .contains("no board power of a6000", "no price of a6000");
    }

    /// A sequence takes 191 keys of 131,072 bytes, 128 tokens of 2·(4096 + 3·14336) in the prefill and 128,256 logits of
    /// 6 bytes: 37,862,912 bytes. Beside the weights there is room for 843.
    @Test
    void theLargestBatchFillsTheMemory() throws IOException {
        assertThat(json(List.of(predict("llama-3-8b", "ar", 7)))
                        .get("memory")
                        .get("largest_batch")
                        .asInt())
                .isEqualTo(843);
        assertThat(predict("llama-3-8b", "ar", 843).fits()).isTrue();
        assertThat(predict("llama-3-8b", "ar", 844).fits()).isFalse();
    }

    @Test
    void aModelThatIsTooLargeIsPricedAllTheSame() throws IOException {
        JsonNode root = json(List.of(predict("qwen2.5-32b", "ar", 1)));

        assertThat(root.get("memory").get("fits").asBoolean()).isFalse();
        assertThat(root.get("memory").get("largest_batch").asInt()).isZero();
        assertThat(root.get("totals").get("seconds").asDouble()).isPositive();
    }

    @Test
    void severalPredictionsAreAnArray() throws IOException {
        JsonNode root = json(List.of(predict("llada-8b", "diffusion", 1), predict("llama-3-8b", "ar", 1)));

        assertThat(root.isArray()).isTrue();
        assertThat(root).extracting(each -> each.get("model").asString()).containsExactly("llada-8b", "llama-3-8b");
    }

    @Test
    void typesAreNamedOneByOneAndByTheOneOfArithmetic() throws IOException {
        Scenario uniform = predict("llama-3-8b", "ar", 1).scenario();
        DTypes types = new DTypes(DType.BFLOAT16, DType.INT4, DType.INT8);
        Prediction mixed = Prediction.of(
                Scenario.of(uniform.model(), uniform.device(), uniform.strategy(), uniform.request(), types));

        JsonNode root = json(List.of(mixed));
        assertThat(root.get("dtype").asString()).isEqualTo("bf16");
        assertThat(root.get("weight_dtype").asString()).isEqualTo("int4");
        assertThat(root.get("activation_dtype").asString()).isEqualTo("bf16");
        assertThat(root.get("kv_dtype").asString()).isEqualTo("int8");
        assertThat(root.get("memory").get("weight_bytes").asLong()).isEqualTo(8_030_261_248L / 32 * 18);
        assertThat(Formats.text(Stream.of(mixed), PAGE_WIDTH))
                .contains("int4 weights, bf16 activations, int8 keys and values")
                .contains("ridge of the device 202");
    }

    @Test
    void csvHasALinePerPredictionAndTheFiguresOfTheJson() throws IOException {
        List<Prediction> predictions =
                List.of(predict("llama-3-8b", "ar", 4), predict("llada-8b", "dual-cache:block=32,steps=16", 1));

        List<String> lines = Formats.csv(predictions.stream()).lines().toList();

        assertThat(lines).hasSize(3);
        List<String> header = fields(lines.getFirst());
        for (int i = 0; i < predictions.size(); i++) {
            List<String> row = fields(lines.get(1 + i));
            assertThat(row).hasSameSizeAs(header);
            JsonNode json = json(List.of(predictions.get(i)));
            for (String key : List.of(
                    "model",
                    "device",
                    "strategy",
                    "logits",
                    "profile",
                    "dtype",
                    "weight_dtype",
                    "activation_dtype",
                    "kv_dtype")) {
                assertThat(row.get(header.indexOf(key))).isEqualTo(json.get(key).asString());
            }
            for (String key : List.of("batch", "prompt_tokens", "generated_tokens")) {
                assertThat(row.get(header.indexOf(key))).isEqualTo(json.get(key).toString());
            }
            for (var total : json.get("totals").properties()) {
                if (!total.getKey().equals("matmul_flops_per_token")) {
                    assertThat(Double.parseDouble(row.get(header.indexOf(total.getKey()))))
                            .isEqualTo(total.getValue().asDouble());
                }
            }
            assertThat(row.get(header.indexOf("memory_bytes")))
                    .isEqualTo(json.get("memory").get("total_bytes").toString());
            assertThat(row.get(header.indexOf("largest_batch")))
                    .isEqualTo(json.get("memory").get("largest_batch").toString());
            for (String key : List.of("joules", "joules_per_token")) {
                assertThat(row.get(header.indexOf(key)))
                        .isEqualTo("" + json.get("energy").get(key).asDouble());
            }
            for (String key : List.of("dollars_per_hour", "dollars_per_million_tokens")) {
                assertThat(row.get(header.indexOf(key)))
                        .isEqualTo("" + json.get("cost").get(key).asDouble());
            }
            assertThat(row.get(header.indexOf("tensor_parallel"))).isEqualTo("1");
            assertThat(row.get(header.indexOf("link"))).isEqualTo("none");
            assertThat(row.get(header.indexOf("fits")))
                    .isEqualTo(json.get("memory").get("fits").toString());
        }
    }

    /// The fields of a line as RFC 4180 has them.
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ar",
                "diffusion:steps=64",
                "dual-cache:block=32,steps=16",
                "block-diffusion:block=32,threshold=0.9,tokens-per-pass=3.5"
            })
    void aPageFitsTheTerminal(String strategy) throws IOException {
        String page = Formats.text(Stream.of(predict("llada-8b", strategy, 4096)), 80);

        assertThat(page).contains(strategy, "DOES NOT FIT", "tokens/s", "https://huggingface.co/GSAI-ML/");
        assertFits(page, 80);
    }

    @Test
    void aPageOfSeveralDevicesFitsTheTerminal() throws IOException {
        Deployment.Link link = new Deployment.Link("nvlink-bridge", 56.25e9, 3e-6, "https://link.example");
        Prediction prediction =
                Prediction.of(predict("llada-8b", "diffusion", 64).scenario().on(new Deployment(8, 4, link)));
        String page = Formats.text(Stream.of(prediction), 80);

        assertThat(page)
                .contains("32 x NVIDIA RTX A6000", "tensor parallel 8, pipeline parallel 4, link nvlink-bridge")
                .contains("all_reduce", "stage_send", "https://link.example");
        assertFits(page, 80);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 80, 120, 200})
    void aTableFitsTheTerminal(int width) throws IOException {
        List<Prediction> predictions = List.of(
                predict("llama-3-8b", "ar", 4096),
                predict("llada-8b", "diffusion:steps=64", 1),
                predict("llada-8b", "dual-cache:block=32,steps=16", 4096));
        String table = Formats.text(predictions.stream(), width);

        assertThat(table.lines().skip(1))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        assertThat(table).contains("strategy").contains("In all rows: device a6000");
        if (width < TABLE_WIDTH) {
            assertThat(table).contains("more column").contains("--format csv");
        } else {
            assertThat(table).doesNotContain("more column").contains("FLOP/B");
        }
    }

    @Test
    void hostileNamesAreHarmlessInEveryFormat() throws IOException {
        Scenario known = predict("llada-8b", "diffusion:steps=64", 1).scenario();
        Model model = new Model(
                "=cmd|'/c calc'!A1",
                "\u001b[31mred",
                known.model().family(),
                known.model().architecture(),
                known.model().maskToken(),
                known.model().endTokens(),
                known.model().shiftedLogits(),
                known.model().source());
        Prediction hostile =
                Prediction.of(Scenario.of(model, known.device(), known.strategy(), known.request(), DType.BFLOAT16));

        assertThat(Formats.csv(Stream.of(hostile)).lines().skip(1))
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("\"'=cmd|'/c calc'!A1\",a6000,");
        assertThat(json(List.of(hostile)).get("model").asString()).isEqualTo("=cmd|'/c calc'!A1");
    }

    /// An address cannot be broken; a line may exceed the terminal for one alone.
    private static void assertFits(String text, int width) {
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line.length() <= width
                                || line.matches("(sources: model|\\s+(device|power|link))?\\s*\\S+"))
                        .as(line)
                        .isTrue());
    }
}
