package org.unmask.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenAiTest {
    @Test
    void aCompletionEndsBeforeTheEndTokenAndSaysWhatWasUsed() throws Exception {
        try (Api api = new Api(new Letters("abcdef.gh", 4))) {
            JsonNode answer = api.json("/v1/completions", "{\"model\":\"letters\",\"prompt\":\"hi\"}");

            assertThat(answer.path("object").asString()).isEqualTo("text_completion");
            assertThat(answer.path("choices")).hasSize(1);
            assertThat(answer.at("/choices/0/text").asString()).isEqualTo("abcdef");
            assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
            assertThat(answer.path("usage").toString())
                    .isEqualTo("{\"prompt_tokens\":2,\"completion_tokens\":6,\"total_tokens\":8}");
        }
    }

    @Test
    void anAnswerHasAsManyTokensAsItMay() throws Exception {
        try (Api api = new Api(new Letters("abcdef.gh", 4))) {
            JsonNode cut = api.json("/v1/completions", "{\"prompt\":\"hi\",\"max_tokens\":3}");
            JsonNode through = api.json("/v1/completions", "{\"prompt\":\"hi\",\"max_tokens\":8,\"ignore_eos\":true}");

            assertThat(cut.at("/choices/0/text").asString()).isEqualTo("abc");
            assertThat(cut.at("/choices/0/finish_reason").asString()).isEqualTo("length");
            assertThat(through.at("/choices/0/text").asString()).isEqualTo("abcdef.g");
            assertThat(through.at("/usage/completion_tokens").asInt()).isEqualTo(8);
        }
    }

    @Test
    void aConversationIsAnsweredByTheAssistant() throws Exception {
        try (Api api = new Api(new Letters("abc.", 4))) {
            JsonNode answer = api.json(
                    "/v1/chat/completions",
                    "{\"model\":\"letters\",\"messages\":[{\"role\":\"developer\",\"content\":\"x\"},"
                            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"y\"}]}]}");

            assertThat(answer.path("object").asString()).isEqualTo("chat.completion");
            assertThat(answer.at("/choices/0/message/role").asString()).isEqualTo("assistant");
            assertThat(answer.at("/choices/0/message/content").asString()).isEqualTo("abc");
            assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo("system:x\nuser:y\n".length());
        }
    }

    @Test
    void scoredTokensOfPromptAndAnswerStandBesideTheText() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            JsonNode answer = api.json(
                    "/v1/completions",
                    "{\"prompt\":[\"hi\",\"yes\"],\"echo\":true,\"logprobs\":2,\"max_tokens\":1,\"temperature\":0}");

            assertThat(answer.at("/choices/0/text").asString()).isEqualTo("hia");
            assertThat(answer.at("/choices/1/text").asString()).isEqualTo("yesa");
            assertThat(answer.at("/choices/0/logprobs"))
                    .isEqualTo(JsonMapper.shared()
                            .readTree("{\"tokens\":[\"h\",\"i\",\"a\"],\"token_logprobs\":[null,-1.0,-2.0],"
                                    + "\"top_logprobs\":[null,{\"?\":0.0},{\"?\":-1.0}],\"text_offset\":[0,1,2]}"));
        }
    }

    @Test
    void withoutEchoOnlyTheAnswerIsScored() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            JsonNode answer = api.json("/v1/completions", "{\"prompt\":\"hi\",\"logprobs\":0}");

            assertThat(answer.at("/choices/0/text").asString()).isEqualTo("ab");
            assertThat(answer.at("/choices/0/logprobs"))
                    .isEqualTo(JsonMapper.shared()
                            .readTree("{\"tokens\":[\"a\",\"b\"],\"token_logprobs\":[-2.0,-3.0],"
                                    + "\"top_logprobs\":[{},{}],\"text_offset\":[0,1]}"));
        }
    }

    @Test
    void echoAloneScoresNothing() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            JsonNode answer = api.json("/v1/completions", "{\"prompt\":\"hi\",\"echo\":true}");

            assertThat(answer.at("/choices/0/text").asString()).isEqualTo("hiab");
            assertThat(answer.at("/choices/0/logprobs").isNull()).isTrue();
        }
    }

    @Test
    void aStreamHasAnEventForEveryBlock() throws Exception {
        try (Api api = new Api(new Letters("abcdefgh.", 4))) {
            List<String> events = api.events(
                    "/v1/completions",
                    "{\"prompt\":\"hi\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

            assertThat(texts(events, "/choices/0/text")).containsExactly("abcd", "efgh", "", "");
            assertThat(finishes(events)).containsExactly("", "", "stop", "");
            assertThat(JsonMapper.shared()
                            .readTree(events.get(3))
                            .at("/usage/completion_tokens")
                            .asInt())
                    .isEqualTo(8);
            assertThat(events.getLast()).isEqualTo("[DONE]");
        }
    }

    @Test
    void textThatMayStillChangeStandsInAFieldOfItsOwnIfAskedFor() throws Exception {
        try (Api api = new Api(new Letters("abcdefgh.", 4))) {
            String body = "{\"prompt\":\"hi\",\"stream\":true";
            List<String> events = api.events("/v1/completions", body + ",\"stream_options\":{\"provisional\":true}}");

            assertThat(texts(events, "/choices/0/provisional")).containsExactly("", "e░g░", "", ".", "");
            assertThat(texts(events, "/choices/0/text")).containsExactly("abcd", "", "efgh", "", "");
            assertThat(texts(api.events("/v1/completions", body + "}"), "/choices/0/provisional"))
                    .as("nobody asked")
                    .containsOnly("");
        }
    }

    @Test
    void aStreamedConversationSaysFirstWhoSpeaks() throws Exception {
        try (Api api = new Api(new Letters("abcd.", 4))) {
            List<String> events = api.events(
                    "/v1/chat/completions", "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}");

            assertThat(JsonMapper.shared()
                            .readTree(events.getFirst())
                            .at("/choices/0/delta/role")
                            .asString())
                    .isEqualTo("assistant");
            assertThat(texts(events, "/choices/0/delta/content")).containsExactly("", "abcd", "");
            assertThat(events).hasSize(4);
        }
    }

    @Test
    void usageStandsInEveryEventIfAskedFor() throws Exception {
        try (Api api = new Api(new Letters("abcdefgh.", 4))) {
            List<String> events = api.events(
                    "/v1/completions",
                    "{\"prompt\":\"hi\",\"stream\":true,\"stream_options\":{\"continuous_usage_stats\":true}}");

            assertThat(events.stream()
                            .filter(event -> event.startsWith("{"))
                            .map(event -> JsonMapper.shared()
                                    .readTree(event)
                                    .at("/usage/completion_tokens")
                                    .asInt()))
                    .containsExactly(4, 8, 8);
        }
    }

    @Test
    void aStopTextEndsAnAnswerWhereverBlocksCutIt() throws Exception {
        for (int block : new int[] {1, 2, 3, 4, 9}) {
            try (Api api = new Api(new Letters("abcXYdef.", block))) {
                String body = "{\"prompt\":\"hi\",\"stop\":[\"XY\",\"f\"]";
                JsonNode whole = api.json("/v1/completions", body + "}");
                List<String> events = api.events("/v1/completions", body + ",\"stream\":true}");

                assertThat(whole.at("/choices/0/text").asString()).isEqualTo("abc");
                assertThat(whole.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
                assertThat(String.join("", texts(events, "/choices/0/text"))).isEqualTo("abc");
            }
        }
    }

    /// What looks like the beginning of a stop text and is none must not be lost.
    @Test
    void whatOnlyBeginsLikeAStopTextIsGivenInTheEnd() throws Exception {
        for (int block : new int[] {1, 2, 7}) {
            try (Api api = new Api(new Letters("abXXabX", block))) {
                List<String> events =
                        api.events("/v1/completions", "{\"prompt\":\"hi\",\"stop\":\"XXX\",\"stream\":true}");

                assertThat(String.join("", texts(events, "/choices/0/text"))).isEqualTo("abXXabX");
            }
        }
    }

    @Test
    void answersAreNumberedOverAllPrompts() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            JsonNode answer = api.json("/v1/completions", "{\"prompt\":[\"one\",[1,2]],\"n\":2}");

            List<Integer> numbers = new ArrayList<>();
            answer.path("choices")
                    .forEach(choice -> numbers.add(choice.path("index").asInt()));
            assertThat(numbers).containsExactly(0, 1, 2, 3);
            assertThat(answer.path("usage").toString())
                    .isEqualTo("{\"prompt_tokens\":5,\"completion_tokens\":8,\"total_tokens\":13}");
        }
    }

    @Test
    void modelsAreListed() throws Exception {
        try (Api api = new Api(new Letters("ab.", 2))) {
            JsonNode list = Api.json(api.get("/v1/models"));

            assertThat(list.at("/data/0/id").asString()).isEqualTo("letters");
            assertThat(list.at("/data/0/max_model_len").asInt()).isEqualTo(Letters.POSITIONS);
            assertThat(Api.json(api.get("/v1/models/letters"))).isEqualTo(list.at("/data/0"));
            assertThat(api.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void metricsCountStepsPositionsAndTokens() throws Exception {
        try (Api api = new Api(new Letters("abcdef.gh", 4))) {
            api.json("/v1/completions", "{\"prompt\":\"hi\"}");
            api.post("/v1/completions", "{\"prompt\":\"hi\",\"strategy\":\"wrong\"}");

            assertThat(api.metric("diffusion_denoising_steps_total{model_name=\"letters\"}"))
                    .isEqualTo(2);
            assertThat(api.metric("diffusion_canvas_positions_total")).isEqualTo(8);
            assertThat(api.metric("diffusion_committed_tokens_total")).isEqualTo(8);
            assertThat(api.metric("unmask_forward_passes_total")).isEqualTo(2);
            assertThat(api.metric("unmask_fused_passes_total")).isZero();
            assertThat(api.metric("vllm:generation_tokens_total")).isEqualTo(6);
            assertThat(api.metric("vllm:prompt_tokens_total")).isEqualTo(2);
            assertThat(api.metric("vllm:request_success_total{finished_reason=\"stop\""))
                    .isEqualTo(1);
            assertThat(api.metric("vllm:time_to_first_token_seconds_count")).isEqualTo(1);
            assertThat(api.metric("unmask_refused_requests_total")).isEqualTo(1);
        }
    }

    private static List<String> texts(List<String> events, String path) {
        return events.stream()
                .filter(event -> event.startsWith("{"))
                .map(event -> JsonMapper.shared().readTree(event).at(path).asString(""))
                .toList();
    }

    private static List<String> finishes(List<String> events) {
        return texts(events, "/choices/0/finish_reason");
    }
}
