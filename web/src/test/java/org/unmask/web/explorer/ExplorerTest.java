package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.unmask.web.explorer.Questions.ask;
import static org.unmask.web.explorer.Questions.contestant;
import static org.unmask.web.explorer.Questions.json;
import static org.unmask.web.explorer.Questions.pair;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.catalog.choice.Generations;
import org.unmask.cost.predict.Prediction;
import org.unmask.report.json.PredictionJson;
import org.unmask.web.http.Call;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ExplorerTest {
    private static final String LLAMA = "llama-3-8b h200-sxm ar";
    private static final String LLADA = "llada-8b h200-sxm dual-cache:block=32,steps=128";
    private static final List<String> HOSTILE = List.of(
            "<script>hacked=1</script>",
            "\"><img src=x onerror=hacked=1>",
            "javascript:hacked=1",
            "../../../../etc/passwd",
            "/etc/passwd",
            "./config.json",
            "file:///etc/passwd",
            "';hacked=1;//",
            "${jndi:ldap://127.0.0.1/a}",
            "\u0000\u001b[2J\u202e",
            "</title><svg onload=hacked=1>",
            "$(rm -rf .)",
            "`id`",
            "a\r\nSet-Cookie: b=c",
            "{{7*7}}",
            "%00%2e%2e%2f",
            "\ud83d\ude00\u2028\u2029",
            "profile=/etc/passwd",
            "ar:profile=/etc/passwd",
            "diffusion:profile=/etc/passwd");

    private final Routes routes;

    ExplorerTest() throws IOException {
        routes = Questions.routes();
    }

    @Test
    void anAnswerHoldsThePredictionsOfTheCommandLine() {
        ObjectNode question = pair(512, 256, 12, LLAMA, LLADA);
        List<Prediction> predictions = Questions.predictions(question);

        JsonNode answer = json(ask(routes, question));

        assertThat(answer.path("schema").asString()).isEqualTo("unmask.explorer-answer/1");
        for (int i = 0; i < predictions.size(); i++) {
            JsonNode prediction = answer.path("contestants").path(i).path("prediction");
            assertThat(prediction.path("totals"))
                    .isEqualTo(Questions.JSON
                            .readTree(PredictionJson.of(predictions.get(i)).toString())
                            .path("totals"));
            assertThat(prediction.path("cost").isObject()).isTrue();
        }
        assertThat(answer.path("winner").asInt()).isZero();
        assertThat(answer.path("ratio").asDouble())
                .isEqualTo(predictions.getFirst().totals().tokensPerSecond()
                        / predictions.getLast().totals().tokensPerSecond());
        assertThat(answer.has("map")).isFalse();
    }

    @Test
    void dotsLieUnderTheRoof() {
        JsonNode answer = json(ask(routes, pair(512, 256, 12, LLAMA, LLADA)));
        for (JsonNode contestant : answer.path("contestants")) {
            double peak = contestant.path("roof").path("flops_per_second").asDouble();
            double bandwidth = contestant.path("roof").path("bytes_per_second").asDouble();
            double shares = 0;
            for (JsonNode dot : contestant.path("dots")) {
                double roof = Math.min(peak, dot.path("flops_per_byte").asDouble() * bandwidth);
                assertThat(dot.path("flops_per_second").asDouble()).isLessThanOrEqualTo(roof * (1 + 1e-9));
                shares += dot.path("share").asDouble();
            }
            assertThat(shares).isBetween(1 - 1e-9, 1 + 1e-9);
        }
    }

    @Test
    void aMapComesWhereItIsWanted() {
        JsonNode map = json(ask(routes, pair(512, 256, 12, LLAMA, LLADA).put("map", true)))
                .path("map");
        int cells = map.path("batches").size() * map.path("prompt_tokens").size();
        assertThat(cells).isGreaterThanOrEqualTo(100);
        assertThat(map.path("winners")).hasSize(cells);
        assertThat(map.path("leads")).hasSize(cells);
    }

    /// The answer is a number of tokens per pass at which the diffusion model is priced as fast, and slower a little below it.
    @Test
    void theBreakEvenIsWhereTheDiffusionModelKeepsUp() {
        JsonNode answer = json(ask(routes, pair(512, 256, 2, LLAMA, LLADA).put("break_even", true)));
        double rival = answer.path("contestants")
                .path(0)
                .path("prediction")
                .path("totals")
                .path("tokens_per_second")
                .asDouble();
        JsonNode found = answer.path("contestants").path(1).path("break_even");

        assertThat(answer.path("contestants").path(0).path("break_even").isNull())
                .isTrue();
        assertThat(found.path("against").asInt(-1)).isZero();
        assertThat(found.path("answer").asString()).isEqualTo("at");
        double needed = found.path("tokens_per_pass").asDouble();
        assertThat(throughput(found.path("strategy").asString(), needed)).isGreaterThanOrEqualTo(rival);
        assertThat(throughput(found.path("strategy").asString(), 0.99 * needed)).isLessThan(rival);
        assertThat(found.path("sentence").asString()).contains("(TPF*); it commits");
    }

    /// Every number of steps up to the answer is priced as fast, and the next one slower.
    @Test
    void theMostStepsAreTheLastWithWhichItKeepsUp() {
        String words = "llada-8b h200-sxm dual-cache:block=32,steps=";
        JsonNode answer = json(ask(routes, pair(512, 256, 2, LLAMA, words + 128).put("break_even", true)));
        double rival = Questions.predictions(pair(512, 256, 2, LLAMA, words + 128))
                .getFirst()
                .totals()
                .tokensPerSecond();
        JsonNode found = answer.path("contestants").path(1).path("break_even");

        int most = found.path("most_steps").asInt();
        List<Integer> accepted =
                IntStream.rangeClosed(1, 32).map(i -> 8 * i).boxed().toList();
        List<Integer> fast = accepted.stream()
                .filter(steps -> Questions.predictions(pair(512, 256, 2, LLAMA, words + steps))
                                .getLast()
                                .totals()
                                .tokensPerSecond()
                        >= rival)
                .toList();
        assertThat(fast).isNotEmpty().hasSizeLessThan(32);
        assertThat(most).isEqualTo(fast.getLast());
        assertThat(found.path("sentence").asString()).endsWith(" Of fixed steps it may take " + most + " (K*).");
    }

    private static double throughput(String strategy, double tokensPerPass) {
        String words = "llada-8b h200-sxm " + strategy + (strategy.contains(":") ? "," : ":") + "tokens-per-pass="
                + tokensPerPass;
        return Questions.predictions(pair(512, 256, 2, LLAMA, words))
                .getLast()
                .totals()
                .tokensPerSecond();
    }

    @Test
    void whatIsAlwaysOrNeverAsFastSaysSo() {
        JsonNode alone = json(ask(routes, pair(512, 256, 1, LLADA, LLADA).put("break_even", true)));
        JsonNode slow = json(ask(
                        routes,
                        pair(512, 256, 64, LLAMA, "llada-8b a6000 dual-cache:block=32,steps=128")
                                .put("break_even", true)))
                .path("contestants")
                .path(1)
                .path("break_even");
        JsonNode fast = json(ask(
                        routes,
                        pair(
                                        512,
                                        256,
                                        1,
                                        "llama-3-8b a6000 ar",
                                        "llada-moe-7b-a1b h200-sxm block-diffusion:block=32,steps=256")
                                .put("break_even", true)))
                .path("contestants")
                .path(1)
                .path("break_even");

        assertThat(alone.path("contestants").path(0).path("break_even").isNull())
                .isTrue();
        assertThat(slow.path("answer").asString()).isEqualTo("never");
        assertThat(fast.path("answer").asString()).isEqualTo("always");
        assertThat(List.of(slow, fast)).allSatisfy(found -> {
            assertThat(found.path("tokens_per_pass").isNull()).isTrue();
            assertThat(found.path("sentence").asString()).isNotBlank();
        });
    }

    private Reply explain(String words, String operator) {
        ObjectNode question = Questions.JSON
                .createObjectNode()
                .put("prompt_tokens", 512)
                .put("generated_tokens", 256)
                .put("batch", 12)
                .put("operator", operator);
        question.set("contestant", contestant(words));
        return explain(question);
    }

    private Reply explain(ObjectNode question) {
        return routes.answer(new Call("POST", "/api/1/explain", Questions.bytes(question)));
    }

    /// Every dot of the picture is explained, and its seconds are those of the dot.
    @Test
    void everyDotIsExplainedWithTheSecondsItHas() {
        List<String> contestants =
                List.of(LLAMA, LLADA, "llada-moe-7b-a1b h200-sxm dual-cache:block=32,steps=128 eager");
        for (String words : contestants) {
            JsonNode dots = json(ask(routes, pair(512, 256, 12, LLAMA, words)))
                    .path("contestants")
                    .path(1)
                    .path("dots");
            assertThat(dots).isNotEmpty();
            for (JsonNode dot : dots) {
                JsonNode answer = json(explain(words, dot.path("name").asString()));
                JsonNode operator = answer.path("operator");
                assertThat(operator.path("all_passes").path("seconds").asDouble())
                        .isEqualTo(dot.path("seconds").asDouble());
                double seconds = 0;
                for (JsonNode run : operator.path("runs")) {
                    seconds += run.path("calls").asInt() * run.path("seconds").asDouble();
                }
                assertThat(seconds)
                        .isCloseTo(
                                operator.path("seconds").asDouble(),
                                within(1e-12 * operator.path("seconds").asDouble()));
            }
        }
    }

    @Test
    void whatCannotBeExplainedSaysWhy() {
        assertThat(json(explain(LLADA, "qkv_porj")).path("error").asString())
                .isEqualTo("unknown operator 'qkv_porj'; did you mean qkv_proj?");
        assertThat(explain(LLADA, "<script>hacked=1</script>").status()).isEqualTo(400);
        ObjectNode question = Questions.JSON
                .createObjectNode()
                .put("prompt_tokens", 512)
                .put("generated_tokens", 256)
                .put("batch", 12)
                .put("pass", 129);
        question.set("contestant", contestant(LLADA));
        assertThat(json(explain(question)).path("error").asString())
                .isEqualTo("--pass 129; the generation has passes from 1 to 128");
        question.remove("pass");
        question.remove("contestant");
        assertThat(json(explain(question)).path("error").asString()).contains("contestant");
        assertThat(routes.answer(new Call("POST", "/api/1/explain", "[".getBytes(StandardCharsets.UTF_8)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void everySliderPositionIsAccepted() {
        JsonNode choices = json(ask(routes, pair(512, 96, 1, LLAMA, "llada-8b a6000 dual-cache:block=32,steps=96")))
                .path("contestants")
                .path(1)
                .path("choices");
        assertThat(choices.path("block").toString()).isEqualTo("[1,2,3,4,6,8,12,16,24,32,48,96]");
        assertThat(choices.path("steps")).hasSize(32);
        for (JsonNode steps : choices.path("steps")) {
            String strategy = "llada-8b a6000 dual-cache:block=32,steps=" + steps.asInt();
            assertThat(ask(routes, pair(512, 96, 1, LLAMA, strategy)).status()).isEqualTo(200);
        }
    }

    @Test
    void badParametersHaveTheReasonOfTheCommandLine() {
        for (String batch : List.of("0", "-1", "1.5", "1e3", "many", "99999999999")) {
            ObjectNode question = pair(512, 256, 1, LLAMA, LLADA).put("batch", batch);
            refused(
                    question,
                    reason(() -> new Generations(
                                    List.of("ar"), "512", "256", batch, Optional.empty(), Optional.empty(), "active")
                            .items()));
        }
        refused(pair(512, 250, 1, LLAMA, LLADA), "generated length 250 is not a multiple of block=32");
        refused(
                pair(512, 256, 1, LLAMA, "llada-8b h200-sxm dual-cache:block=32,steps=100"),
                "steps=100 is not a multiple of the 8 blocks of 32 tokens");
        refused(pair(512, 256, 1, LLAMA, "llada-9b h200-sxm diffusion"), "unknown model 'llada-9b'");
        refused(pair(512, 256, 1, LLAMA, "llada-8b h300-sxm diffusion"), "unknown device 'h300-sxm'");
        refused(pair(512, 256, 1, LLAMA, "llada-8b h200-sxm diffusoin"), "unknown strategy 'diffusoin'");
        refused(pair(512, 256, 1, LLAMA, "llada-8b h200-sxm diffusion foo"), "unknown profile 'foo'");
        refused(pair(512, 256, 1, LLAMA, "llada-8b h200-sxm diffusion:threshold=0.9"), "tokens-per-pass");
        refused(pair(512, 256, 1, LLAMA, LLADA).put("batch", "1,2"), "give numbers, not lists");
        refused(pair(512, 256, 1, LLAMA, LLADA).put("btach", "1"), "unknown key 'btach'");
        refused(pair(512, 1_000_000_000, 1, LLAMA, LLADA), "the limit is");
    }

    private void refused(ObjectNode question, String reason) {
        Reply reply = ask(routes, question);
        assertThat(reply.status()).as(question.toString()).isEqualTo(400);
        assertThat(json(reply).path("error").asString()).contains(reason);
    }

    private static String reason(Runnable action) {
        try {
            action.run();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("nothing was refused");
    }

    @Test
    void aRefusalNamesTheContestantAndWhereItsSlidersMayStand() {
        JsonNode refusal = json(ask(routes, pair(512, 512, 1, LLAMA, "llada-8b a6000 dual-cache:block=32,steps=8")));

        assertThat(refusal.path("contestant").asInt()).isEqualTo(1);
        assertThat(refusal.path("choices").path("steps").path(0).asInt()).isEqualTo(16);
    }

    @Test
    void fromTwoToSixContestantsAreCompared() {
        ObjectNode question = pair(512, 256, 1, LLAMA, LLADA);
        for (int i = 2; i < 6; i++) {
            question.withArray("contestants").add(contestant(LLADA));
            assertThat(ask(routes, question).status()).isEqualTo(200);
        }
        question.withArray("contestants").add(contestant(LLADA));
        refused(question, "7 contestants; expected from 2 to 6");
        assertThat(json(ask(routes, pair(512, 256, 1, LLADA, LLADA)))
                        .path("headline")
                        .asString())
                .isEqualTo("llada-8b and llada-8b #2 are equally fast.");
    }

    @Test
    void ownModelsAndDevicesArePriced() {
        ObjectNode question = pair(128, 64, 1, "mine my-gpu ar", "llada-8b my-gpu diffusion");
        question.putArray("models").addObject().put("name", "mine").set("config", config());
        question.putArray("devices").add(device("my-gpu", "<b>My GPU</b>"));

        JsonNode answer = json(ask(routes, question));

        assertThat(answer.path("contestants")
                        .path(0)
                        .path("prediction")
                        .path("model")
                        .asString())
                .isEqualTo("mine");
        assertThat(answer.path("contestants").path(0).path("roof").path("name").asString())
                .isEqualTo("<b>My GPU</b>");
        assertThat(answer.path("contestants").path(0).path("command").asString())
                .contains("--model ./mine.json --device ./my-gpu.json");
    }

    @Test
    void ownFilesAreGuardedAsFilesAre() {
        ObjectNode question = pair(128, 64, 1, "mine h200-sxm ar", LLADA);
        ObjectNode config = config();
        config.put("num_key_value_heads", 0);
        question.putArray("models").addObject().put("name", "mine").set("config", config);
        refused(question, "num_key_value_heads: 0; expected a whole number from 1");

        ObjectNode sparse = pair(128, 64, 1, "llama-3-8b my-gpu ar", LLADA);
        ObjectNode device = device("my-gpu", "x");
        ((ObjectNode) device.path("flops_per_second").path("bf16")).put("dense", false);
        sparse.putArray("devices").add(device);
        refused(sparse, "a sparse rate is not one of dense arithmetic");

        ObjectNode taken = pair(128, 64, 1, LLAMA, LLADA);
        taken.putArray("devices").add(device("h200-sxm", "x"));
        refused(taken, "device 'h200-sxm' is there already");
    }

    private static ObjectNode config() {
        return Questions.JSON
                .createObjectNode()
                .put("model_type", "llama")
                .put("hidden_size", 1024)
                .put("intermediate_size", 2816)
                .put("num_hidden_layers", 8)
                .put("num_attention_heads", 16)
                .put("num_key_value_heads", 16)
                .put("vocab_size", 32000)
                .put("max_position_embeddings", 4096)
                .put("rms_norm_eps", 1e-5)
                .put("hidden_act", "silu")
                .put("rope_theta", 10000.0)
                .put("tie_word_embeddings", false);
    }

    private static ObjectNode device(String id, String name) {
        ObjectNode root = Questions.JSON
                .createObjectNode()
                .put("schema", "unmask.device/1")
                .put("id", id)
                .put("name", name);
        root.putObject("flops_per_second")
                .putObject("bf16")
                .put("value", 1e14)
                .put("dense", true)
                .put("source", "mine");
        root.putObject("memory_bytes_per_second").put("value", 1e12).put("source", "mine");
        root.putObject("memory_bytes").put("value", 24e9).put("source", "mine");
        return root;
    }

    /// A thousand strings in every place that takes text. Each ends in an answer of JSON; none names a file that is read,
    /// and a command that holds one is one word of a shell.
    @Test
    void hostileStringsAreTextOnly() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            String text = hostile(random, i);
            ObjectNode question = pair(128, 64, 1, LLAMA, LLADA);
            ObjectNode contestant = (ObjectNode) question.path("contestants").path(0);
            switch (i % 8) {
                case 0 -> contestant.put("model", text);
                case 1 -> contestant.put("device", text);
                case 2 -> contestant.put("strategy", text);
                case 3 -> contestant.put("profile", text);
                case 4 -> contestant.put("tensor_parallel", 2).put("link", text);
                case 5 -> question.putArray("devices").add(device("my-gpu", text));
                case 6 ->
                    question.putArray("models").addObject().put("name", text).set("config", config());
                default ->
                    question.putArray("models")
                            .addObject()
                            .put("name", "mine")
                            .set("config", config().put("model_type", text));
            }
            Reply reply = ask(routes, question);
            assertThat(reply.status()).as(text).isIn(200, 400);
            assertThat(reply.type()).startsWith("application/json");
            assertThat(json(reply).toString()).doesNotContain("root:x:0:0");
        }
    }

    private static String hostile(Random random, int index) {
        StringBuilder text = new StringBuilder(HOSTILE.get(index % HOSTILE.size()));
        for (int i = random.nextInt(4); i > 0; i--) {
            text.insert(random.nextInt(text.length() + 1), HOSTILE.get(random.nextInt(HOSTILE.size())));
        }
        return index < HOSTILE.size() ? HOSTILE.get(index) : text.toString();
    }

    @Test
    void bodiesThatAreNoQuestionAreRefused() {
        for (String body :
                List.of("", "[]", "null", "{", "{}", "{\"a\":\"a\",\"a\":1}", "[".repeat(100_000), "\u0000")) {
            Reply reply = ask(routes, body.getBytes(StandardCharsets.UTF_8));
            assertThat(reply.status()).isEqualTo(400);
            assertThat(json(reply).path("error").asString()).startsWith("the request: ");
        }
    }

    @Test
    void theCatalogueListsWhatThereIs() {
        JsonNode catalog = json(routes.answer(new Call("GET", "/api/1/catalog", new byte[0])));
        assertThat(catalog.path("models").findValuesAsString("id")).contains("llama-3-8b", "llada-8b");
        assertThat(catalog.path("devices").findValuesAsString("id")).contains("h200-sxm");
        assertThat(catalog.path("profiles").findValuesAsString("id")).contains("roofline");
        assertThat(catalog.path("strategies").path(0).path("id").asString()).isEqualTo("ar");
        assertThat(catalog.findValues("problem")).isEmpty();
    }
}
