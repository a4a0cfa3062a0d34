package org.unmask.web.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.unmask.core.traffic.Objective;
import org.unmask.result.Metric;

/// Streams as servers send them, on a clock that is set by hand: every figure equals the calculation beside it.
class ReceptionTest {
    private static final long MILLIS = 1_000_000;

    /// Lines of a stream; the clock shows the number before `@` in milliseconds when the line is read.
    private static Received received(Optional<ToIntFunction<String>> counter, String... lines) {
        long[] now = {0};
        Reception reception = new Reception(() -> now[0], counter);
        boolean wanted = true;
        for (int i = 0; i < lines.length && wanted; i++) {
            int at = lines[i].indexOf('@');
            now[0] = at < 0 ? now[0] : Long.parseLong(lines[i].substring(0, at)) * MILLIS;
            wanted = reception.take(bytes(lines[i].substring(at + 1) + "\n"));
        }
        if (wanted) {
            reception.end();
        }
        return reception.received(0, 0, Optional.empty());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Received received(String... lines) {
        return received(Optional.empty(), lines);
    }

    private static String text(int at, String text) {
        return at + "@data: {\"choices\":[{\"index\":0,\"text\":\"" + text + "\",\"finish_reason\":null}]}";
    }

    private static String counted(int at, String text, int total) {
        return at + "@data: {\"choices\":[{\"index\":0,\"text\":\"" + text + "\"}],\"usage\":{\"prompt_tokens\":9,"
                + "\"completion_tokens\":" + total + "}}";
    }

    private static String usage(int at, int total) {
        return at + "@data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":" + total + "}}";
    }

    private static double statistic(Figures figures, String metric, String statistic) {
        return figures.metrics().stream()
                .filter(each -> each.name().equals(metric))
                .findFirst()
                .orElseThrow()
                .statistic(statistic)
                .orElseThrow();
    }

    private static Figures figures(Received... all) {
        return new Figures(List.of(all), Optional.empty());
    }

    /// 256 tokens after 640 ms: 2.5 ms per token, and no time between tokens at all.
    @Test
    void aCanvasInOnePieceHasTheWholeTimeOverItsTokens() {
        Received one = received(text(640, "x"), usage(641, 256), "641@data: [DONE]");

        assertThat(one.chunks()).hasSize(1);
        assertThat(one.firstToken().orElseThrow()).isEqualTo(0.640);
        assertThat(one.outputToken().orElseThrow()).isEqualTo(0.0025);
        assertThat(one.endSeconds()).isEqualTo(0.640);
        Figures figures = figures(one);
        assertThat(figures.metrics())
                .extracting(Metric::name)
                .doesNotContain("inter_token_latency", "inter_chunk_latency");
        assertThat(statistic(figures, "one_piece_answers", Metric.VALUE)).isEqualTo(1);
        assertThat(statistic(figures, "tokens_per_second", Metric.VALUE)).isCloseTo(400, within(1e-9));
        assertThat(statistic(figures, "first_chunk_tokens", Metric.MEAN)).isEqualTo(256);
    }

    /// Two tokens at 100 ms, then one at 150 and one at 200 ms: (200 - 100) / (4 - 2) = 50 ms; not (200 - 100) / 3.
    @Test
    void twoTokensInTheFirstPieceAreNoneOfTheTimeAfterIt() {
        Received answer =
                received(counted(100, "ab", 2), counted(150, "c", 3), counted(200, "d", 4), "200@data: [DONE]");

        assertThat(answer.outputToken().orElseThrow()).isCloseTo(0.050, within(1e-12));
        assertThat(statistic(figures(answer), "inter_token_latency", Metric.MEAN))
                .isCloseTo(0.050, within(1e-12));
        assertThat(answer.promptTokens()).hasValue(9);
    }

    /// Text at 100 and 150 ms, two tokens that are none at 250 ms, and the end at 300 ms: (250 - 100) / (4 - 1) = 50 ms.
    @Test
    void tokensWithoutTextTakeTime() {
        Received answer = received(
                counted(100, "a", 1),
                counted(150, "b", 2),
                counted(250, "", 4),
                "300@data: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"length\"}]}",
                usage(305, 4),
                "305@data: [DONE]");

        assertThat(answer.chunks()).hasSize(3);
        assertThat(answer.outputToken().orElseThrow()).isCloseTo(0.050, within(1e-12));
        assertThat(answer.endSeconds()).isCloseTo(0.300, within(1e-12));
        assertThat(statistic(figures(answer), "tokens_per_second", Metric.VALUE))
                .isCloseTo(4 / 0.300, within(1e-9));
    }

    /// A server that finds out 40 ms after its only piece that nothing follows.
    @Test
    void anAnswerEndsWhenTheServerSaysSo() {
        Received answer = received(
                text(60, "x"),
                "100@data: {\"choices\":[{\"index\":0,\"text\":\"\",\"finish_reason\":\"stop\"}]}",
                "100@data: [DONE]");

        assertThat(answer.endSeconds()).isEqualTo(0.100);
        assertThat(answer.isOnePiece()).isTrue();
    }

    /// Blocks of 4 at 100, 180 and 300 ms: 80 ms and 120 ms between pieces; four tokens of 20 ms and four of 30 ms.
    @Test
    void tokensOfABlockShareTheTimeSinceTheBlockBefore() {
        Figures figures = figures(received(
                counted(100, "abcd", 4), counted(180, "efgh", 8), counted(300, "ijkl", 12), "301@data: [DONE]"));

        assertThat(statistic(figures, "inter_chunk_latency", Metric.MEAN)).isCloseTo(0.100, within(1e-12));
        assertThat(statistic(figures, "inter_token_latency", Metric.MEAN)).isCloseTo(0.025, within(1e-12));
        assertThat(statistic(figures, "inter_token_latency", Metric.MEDIAN)).isCloseTo(0.025, within(1e-12));
        assertThat(statistic(figures, "inter_token_latency", Metric.MOST)).isCloseTo(0.030, within(1e-12));
        assertThat(statistic(figures, "time_per_output_token", Metric.MEAN)).isCloseTo(0.025, within(1e-12));
    }

    @Test
    void anEventThatOnlySaysWhoSpeaksIsNoFirstToken() {
        Received answer = received(
                "5@data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "",
                "70@data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}",
                "90@data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                usage(91, 1),
                "91@data: [DONE]");

        assertThat(answer.firstToken().orElseThrow()).isEqualTo(0.070);
        assertThat(answer.endSeconds()).isEqualTo(0.090);
        assertThat(answer.error()).isEmpty();
    }

    /// Three pieces, three tokens: one each, though the server says only at the end how many there were.
    @Test
    void usageAtTheEndIsEnoughWhereEveryPieceIsAToken() {
        Received answer = received(
                "10@: keep-alive",
                "",
                text(100, "a"),
                text(120, "b"),
                ": keep-alive",
                text(160, "c"),
                usage(170, 3),
                "170@data: [DONE]");

        assertThat(answer.outputToken().orElseThrow()).isCloseTo(0.030, within(1e-12));
        assertThat(statistic(figures(answer), "inter_token_latency", Metric.MOST))
                .isCloseTo(0.040, within(1e-12));
        assertThat(figures(answer).remarks()).isEmpty();
    }

    @Test
    void whatNobodyCountedIsSaidAndNotGuessed() {
        Received pieces = received(text(100, "ab"), text(150, "cdef"), usage(160, 6), "160@data: [DONE]");
        Received nothing = received(text(100, "ab"), text(150, "cdef"), "160@data: [DONE]");

        assertThat(pieces.outputToken()).isEmpty();
        assertThat(nothing.tokens()).isEmpty();
        assertThat(figures(pieces).remarks()).singleElement().asString().contains("no time per output token");
        assertThat(figures(nothing).remarks()).first().asString().contains("did not count the tokens of 1 answers");
    }

    @Test
    void aTokenizerCountsWhereTheServerDoesNot() {
        Received answer = received(Optional.of(String::length), text(100, "ab"), text(150, "cdef"), "160@data: [DONE]");

        assertThat(answer.tokens()).hasValue(6);
        assertThat(answer.chunks()).extracting(Chunk::tokens).containsExactly(OptionalInt.of(2), OptionalInt.of(4));
        assertThat(answer.outputToken().orElseThrow()).isCloseTo(0.0125, within(1e-12));
    }

    @Test
    void errorsInTheMiddleMakeNoAnswer() {
        Received error =
                received(text(100, "a"), "120@data: {\"error\":{\"message\":\"out of\\nmemory\"}}", "data: [DONE]");
        Received torn = received(text(100, "a"));
        Received broken = received(text(100, "a"), "110@data: {\"choi");

        assertThat(error.error()).contains("error in the stream: out of memory");
        assertThat(torn.error()).contains("the stream ended in the middle of the answer");
        assertThat(broken.error()).contains("an event is not JSON");
        Figures figures = figures(error, torn, broken);
        assertThat(figures.answered()).isEmpty();
        assertThat(statistic(figures, "failed_requests", Metric.VALUE)).isEqualTo(3);
        assertThat(statistic(figures, "tokens_per_second", Metric.VALUE)).isZero();
    }

    /// The generator was 30 ms late: its clients waited from 100 ms on, not from 130.
    @Test
    void anAnswerThatIsNoStreamIsSaidToBeNone() {
        assertThat(received("10@{\"choices\":[{\"text\":\"all at once\",\"finish_reason\":\"stop\"}]}")
                        .error())
                .contains("the answer is no stream of events");
        assertThat(received("10@").error()).contains("the answer is no stream of events");
    }

    @Test
    void aCountBelowZeroIsNone() {
        Received answer = received(counted(10, "a", -4), usage(20, -4), "data: [DONE]");

        assertThat(answer.error()).isEmpty();
        assertThat(answer.tokens()).isEmpty();
        assertThat(answer.outputToken()).isEmpty();
    }

    /// Tokens that are parts of characters have no text before their last one comes, which it may never do.
    @Test
    void tokensWithoutTextEndWhenTheStreamDoes() {
        Received answer = received(text(10, ""), usage(40, 3), "50@data: [DONE]");

        assertThat(answer.error()).isEmpty();
        assertThat(answer.tokens()).hasValue(3);
        assertThat(answer.firstToken()).isEmpty();
        assertThat(answer.endSeconds()).isEqualTo(0.050);
        assertThat(statistic(figures(answer), "request_latency", Metric.MOST)).isEqualTo(0.050);
    }

    @Test
    void aLineWithoutAnEndIsNotReadForEver() {
        Reception reception = new Reception(() -> 0, Optional.empty());
        int taken = 0;
        while (reception.take(bytes("x".repeat(10_000)))) {
            taken++;
        }

        assertThat(taken).isEqualTo(1677);
        assertThat(reception.received(0, 0, Optional.empty()).error())
                .contains("a line of the answer has more than 16777216 bytes");
    }

    /// Bytes come as the network cuts them, within a character too.
    @Test
    void whereBytesAreCutIsNoMatter() {
        byte[] stream = """
                data: {"choices":[{"index":0,"text":"π ≈ "}]}

                data: {"choices":[{"index":0,"text":"3"}]}\r
                \r
                data: [DONE]

                """.getBytes(StandardCharsets.UTF_8);
        Reception reception = new Reception(() -> 0, Optional.of(String::length));
        int taken = 0;
        while (reception.take(ByteBuffer.wrap(stream, taken, 1))) {
            taken++;
        }

        assertThat(stream.length - taken).isEqualTo(2); // the end of the line that says the end, and an empty line
        assertThat(reception.received(0, 0, Optional.empty()).chunks())
                .extracting(Chunk::tokens)
                .containsExactly(OptionalInt.of(4), OptionalInt.of(1));
    }

    @Test
    void latenciesBeginWhenARequestWasToBeSent() {
        Received late = new Received(
                100 * MILLIS,
                130 * MILLIS,
                List.of(new Chunk(150 * MILLIS, OptionalInt.of(1)), new Chunk(200 * MILLIS, OptionalInt.of(1))),
                200 * MILLIS,
                OptionalInt.of(4),
                OptionalInt.of(2),
                Optional.empty());

        assertThat(late.lag()).isEqualTo(0.030);
        assertThat(late.firstToken().orElseThrow()).isEqualTo(0.050);
        assertThat(late.endSeconds()).isEqualTo(0.100);
        assertThat(statistic(figures(late), "generator_lag", Metric.MOST)).isEqualTo(0.030);
    }

    /// Of ten answers after 100, 200, ... 1000 ms four are in time: 4 over 1 s.
    @Test
    void goodputCountsAnswersThatMeetTheObjectives() {
        List<Received> answers = IntStream.rangeClosed(1, 10)
                .mapToObj(i -> new Received(
                        0,
                        0,
                        List.of(new Chunk(i * 100L * MILLIS, OptionalInt.of(1))),
                        i * 100L * MILLIS,
                        OptionalInt.of(1),
                        OptionalInt.of(1),
                        Optional.empty()))
                .toList();
        Figures figures = new Figures(answers, Optional.of(Objective.of("ttft=0.45,e2e=0.6")));

        assertThat(statistic(figures, "goodput", Metric.VALUE)).isCloseTo(4, within(1e-9));
        assertThat(statistic(figures, "request_latency", Metric.MEDIAN)).isCloseTo(0.55, within(1e-9));
        assertThat(statistic(figures, "request_latency", "p90")).isCloseTo(0.91, within(1e-9));
    }

    @Test
    void countersAreSummedOverLabelsAndSubtracted() {
        String before = "# HELP x\ndiffusion_denoising_steps_total{model_name=\"a\"} 5.0\nother_total 7\n";
        String after = """
            diffusion_denoising_steps_total{model_name="a"} 9.0
            diffusion_denoising_steps_total{model_name="b"} 1e1 1700000000
            """;

        assertThat(Counters.grown(Counters.read(before), Counters.read(after)))
                .containsExactly(Map.entry("diffusion_denoising_steps_total", 14.0));
    }
}
