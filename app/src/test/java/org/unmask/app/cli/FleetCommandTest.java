package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FleetCommandTest {
    private static final int USAGE = 2;

    @TempDir
    private Path folder;

    /// A command that works, with some of its options replaced or added; an option that is replaced by nothing is left out.
    private Terminal.Result fleet(String... replacements) {
        List<String> arguments = new ArrayList<>(List.of("fleet"));
        List<String> replaced = Arrays.asList(replacements);
        List<String> working = List.of(
                "--ar",
                "llama-3-8b",
                "--dlm",
                "llada-8b",
                "--strategy",
                "dual-cache:block=32,tokens-per-pass=4",
                "--device",
                "h100-sxm",
                "--rate",
                "30",
                "--requests",
                "300",
                "--prompt-len",
                "256",
                "--gen-len",
                "64",
                "--slo",
                "ttft=0.5,e2e=2");
        List<String> drawn = List.of("--requests", "--prompt-len", "--gen-len");
        for (int i = 0; i < working.size(); i += 2) {
            boolean isRecorded = replaced.contains("--trace") && drawn.contains(working.get(i));
            if (!replaced.contains(working.get(i)) && !isRecorded) {
                arguments.addAll(working.subList(i, i + 2));
            }
        }
        for (int i = 0; i < replaced.size(); i++) {
            if (i + 1 < replaced.size() && replaced.get(i + 1).isEmpty()) {
                i++;
            } else {
                arguments.add(replaced.get(i));
            }
        }
        return Terminal.inRepository(folder.resolve("user")).run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Terminal.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return JsonMapper.shared().readTree(result.out());
    }

    @Test
    void bothModelsHaveTheSmallestFleetThatDoes() {
        JsonNode root = json(fleet("-o", "json"));

        assertThat(root.get("schema").asString()).isEqualTo("unmask.fleet/1");
        assertThat(root.get("plans")).hasSize(2).allSatisfy(plan -> {
            assertThat(plan.get("answer").asString()).isEqualTo("at");
            assertThat(plan.get("good_share").asDouble()).isGreaterThanOrEqualTo(0.99);
            int replicas = plan.get("replicas").asInt();
            assertThat(plan.get("devices").asInt()).isEqualTo(replicas);
            assertThat(plan.get("dollars_per_million_tokens").asDouble())
                    .isCloseTo(
                            plan.get("dollars_per_hour").asDouble()
                                    / 3600
                                    / plan.get("tokens_per_second").asDouble()
                                    * 1e6,
                            within(1e-9));
            if (replicas > 1) {
                String fewer = "" + (replicas - 1);
                assertThat(json(fleet("--replicas", fewer, "-o", "json")).get("plans"))
                        .anySatisfy(other -> assertThat(other.get("model")
                                                .asString()
                                                .equals(plan.get("model").asString())
                                        && other.get("good_share").asDouble() < 0.99)
                                .isTrue());
            }
        });
    }

    /// Requests that are seconds apart are each alone, so their time is that of a prediction.
    @Test
    void aLonelyRequestTakesWhatPredictSays() {
        JsonNode plan = json(fleet("--dlm", "", "--strategy", "", "--rate", "0.01", "--requests", "3", "-o", "json"))
                .get("plans")
                .get(0);
        Terminal.Result predicted = Terminal.inRepository(folder.resolve("user"))
                .run(
                        "predict",
                        "--model",
                        "llama-3-8b",
                        "--device",
                        "h100-sxm",
                        "--strategy",
                        "ar",
                        "--prompt-len",
                        "256",
                        "--gen-len",
                        "64",
                        "-o",
                        "json");
        double seconds = json(predicted).get("totals").get("seconds").asDouble();

        assertThat(plan.get("end_to_end_mean").asDouble()).isCloseTo(seconds, within(1e-9 * seconds));
    }

    /// The keys and values of 256 tokens are 32 layers of 2 x 8 heads of 128 numbers of two bytes each: 33.5 MB.
    @Test
    void keysAndValuesOfAPromptMoveOverTheLink() {
        JsonNode plan = json(fleet(
                        "--dlm",
                        "",
                        "--strategy",
                        "",
                        "--rate",
                        "0.01",
                        "--requests",
                        "3",
                        "--replicas",
                        "2",
                        "--prefill-replicas",
                        "1",
                        "--kv-link",
                        "1e9:0.25",
                        "-o",
                        "json"))
                .get("plans")
                .get(0);

        assertThat(plan.get("replicas").asInt()).isEqualTo(3);
        assertThat(plan.get("devices").asInt()).isEqualTo(3);
        assertThat(plan.get("prefill_replicas").asInt()).isEqualTo(1);
        assertThat(plan.get("transfer_mean").asDouble())
                .isCloseTo(256 * 32 * 2 * 8 * 128 * 2 / 1e9 + 0.25, within(1e-9));
    }

    @Test
    void aLinkForKeysNeedsReplicasForPrompts() {
        Terminal.Result result = fleet("--kv-link", "nvlink");

        assertThat(result.code()).isEqualTo(USAGE);
        assertThat(result.err()).contains("--kv-link needs --prefill-replicas N");
    }

    @Test
    void anImpossibleObjectiveIsAnAnswer() {
        Terminal.Result result = fleet("--slo", "e2e=0.001");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("llama-3-8b, ar, h100-sxm: never, since one request alone takes ");
    }

    @Test
    void trafficBeyondTheLargestFleetIsAnAnswer() {
        Terminal.Result result = fleet("--max-replicas", "1", "--rate", "100000");

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("no fleet of up to 1 replicas is enough")
                .contains("give --max-replicas");
    }

    /// A pass that commits one token cannot be cheaper than autoregression on the same weights; one that commits many may
    /// be, where autoregression needs more than one device.
    @Test
    void tokensPerPassDecideWhichIsCheaper() {
        JsonNode found = json(fleet("--rate", "2000", "--requests", "1000", "--cheaper-from", "-o", "json"))
                .get("cheaper_from")
                .get(0);

        assertThat(found.get("rival").asString()).isEqualTo("llama-3-8b");
        assertThat(found.get("words").asString()).contains("cheaper than llama-3-8b, ar, h100-sxm");
        assertThat(found.get("tokens_per_pass").isNull()
                        || found.get("tokens_per_pass").asDouble() > 1)
                .isTrue();
    }

    @Test
    void aRecordedTraceIsServed() throws IOException {
        Path trace = Files.writeString(
                folder.resolve("trace.csv"),
                "seconds,prompt_tokens,generated_tokens\n0,100,10\n0.5,2000,33\n0.5,7,64\n");
        JsonNode plan = json(fleet("--rate", "", "--trace", trace.toString(), "-o", "json"))
                .get("plans")
                .get(1);

        assertThat(plan.get("requests").asInt()).isEqualTo(3);
        assertThat(plan.get("replicas").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TIMESTAMP,ContextTokens,GeneratedTokens/2024-05-10 00:00:00.009930+00:00,100,10"
                        + "/2024-05-10 00:00:01+00:00,2000,33|2",
                "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type/5,ChatGPT,12,16,28,Conversation"
                        + " log/45,GPT-4,9,0,9,API log/118,GPT-4,9,32,41,API log|2"
            })
    void tracesOfAzureAndBurstGptAreRead(String lines, int requests) throws IOException {
        Path trace = Files.writeString(folder.resolve("trace.csv"), lines.replace("/", "\n") + "\n");
        Terminal.Result result = fleet("--rate", "", "--trace", trace.toString(), "-o", "json");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(result.out())
                        .at("/plans/1/requests")
                        .asInt())
                .isEqualTo(requests);
        assertThat(result.err().contains("has 1 requests without a prompt or an answer"))
                .isEqualTo(lines.contains(",0,9"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0,1,1;x,2,3 | line 3: 'x,2,3'; expected seconds",
                "1,1,1;0.5,1,1 | line 3: 0.5 s comes after 1.0 s; sort the requests by time",
                "0,0,1 | line 2: '0,0,1'; expected seconds",
                "'' | there are no requests",
            })
    void aBadTraceIsRefusedWithItsLine(String lines, String message) throws IOException {
        Path trace = Files.writeString(
                folder.resolve("bad.csv"),
                "seconds,prompt_tokens,generated_tokens\n" + lines.replace(';', '\n') + (lines.isEmpty() ? "" : "\n"));
        Terminal.Result result = fleet("--rate", "", "--trace", trace.toString());

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errorLines()).singleElement().asString().contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rate | 0 | --rate 0.0; expected requests a second, above 0",
                "--rate | -3 | --rate -3.0; expected requests a second, above 0",
                "--requests | 0 | --requests 0; expected",
                "--slo | ttft=x | bad objective 'ttft=x'",
                "--attainment | 2 | --attainment 2.0; expected a share",
                "--replicas | 0 | --replicas 0; expected",
                "--batching | often | unknown batching 'often'; known: static, continuous, block",
                "--priority | age | unknown priority 'age'; known: arrival, deadline",
                "--routing | random | unknown routing 'random'; known: round-robin, least-loaded",
                "--prompt-len | uniform:9-3 | --prompt-len: bad lengths: shortest=9 longest=3",
                "--gen-len | many | --gen-len: bad lengths 'many'; expected N, uniform:N-N or",
                "--ar-strategy | diffusion:steps=8 | is none of autoregressive models; give it as --strategy",
                "--strategy | ar | is one of autoregressive models; give it as --ar-strategy",
                "--strategy | dual-cache:threshold=0.9 | to predict, add tokens-per-pass=X",
                "--dlm | '' | --dlm NAME and --strategy NAME belong together",
                "--device | rtx-9 | unknown device",
                "--dlm | llada2.0-flash | does not fit a replica of 1 x h100-sxm",
                "--max-batch-tokens | 0 | bad limits: sequences=256 tokens=0",
            })
    void badInputIsOneLine(String option, String value, String message) {
        Terminal.Result result = fleet(option, value);

        assertThat(result.code()).isEqualTo(USAGE);
        assertThat(result.errorLines()).singleElement().asString().contains(message);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void theTimelineIsJsonWithPassesAndRequests() throws IOException {
        Path file = folder.resolve("timeline.json");
        fleet("--requests", "5", "--timeline", file.toString());
        JsonNode events = JsonMapper.shared().readTree(Files.readString(file)).get("traceEvents");

        assertThat(events)
                .anySatisfy(event -> assertThat(event.get("ph").asString()).isEqualTo("X"));
        assertThat(events.findValuesAsString("name")).contains("waiting", "first block", "further tokens");
    }

    @Test
    void thePageHasAFigureOfTheFleets() throws IOException {
        Path file = folder.resolve("fleets.html");

        assertThat(fleet("--html", file.toString()).code()).isZero();

        assertThat(Files.readString(file)).contains("Fleets under traffic", "id=\"fleet\"", "\"type\":\"fleet\"");
    }

    @Test
    void csvHasALineForEachFleet() {
        assertThat(fleet("-o", "csv").out().lines()).hasSize(3);
    }
}
