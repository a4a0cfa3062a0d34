package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FrontierCommandTest {
    private static final String PROBLEMS = Path.of(System.getProperty("unmask.home"))
            .resolve("models/tiny-math/test.jsonl")
            .toString();

    @TempDir
    private Path folder;

    private Terminal.Result frontier(String... options) {
        return Terminal.inRepository(folder.resolve("user"))
                .run(Stream.concat(
                                Stream.of(
                                        ("frontier --model tiny-math-dlm --ar-model tiny-math-ar --gen-len 64 --steps 8"
                                                        + " --rule threshold=0.9")
                                                .split(" ")),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    /// Caches `none` with blocks of 32 and 64, `dual` with 32; two rules each; `ar`.
    @Test
    void everySettingOfTheGridStandsBesideTheAutoregressiveModelAtEachBatch() throws IOException {
        Path answers = folder.resolve("answers.jsonl");
        Path page = folder.resolve("page.html");
        String[] options = {
            "--dataset",
            PROBLEMS,
            "--cache",
            "none,dual",
            "--block-length",
            "32,64",
            "--limit",
            "3",
            "--batch",
            "1,2",
            "--out",
            answers.toString(),
            "-o",
            "json"
        };

        Terminal.Result first = frontier(Stream.concat(Stream.of(options), Stream.of("--html", page.toString()))
                .toArray(String[]::new));

        assertThat(first.code()).as(first.err()).isZero();
        JsonNode json = JsonMapper.shared().readTree(first.out());
        assertThat(json.get("schema").asString()).isEqualTo("unmask.frontier/1");
        assertThat(json.get("settings")
                        .valueStream()
                        .map(setting -> setting.get("batch").intValue() + " "
                                + setting.get("strategy").asString()))
                .containsExactly(
                        "1 ar",
                        "1 diffusion:block=32,steps=8",
                        "1 diffusion:block=32,threshold=0.9",
                        "1 diffusion:block=64,steps=8",
                        "1 diffusion:block=64,threshold=0.9",
                        "1 dual-cache:block=32,steps=8",
                        "1 dual-cache:block=32,threshold=0.9",
                        "2 ar",
                        "2 diffusion:block=32,steps=8",
                        "2 diffusion:block=32,threshold=0.9",
                        "2 diffusion:block=64,steps=8",
                        "2 diffusion:block=64,threshold=0.9",
                        "2 dual-cache:block=32,steps=8",
                        "2 dual-cache:block=32,threshold=0.9");
        assertThat(json.get("sentences").get(0).asString())
                .startsWith("At batch 1 ")
                .contains("; at batch 2 ");
        assertThat(Files.readString(page)).contains("Quality against speed at batch 2", "id=\"frontier-1\"");

        // Cut off in the middle of a line, the last setting lacks its last batch; nothing else is answered again.
        List<String> lines = Files.readAllLines(answers);
        Files.writeString(answers, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n{\"type\":");
        Terminal.Result second = frontier(options);

        assertThat(Files.readAllLines(answers)).hasSize(lines.size()).startsWith(lines.getFirst(), lines.get(1));
        JsonNode again = JsonMapper.shared().readTree(second.out());
        for (int i = 0; i < 13; i++) {
            assertThat(again.get("settings").get(i).get("seconds"))
                    .isEqualTo(json.get("settings").get(i).get("seconds"));
        }
        assertThat(again.get("settings").valueStream().map(setting -> setting.get("exact_match,strict-match")))
                .containsExactlyElementsOf(json.get("settings")
                        .valueStream()
                        .map(setting -> setting.get("exact_match,strict-match"))
                        .toList());
        assertThat(frontier(options).out()).isEqualTo(second.out());
    }

    /// The autoregressive model answers alone and with drafts, which change no answer; the fastest is the line to beat.
    @Test
    void draftsStandOnTheLineToBeat() throws IOException {
        Path page = folder.resolve("page.html");
        Terminal.Result result = frontier(
                "--dataset",
                PROBLEMS,
                "--cache",
                "none",
                "--block-length",
                "64",
                "--limit",
                "4",
                "--batch",
                "2",
                "--drafter",
                "tiny-math-drafter,ngram",
                "--strategy",
                "speculative:drafter=ngram,draft=2",
                "--html",
                page.toString(),
                "-o",
                "json");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode json = JsonMapper.shared().readTree(result.out());
        List<JsonNode> settings = json.get("settings").valueStream().toList();
        assertThat(settings)
                .extracting(setting -> setting.get("strategy").asString())
                .containsExactly(
                        "ar",
                        "speculative:drafter=tiny-math-drafter",
                        "speculative:drafter=ngram",
                        "speculative:drafter=ngram,draft=2",
                        "diffusion:block=64,steps=8",
                        "diffusion:block=64,threshold=0.9");
        List<JsonNode> lines = settings.subList(0, 4);
        assertThat(lines)
                .extracting(line -> line.get("exact_match,strict-match"))
                .containsOnly(lines.getFirst().get("exact_match,strict-match"));
        assertThat(lines)
                .extracting(line -> line.get("times_autoregressive").doubleValue())
                .contains(1.0)
                .allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(1));
        assertThat(lines)
                .extracting(line -> line.get("drafter_passes").doubleValue() > 0)
                .containsExactly(false, true, false, false);
        assertThat(json.get("sentences").valueStream().map(JsonNode::asString))
                .anyMatch(sentence -> sentence.startsWith("At batch 2 the line to beat is tiny-math-ar "));
        assertThat(Files.readString(page)).contains("autoregressive: the line to beat");
    }

    @Test
    void whatCannotBeRacedIsRefusedInOneLine() throws IOException {
        Path open = Files.writeString(folder.resolve("open.jsonl"), "{\"prompt\":\"Max has 7 pens.\"}\n");

        assertThat(frontier("--dataset", open.toString()).err())
                .isEqualTo("unmask: no answer to the problems is known, so that there is no accuracy\n");
        assertThat(frontier("--dataset", PROBLEMS, "--error", "0").err()).contains("--error 0");
        assertThat(frontier("--dataset", PROBLEMS, "--strategy", "ar").err()).contains("decodes with ar already");
        assertThat(frontier("--dataset", PROBLEMS, "--cache", "dul").err()).contains("unknown cache 'dul'", "dual");
        assertThat(frontier("--dataset", PROBLEMS, "--block-length", "48").err())
                .contains("the grid is empty");
    }

    /// A block-diffusion model has no use for caches of other models, nor for blocks it was not trained with.
    @Test
    void theGridOfABlockDiffusionModelIsItsOwnCacheAndBlock() throws IOException {
        Terminal.Result result = Terminal.inRepository(folder.resolve("user"))
                .run(("frontier --model tiny-math-block --ar-model tiny-math-ar --gen-len 64 --steps 16,64"
                                + " --rule threshold=0.9 --limit 4 --batch 4 -o json --dataset " + PROBLEMS)
                        .split(" "));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(result.out())
                        .get("settings")
                        .valueStream()
                        .map(setting -> setting.get("strategy").asString()))
                .containsExactly(
                        "ar",
                        "block-diffusion:block=8,steps=16",
                        "block-diffusion:block=8,steps=64",
                        "block-diffusion:block=8,threshold=0.9");
    }
}
