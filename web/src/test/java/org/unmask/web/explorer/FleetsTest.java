package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.unmask.web.http.Call;
import org.unmask.web.http.Reply;
import org.unmask.web.http.Routes;
import tools.jackson.databind.JsonNode;

/// What the page asks about fleets.
class FleetsTest {
    private static final String PAIR = """
            {"model": "llama-3-8b", "device": "h200-sxm", "strategy": "ar"},
            {"model": "llada-8b", "device": "h200-sxm", "strategy": "%s"}""";
    private static final String CACHED = PAIR.formatted("dual-cache:block=32,tokens-per-pass=4");

    private final Routes routes = Questions.routes();

    FleetsTest() throws IOException {}

    private Reply ask(String keys, String contestants) {
        String question = "{" + keys + ", \"contestants\": [" + contestants + "]}";
        return routes.answer(new Call("POST", "/api/1/fleet", question.getBytes(StandardCharsets.UTF_8)));
    }

    private static String traffic(String rate, String slo) {
        return "\"prompt_tokens\": 256, \"generated_tokens\": 64, \"requests_per_second\": " + rate + ", \"slo\": \""
                + slo + "\"";
    }

    private static String refusal(Reply reply) {
        assertThat(reply.status()).isEqualTo(400);
        return Questions.json(reply).path("error").asString();
    }

    @Test
    void everyContestantHasItsFleetAndTheCommandThatFindsIt() {
        Reply reply = ask(traffic("200", "ttft=0.5,e2e=2"), CACHED);
        assertThat(reply.status()).isEqualTo(200);
        JsonNode answer = Questions.json(reply);

        assertThat(answer.path("requests").asInt()).isEqualTo(300);
        assertThat(answer.path("sentence").asString())
                .startsWith("llama-3-8b needs ")
                .contains(" the rent.");
        assertThat(answer.path("contestants")).hasSize(2).allSatisfy(each -> {
            JsonNode plan = each.path("plan");
            assertThat(plan.path("answer").asString()).isEqualTo("at");
            assertThat(plan.path("good_share").asDouble()).isGreaterThanOrEqualTo(0.99);
            assertThat(plan.path("time_to_first_block_p90").asDouble())
                    .isBetween(
                            plan.path("time_to_first_block_p50").asDouble(),
                            plan.path("time_to_first_block_p99").asDouble());
            assertThat(plan.path("dollars_per_million_tokens").asDouble())
                    .isCloseTo(
                            plan.path("dollars_per_hour").asDouble()
                                    / 3600
                                    / plan.path("tokens_per_second").asDouble()
                                    * 1e6,
                            within(1e-9));
        });
        assertThat(answer.path("contestants").path(0).path("command").asString())
                .isEqualTo(
                        "./unmask fleet --ar llama-3-8b --device h200-sxm --ar-strategy ar --prompt-len 256 --gen-len 64"
                                + " --rate 200 --requests 300 --max-replicas 256 --slo ttft=0.5,e2e=2");
        assertThat(answer.path("contestants").path(1).path("command").asString())
                .startsWith("./unmask fleet --dlm llada-8b --device h200-sxm --strategy dual-cache:");
    }

    @Test
    void anObjectiveThatCannotBeMetSaysWhy() {
        JsonNode answer = Questions.json(ask(traffic("1", "e2e=0.0001"), CACHED));

        assertThat(answer.path("sentence").asString())
                .isEqualTo("No contestant serves this traffic within the objective.");
        assertThat(answer.path("contestants").path(1).path("words").asString())
                .startsWith("never, since one request alone takes ");
        assertThat(answer.path("contestants")
                        .path(1)
                        .path("plan")
                        .path("devices")
                        .isNull())
                .isTrue();
    }

    @Test
    void whatCannotBeAskedIsRefusedWithItsReason() {
        assertThat(refusal(ask(traffic("\"x\"", "e2e=9"), CACHED)))
                .isEqualTo("requests_per_second 'x'; expected a number");
        assertThat(refusal(ask(traffic("0", "e2e=9"), CACHED))).contains("rate");
        assertThat(refusal(ask(traffic("1", "ttff=1"), CACHED))).contains("did you mean ttft");
        assertThat(refusal(ask(
                        "\"prompt_tokens\": 64, \"generated_tokens\": \"uniform:32-64\", \"requests_per_second\": 1",
                        PAIR.formatted("diffusion:steps=16"))))
                .contains("give tokens-per-pass instead of steps");
    }
}
