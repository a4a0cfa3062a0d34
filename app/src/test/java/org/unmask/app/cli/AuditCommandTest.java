package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AuditCommandTest {
    private static final String TABLE = """
            # claims of somebody
            model,gpu,strategy,batch,prompt_tokens,generated_tokens,tokens_per_second
            llama-3-8b,a6000,ar,1,16,64,100
            llama-3-8b,a6000,ar,1,16,64,30
            llama-3-8b,a6000,ar,zero,16,64,30
            """;

    private static final String BENCH = """
            {"model_id": "meta-llama/Meta-Llama-3-8B-Instruct", "tokenizer_id": "x", "num_prompts": 10, "request_rate": "inf",
             "max_concurrency": 1, "completed": 10, "total_input_tokens": 1280, "total_output_tokens": 1280,
             "mean_ttft_ms": %s, "median_ttft_ms": %s}
            """;

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private JsonNode json(String... arguments) {
        Terminal.Result result = run(arguments);
        assertThat(result.code()).as(result.err()).isZero();
        return JsonMapper.shared().readTree(result.out());
    }

    @Test
    void everyRowOfATableHasAVerdictOrAReason() throws IOException {
        JsonNode audit = json("audit", file("claims.csv", TABLE), "--format", "json");

        assertThat(audit.get("schema").asString()).isEqualTo("unmask.audit/1");
        assertThat(audit.at("/claims/0/outcome").asString()).isEqualTo("beyond-physics");
        assertThat(audit.at("/claims/1/outcome").asString()).isEqualTo("plausible");
        assertThat(audit.at("/claims/2/verdict").asString()).isEqualTo("batch 'zero'; expected a whole number from 1");
        assertThat(audit.at("/outcomes/unknown").asInt()).isEqualTo(1);
        assertThat(audit.at("/claims/1/assumed").valueStream().map(JsonNode::asString))
                .containsExactly("one device ran it", "weights are bf16");
    }

    /// LLaMA-3-8B has 16 GB of weights, an A6000 reads 768 GB/s: 21 ms a pass at least.
    @Test
    void latenciesOfATableAreClaimsOfTheirOwn() throws IOException {
        JsonNode audit = json(
                "audit",
                file(
                        "latencies.csv",
                        "model,device,strategy,batch,prompt_tokens,generated_tokens,tokens_per_second,mean_ttft_ms,tpot,"
                                + "e2e_latency,seconds\n"
                                + "llama-3-8b,a6000,ar,1,128,64,25,40,0.001,3,9\n"
                                + "llama-3-8b,a6000,ar,8,128,64,,40,,,\n"),
                "-o",
                "json");

        assertThat(audit.get("claims").valueStream())
                .extracting(
                        claim -> claim.get("quantity").asString(),
                        claim -> claim.get("claimed").asDouble(),
                        claim -> claim.get("outcome").asString())
                .containsExactly(
                        tuple("tokens_per_second", 25.0, "plausible"),
                        tuple("time_per_output_token", 0.001, "beyond-physics"),
                        tuple("prompt_seconds", 0.04, "plausible"),
                        tuple("seconds", 3.0, "plausible"),
                        tuple("prompt_seconds", 0.04, "plausible"));
        assertThat(audit.at("/claims/4/batch").asInt()).isEqualTo(1);
        assertThat(audit.at("/claims/4/assumed").valueStream().map(JsonNode::asString))
                .contains("the request is alone: others beside it would only slow it down");
    }

    @Test
    void aTimeInTheWrongUnitIsFlaggedInAnImport() throws IOException {
        String right = file("right.json", BENCH.formatted("30.0", "30.0"));
        String wrong = file("wrong.json", BENCH.formatted("0.03", "0.03"));
        String slow = file("slow.json", BENCH.formatted("30000.0", "30000.0"));

        assertThat(verdict(right)).isEqualTo("plausible");
        assertThat(verdict(wrong)).startsWith("beyond physics").endsWith("is the unit right?");
        assertThat(verdict(slow)).endsWith("times slack; is the unit right?");
    }

    private String verdict(String file) {
        return json("audit", file, "--device", "a6000", "-o", "json")
                .at("/claims/0/verdict")
                .asString();
    }

    @Test
    void optionsStateAClaim() {
        Terminal.Result result = run(
                "audit",
                "--model",
                "llada-8b",
                "--device",
                "a6000",
                "--strategy",
                "diffusion:threshold=0.9",
                "--prompt-len",
                "128",
                "--gen-len",
                "128",
                "--batch",
                "1",
                "--tokens-per-second",
                "100");

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains(
                        "needs at least ", "tokens per pass", "1 claim: 1 needs tokens per pass.", "weights are bf16");
    }

    @Test
    void badClaimsOfOptionsAreOneLine() throws IOException {
        List<String> claim = List.of("audit", "--model", "llada-8b", "--device", "a6000");
        assertThat(run("audit", "--tokens-per-second", "3").err())
                .isEqualTo("unmask: a claim needs --model NAME and --device NAME\n");
        assertThat(result(claim, "--tokens-per-second", "3", "--seconds", "4").code())
                .isEqualTo(2);
        assertThat(result(claim, "--tokens-per-second", "-3").err())
                .isEqualTo("unmask: tokens_per_second is -3.0; expected a number above 0\n");
        assertThat(result(claim, "--tokens-per-second", "3", "--steps", "4").err())
                .isEqualTo("unmask: --steps 4 needs --strategy NAME\n");
        assertThat(result(claim, "--tokens-per-second", "3", file("claims.csv", TABLE))
                        .code())
                .isEqualTo(2);
        assertThat(run("audit", "--per-user").code()).isEqualTo(2);
    }

    private Terminal.Result result(List<String> first, String... more) {
        return run(Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new));
    }

    @Test
    void badFilesAreNamedAndTheOthersAudited() throws IOException {
        file("a.csv", TABLE);
        file("b.json", "{\"cut");
        file("c.txt", "nothing");

        Terminal.Result result = run("audit", folder.toString(), "-o", "csv");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines()).hasSize(2).allMatch(line -> line.startsWith("unmask: "));
        assertThat(result.out().lines()).hasSize(4);
    }

    @Test
    void everythingPublishedIsAudited() {
        JsonNode audit = json("audit", "-o", "json");

        assertThat(audit.get("claims").size()).isGreaterThan(150);
        assertThat(audit.at("/outcomes/unknown").asInt())
                .as("%s", audit.get("outcomes"))
                .isZero();
        assertThat(audit.get("claims").valueStream())
                .allMatch(claim -> !claim.path("verdict").asString().isEmpty());
    }

    /// The page of the case says these numbers.
    @Test
    void theServedPairStandsWhereItsPageSays() throws IOException {
        Path folder = Path.of(System.getProperty("unmask.home"), "docs/figures/served-diffusion");
        String page = Files.readString(folder.resolve("README.md"));

        JsonNode audit = json("audit", folder.resolve("served.csv").toString(), "-o", "json");

        for (JsonNode claim : audit.get("claims")) {
            assertThat(claim.get("outcome").asString()).isEqualTo("plausible");
            assertThat(page)
                    .contains("%.0f tokens/s, %.0f %% reached"
                            .formatted(
                                    claim.get("roof").asDouble(),
                                    100 * claim.get("share").asDouble()));
        }
        assertThat(audit.get("claims").size()).isEqualTo(2);
    }
}
