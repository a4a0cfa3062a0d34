package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.app.serve.EngineModel;
import org.unmask.app.serve.Filling;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.LoadedModel;
import org.unmask.web.http.Door;
import org.unmask.web.http.LocalServer;
import org.unmask.web.openai.Limits;
import org.unmask.web.openai.OpenAi;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchEndpointCommandTest {
    private static final int LENGTH = 32;

    @TempDir
    private Path folder;

    private Terminal.Result run(String line) {
        return Terminal.inRepository(folder.resolve("user")).run(line.split(" "));
    }

    private interface Use {
        void of(String options) throws IOException;
    }

    /// A server of the tiny diffusion model, and the options that name it.
    private void withServer(Use use) throws IOException {
        CatalogModel entry = new Catalog(Path.of(System.getProperty("unmask.home")), folder).model("tiny-math-dlm");
        Capacity capacity = Capacity.now();
        try (LoadedModel loaded = LoadedModel.open(entry, DType.FLOAT32, Backends.named("scalar"), 1);
                OpenAi api = new OpenAi(
                        List.of(new EngineModel(
                                entry, loaded, capacity, "diffusion:block=16,steps=8", new Filling(16, 1024))),
                        new Limits(16, 4, LENGTH, 600, 16));
                LocalServer server = LocalServer.start(
                        new Door(
                                Door.loopback(),
                                0,
                                false,
                                Optional.empty(),
                                OpenAi.OPEN,
                                OpenAi.MOST_BYTES,
                                OpenAi.REFUSAL),
                        api.routes())) {
            Path prompts = Files.writeString(
                    folder.resolve("prompts.jsonl"), "{\"prompt\":\"Tom has\"}\n{\"prompt\":\"Zoe has 3\"}\n");
            use.of("bench-endpoint --url " + server.address() + " --model tiny-math-dlm --gen-len " + LENGTH
                    + " --prompts " + prompts);
        }
    }

    /// Three requests of 8 steps on blocks of 16: every figure that no clock decides is known by hand.
    @Test
    void theServersOwnCountsStandBesideWhatClientsSee() throws IOException {
        withServer(options -> {
            Path results = folder.resolve("results.jsonl");
            Terminal.Result result = run(options + " --requests 3 --warm-up 2 --concurrency 2 --ignore-eos"
                    + " --format json --results " + results);

            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.errorLines().getFirst())
                    .contains("3 requests of at most 32 tokens, 96 in all, after 2 for warming up; 2 clients");
            JsonNode json = JsonMapper.shared().readTree(result.out());
            assertThat(value(json, "requests")).isEqualTo(3);
            assertThat(value(json, "generated_tokens")).isEqualTo(96);
            assertThat(value(json, "vllm:generation_tokens_total")).isEqualTo(96);
            assertThat(value(json, "diffusion_committed_tokens_total")).isEqualTo(96);
            assertThat(value(json, "diffusion_denoising_steps_total")).isEqualTo(24);
            assertThat(value(json, "one_piece_answers")).isZero();
            assertThat(run("compare " + results + " " + results).code()).isZero();
        });
    }

    private static double value(JsonNode json, String metric) {
        return json.path("metrics")
                .valueStream()
                .filter(each -> each.path("name").asString().equals(metric))
                .findFirst()
                .orElseThrow()
                .at("/statistics/value")
                .asDouble();
    }

    @Test
    void theKeysOfVllmAreReadByTheImport() throws IOException {
        withServer(options -> {
            Terminal.Result result = run(options + " --requests 2 --rate 50 --arrivals constant --format vllm");
            Path file = Files.writeString(folder.resolve("vllm.json"), result.out());
            Terminal.Result imported = run("import " + file + " --format json");

            assertThat(imported.code()).as(imported.err()).isZero();
            JsonNode first = JsonMapper.shared().readTree(imported.out()).path(0);
            assertThat(value(first, "requests")).isEqualTo(2);
            assertThat(first.at("/setting/load/arrival/requests_per_second").asDouble())
                    .isCloseTo(50, within(1e-9));
        });
    }

    /// Three requests of Azure and two of BurstGPT, one of which has failed: their lengths and times are sent.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TIMESTAMP,ContextTokens,GeneratedTokens/2023-11-16 18:17:03.9799600,12,16/2023-11-16"
                        + " 18:17:04.0319600,7,32/2023-11-16 18:17:04.0799600,20,16|3|64|30.0",
                "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type/5,ChatGPT,12,16,28,Conversation"
                        + " log/5.1,GPT-4,9,0,9,API log/5.2,GPT-4,9,32,41,API log|2|48|20.0"
            })
    void recordedRequestsAreSentAgain(String lines, int requests, int tokens, double rate) throws IOException {
        Path trace = Files.writeString(folder.resolve("trace.csv"), lines.replace("/", "\n") + "\n");
        withServer(options -> {
            Terminal.Result result = run(options.substring(0, options.indexOf(" --gen-len"))
                    + " --vocab-size 90 --ignore-eos --warm-up 0 --format json --rate " + rate + " --replay " + trace);

            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.err())
                    .contains(requests + " requests of at most 32 tokens, " + tokens + " in all")
                    .contains("recorded times, " + rate + " requests a second");
            JsonNode json = JsonMapper.shared().readTree(result.out());
            assertThat(value(json, "requests")).isEqualTo(requests);
            assertThat(value(json, "generated_tokens")).isEqualTo(tokens);
        });
    }

    @Test
    void loadIsRamped() throws IOException {
        withServer(options -> {
            Terminal.Result result = run(options + " --requests 2 --concurrency 2 --ramp 0.2 --format json");

            assertThat(result.code()).as(result.err()).isZero();
            assertThat(result.err()).contains("2 clients, ramped for 0.2 s");
        });
    }

    @Test
    void aModelThatIsNotServedEndsWithItsReason() throws IOException {
        withServer(options -> {
            Terminal.Result result = run(options.replace("tiny-math-dlm", "nobody") + " --requests 60");

            assertThat(result.code()).isEqualTo(1);
            assertThat(result.errorLines().getLast())
                    .startsWith("unmask: stopped after 50 of 60 requests: 50 errors in a row, the last: status 404:");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--prompts no.jsonl                            | no.jsonl: no such file",
                "--prompt-len 8                                | give their number with --vocab-size",
                "--prompt-len 8 --vocab-size 9 --chat          | no --chat",
                "--prompt-len 0 --vocab-size 9                 | --prompt-len 0; expected a whole number from 1",
                "--prompt-len 8 --vocab-size 9 --requests 0    | --requests 0; expected a whole number from 1",
                "--prompt-len 8 --vocab-size 9 --url nowhere   | --url nowhere; expected an address",
                "--prompt-len 8 --vocab-size 9 --rate 2 --concurrency 4 | --concurrency is another kind of load",
                "--prompt-len 8 --vocab-size 9 --rate -1       | --rate -1.0; expected requests a second",
                "--prompt-len 8 --vocab-size 9 --rate 1 --arrivals poison | unknown arrivals 'poison'; did you mean poisson?",
                "--vocab-size 9                                | give --prompts FILE, --prompt-len N or --replay FILE",
                "--replay no.csv --vocab-size 9                | no.csv: no such file",
                "--replay no.csv                               | --replay without --prompts sends random tokens",
                "--prompt-len 8 --vocab-size 9 --ramp -1       | --ramp -1.0; expected seconds from 0",
                "--prompt-len 8 --vocab-size 9 --slo itl=1     | bad objective 'itl=1'",
                "--prompt-len 8 --vocab-size 9 --strategy x:y  | bad strategy"
            })
    void badUsageIsOneLine(String options, String reason) {
        Terminal.Result result = run("bench-endpoint --model m " + options);
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.errorLines()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(reason);
    }
}
