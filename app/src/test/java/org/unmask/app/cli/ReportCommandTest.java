package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.app.study.StudyFile;

/// Stored results of an imaginary machine.
class ReportCommandTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));

    private static final String STUDY = """
            schema: unmask.study/1
            name: stored
            title: Two models
            predict:
              autoregressive: llama-3-8b
              diffusion: llada-8b
              devices: [h100-sxm, DEVICE]
              prompt_tokens: 128
              generated_tokens: 64
              batches: [1, 4]
              steps: 16
              strategies: []
              profile: PROFILE
              intensity: {prompt_tokens: 8, generated_tokens: 8, lengths: 8, batches: 1, strategies: [diffusion]}
            measure:
              autoregressive: small-ar
              diffusion: small-dlm
              strategies: [ar, "diffusion:steps=2"]
              batches: [1, 2]
              prompt_tokens: 8
              generated_tokens: 8
              dtype: bf16
              repetitions: 2
            """;

    @TempDir
    private Path folder;

    private Path study;

    /// A study with a device and a profile of the user's own.
    @BeforeEach
    void study() throws IOException {
        study = Files.createDirectories(folder.resolve("study"));
        Path device = copy("catalog/devices/a800-80gb.json", "user/devices/mine.json", "a800-80gb", "mine");
        Path profile = copy("catalog/profiles/eager.json", "home of jane/slow.json", "\"eager\"", "\"slow\"");
        assertThat(device).exists();
        write(STUDY.replace("DEVICE", "mine").replace("PROFILE", "\"" + profile + "\""));
    }

    private Path copy(String from, String to, String name, String other) throws IOException {
        Path place = folder.resolve(to);
        Files.createDirectories(place.getParent());
        return Files.writeString(place, Files.readString(HOME.resolve(from)).replace(name, other));
    }

    private void write(String text) throws IOException {
        Files.writeString(study.resolve("study.yaml"), text);
        String results = Files.readString(HOME.resolve("result/src/test/resources/version1/smoke.jsonl"))
                .replaceFirst(
                        "\"study_hash\":\"[0-9a-f]*\"",
                        "\"study_hash\":\""
                                + StudyFile.parse("study.yaml", text).hash() + "\"")
                .replaceFirst(
                        "\"backend scalar\":\"",
                        "\"backend scalar\":\"of " + System.getProperty("user.home") + "/lib by "
                                + System.getProperty("user.name") + ", ");
        Files.writeString(study.resolve("results.jsonl"), results);
    }

    private Terminal.Result run(Object... arguments) {
        return Terminal.inRepository(folder.resolve("user"))
                .run(List.of(arguments).stream().map(String::valueOf).toArray(String[]::new));
    }

    private Path bundle() {
        Path bundle = folder.resolve("a.zip");
        Terminal.Result result = run("report", study, "--bundle", bundle);
        assertThat(result.code()).as(result.err()).isZero();
        return bundle;
    }

    /// The same but for what was taken out: the profile goes by its name, and so the study has another hash.
    @Test
    void aBundleMakesTheSamePage() throws IOException {
        Path bundle = bundle();
        String here = Files.readString(study.resolve("report.html"));

        Path out = folder.resolve("theirs");
        Terminal.Result result = Terminal.inRepository(folder.resolve("another user"))
                .run("report", bundle.toString(), "--out", out.toString());

        assertThat(result.code()).as(result.err()).isZero();
        String there = Files.readString(out.resolve("report.html"));
        assertThat(plain(there)).isEqualTo(plain(here));
        assertThat(there).contains("mine", "slow");
    }

    private String plain(String page) {
        return page.replaceAll("SHA-256 [0-9a-f]{16}", "SHA-256")
                .replaceAll(
                        "of (?:" + Pattern.quote(System.getProperty("user.home")) + "/)?lib by " + "(?:user|"
                                + Pattern.quote(System.getProperty("user.name")) + "),",
                        "of");
    }

    /// What `frontier --format json` prints, cut down to what the page shows.
    private static final String FRONTIER = """
            {"schema": "unmask.frontier/1", "dataset": "/home/jane/test.jsonl", "problems": 200, "error": 0.05,
             "measured_on": "EPYC, 2 threads, backend vector, float32 weights", "rounds": [25, 200],
             "settings": [
              {"model": "a", "strategy": "ar", "batch": 1, "scored": 200, "exact_match,strict-match": 0.995,
               "kept_tokens_per_second": 1000.0, "passes": 38.0, "front": false, "knee": false, "beaten_by": null},
              {"model": "d", "strategy": "diffusion:threshold=0.9", "batch": 1, "scored": 200,
               "exact_match,strict-match": 0.875, "kept_tokens_per_second": 1500.0, "passes": 3.0, "front": true,
               "knee": false, "beaten_by": null},
              {"model": "d", "strategy": "diffusion:steps=8", "batch": 1, "scored": 25,
               "exact_match,strict-match": 0.32, "kept_tokens_per_second": 700.0, "passes": 8.0, "front": false,
               "knee": false, "beaten_by": "diffusion:threshold=0.9"}],
             "fronts": [{"batch": 1, "heading": "At batch 1 no setting comes within one point of a"}],
             "sentences": ["At batch 1 no setting of d comes near."], "skipped": []}
            """;

    /// 175 of 200 are 87.5 %, and whoever was dropped says so.
    @Test
    void aFrontierInTheFolderIsPartOfThePageAndOfItsBundle() throws IOException {
        Files.writeString(study.resolve("frontier.json"), FRONTIER);

        Path bundle = bundle();

        String here = Files.readString(study.resolve("report.html"));
        assertThat(here)
                .contains(
                        "id=\"frontier-1\"",
                        "At batch 1 no setting comes within one point of a",
                        "At batch 1 no setting of d comes near.",
                        "200 problems of test.jsonl",
                        "87.5",
                        "dropped");
        Path out = folder.resolve("theirs");
        Terminal.Result result = Terminal.inRepository(folder.resolve("another user"))
                .run("report", bundle.toString(), "--out", out.toString());
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(plain(Files.readString(out.resolve("report.html")))).isEqualTo(plain(here));
        assertThat(Files.readString(out.resolve("frontier.json"))).doesNotContain("jane");
    }

    /// What `fleet --format json` prints, cut down to what the page shows.
    private static final String FLEET = """
            {"schema": "unmask.fleet/1", "traffic": "300 requests, 20.0 a second", "objective": "good answers: ttft=2",
             "plans": [
              {"model": "a", "strategy": "ar", "device": "h100-sxm", "profile": "roofline", "answer": "at", "devices": 2,
               "dollars_per_hour": 5.0, "dollars_per_million_tokens": 0.25, "joules_per_token": 0.125, "good_share": 0.995,
               "utilisation": 0.75, "time_to_first_block_p50": 0.5, "time_to_first_block_p99": 1.5,
               "end_to_end_p50": 2.5, "end_to_end_p99": 3.5, "words": "a, ar, h100-sxm: 2 replicas"},
              {"model": "d", "strategy": "dual-cache:block=32", "device": "h100-sxm", "profile": "roofline",
               "answer": "at", "devices": 6, "dollars_per_hour": 15.0, "dollars_per_million_tokens": 0.75,
               "joules_per_token": null, "good_share": 1.0, "utilisation": 0.5, "time_to_first_block_p50": 0.5,
               "time_to_first_block_p99": 1.5, "end_to_end_p50": 2.5, "end_to_end_p99": 3.5, "words": "d: 6 replicas"},
              {"model": "d", "strategy": "diffusion:steps=64", "device": "h100-sxm", "profile": "roofline",
               "answer": "never", "devices": null, "dollars_per_hour": null, "dollars_per_million_tokens": null,
               "joules_per_token": null, "good_share": null, "utilisation": null, "time_to_first_block_p50": null,
               "time_to_first_block_p99": null, "end_to_end_p50": null, "end_to_end_p99": null,
               "words": "d, diffusion:steps=64, h100-sxm: never, since one request alone takes 3.10 s"}],
             "cheaper_from": [{"words": "d: cheaper than a from 7.50 tokens per pass"}]}
            """;

    /// 0.75 dollars are three times 0.25.
    @Test
    void fleetsInTheFolderArePartOfThePageAndOfItsBundle() throws IOException {
        Files.writeString(study.resolve("fleet.json"), FLEET);

        Path bundle = bundle();

        assertThat(Files.readString(study.resolve("report.html")))
                .contains(
                        "id=\"fleet\"",
                        "2 h100-sxm with a by ar or 6 h100-sxm with d by dual-cache:block=32, which costs 3.00 times as"
                                + " much",
                        "since one request alone takes 3.10 s.",
                        "cheaper than a from 7.50 tokens per pass.",
                        "300 requests, 20.0 a second; good answers: ttft=2");
        try (ZipFile zip = new ZipFile(bundle.toFile())) {
            assertThat(zip.getEntry("fleet.json")).isNotNull();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"answer\": \"never\" | \"answer\": \"perhaps\" | answer: \"perhaps\"",
                "\"good_share\": 0.995 | \"good_share\": null | good_share",
                "unmask.fleet/1 | unmask.fleet/9 | unmask.fleet/9"
            })
    void fleetsThatAreWrongAreNamed(String right, String wrong, String said) throws IOException {
        Path file = Files.writeString(study.resolve("fleet.json"), FLEET.replace(right, wrong));

        Terminal.Result result = run("report", study);

        assertThat(result.code()).isNotZero();
        assertThat(result.err()).contains(file.toString(), said).hasLineCount(1);
    }

    @Test
    void aFrontierThatSaysNothingIsNamed() throws IOException {
        Path file = Files.writeString(
                study.resolve("frontier.json"),
                FRONTIER.replace("\"exact_match,strict-match\": 0.995", "\"exact_match,strict-match\": 1.5"));

        Terminal.Result result = run("report", study);

        assertThat(result.code()).isNotZero();
        assertThat(result.err())
                .contains(file.toString(), "exact_match,strict-match", "a share from 0 to 1")
                .hasLineCount(1);
    }

    @Test
    void nothingPrivateIsInABundle() throws IOException {
        try (ZipFile zip = new ZipFile(bundle().toFile())) {
            assertThat(Collections.list(zip.entries()))
                    .extracting(ZipEntry::getName)
                    .containsExactlyInAnyOrder(
                            "manifest.json", "study.yaml", "results.jsonl", "devices/mine.json", "profiles/slow.json");
            for (ZipEntry entry : Collections.list(zip.entries())) {
                String text = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                assertThat(text)
                        .as(entry.getName())
                        .doesNotContain(System.getProperty("user.home"), folder.toString(), "jane", "/tmp")
                        .doesNotContainPattern("\\b" + Pattern.quote(System.getProperty("user.name")) + "\\b");
            }
        }
    }

    @Test
    void aStudyWithoutFilesOfItsOwnMakesThePageByteForByte() throws IOException {
        write(STUDY.replace("DEVICE", "h200-sxm").replace("PROFILE", "eager"));
        Path results = study.resolve("results.jsonl");
        Files.writeString(results, Files.readString(results).replaceFirst("of [^ ]*/lib by [^ ]*, ", ""));
        Path bundle = bundle();

        Path out = folder.resolve("theirs");
        assertThat(run("report", bundle, "--out", out).code()).isZero();

        assertThat(out.resolve("report.html")).hasSameBinaryContentAs(study.resolve("report.html"));
        assertThat(out.resolve("predictions.csv")).hasSameBinaryContentAs(study.resolve("predictions.csv"));
    }

    @Test
    void aBundleIsNotWrittenOverOtherResults() throws IOException {
        Path bundle = bundle();
        Path out = Files.createDirectories(folder.resolve("theirs"));
        Files.writeString(out.resolve("results.jsonl"), "mine\n");

        Terminal.Result result = run("report", bundle, "--out", out);

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errorLines()).singleElement().asString().contains("another file than the bundle's is here");
        assertThat(out.resolve("study.yaml")).doesNotExist();
    }

    @Test
    void aModelThatOnlyThisMachineHasCannotTravel() throws IOException {
        Path model = folder.resolve("mine.json");
        Files.copy(HOME.resolve("catalog/models/llada-8b.json"), model);
        write(STUDY.replace("DEVICE", "h200-sxm")
                .replace("PROFILE", "eager")
                .replace("diffusion: llada-8b", "diffusion: \"" + model + "\""));

        Terminal.Result result = run("report", study, "--bundle", folder.resolve("a.zip"));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("a bundle needs models of the catalogue");
        assertThat(folder.resolve("a.zip")).doesNotExist();
    }

    /// Counters of a diffusion model, one client: 100 requests of 200 and 512 tokens in 90 seconds.
    private static final String SERVED = """
            {"date": "20260101", "backend": "vllm", "model_id": "diffusiongemma-26b-a4b", "tokenizer_id": "x",
             "num_prompts": 100, "request_rate": "inf", "max_concurrency": 1, "duration": 90.0, "completed": 100,
             "total_input_tokens": 20000, "total_output_tokens": 51200, "output_throughput": 568.9, "mean_ttft_ms": 500.0,
             "diffusion_steps_per_canvas": STEPS, "diffusion_committed_per_step": 12.8}
            """;

    private Path served(String steps) throws IOException {
        return Files.writeString(folder.resolve("bench.json"), SERVED.replace("STEPS", steps));
    }

    private static String cells(Path page) throws IOException {
        String text = Files.readString(page);
        int table = text.indexOf("id=\"imports\"");
        return text.substring(table, text.indexOf("</table>", table))
                .replaceAll("<(?:td|th)[^>]*>", "|")
                .replaceAll("<[^>]+>", "");
    }

    @Test
    void resultsOfOthersStandBesideTheStudyAndTravelWithIt() throws IOException {
        Path out = folder.resolve("theirs");

        Terminal.Result result =
                run("report", study, served("20.0"), "--device", "mine", "--bundle", folder.resolve("a.zip"));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("1 results added to " + study.resolve("imports.jsonl"));
        Terminal.Result unpacked = Terminal.inRepository(folder.resolve("another user"))
                .run("report", folder.resolve("a.zip").toString(), "--out", out.toString());

        assertThat(unpacked.code()).as(unpacked.err()).isZero();
        String here = cells(study.resolve("report.html"));
        assertThat(here)
                .contains(
                        "|diffusiongemma-26b-a4b|tokens_per_second|569|tokens/s|",
                        "|1|200|512|diffusion-gemma:steps=20|mine|vllm");
        assertThat(cells(out.resolve("report.html"))).isEqualTo(here);
        assertThat(Files.readString(out.resolve("imports.jsonl"))).doesNotContain(folder.toString(), "20260101");
        assertThat(Files.readString(study.resolve("report.html"))).contains("id=\"comparison\"");
    }

    /// Nothing is added twice, and a page that is written again is the same.
    @Test
    void whatWasAddedStays() throws IOException {
        run("report", study, served("20.0"), "--device", "h100-sxm");
        String first = Files.readString(study.resolve("report.html"));

        Terminal.Result again = run("report", study, served("20.0"), "--device", "h100-sxm");
        assertThat(again.err()).contains("0 results added");
        assertThat(run("report", study).code()).isZero();

        assertThat(study.resolve("report.html")).hasContent(first);
    }

    /// 16 steps are the usual ones of the model; a canvas takes one more pass, so 33 counted steps take twice the passes.
    @Test
    void countedPassesAreReplayed() throws IOException {
        Path out = folder.resolve("page");

        Terminal.Result result = run("report", served("33.0"), "--device", "h100-sxm", "--out", out);

        assertThat(result.code()).as(result.err()).isZero();
        List<String> cells = List.of(cells(out.resolve("report.html"))
                .lines()
                .filter(line -> line.contains("|diffusiongemma"))
                .findFirst()
                .orElseThrow()
                .split("\\|"));
        int unit = cells.indexOf("tokens/s");
        double replayed = Double.parseDouble(cells.get(unit + 1));
        double assumed = Double.parseDouble(cells.get(unit + 4));
        assertThat(assumed / replayed).isBetween(1.9, 2.05);
        assertThat(cells.get(unit - 1)).isEqualTo("569");
    }

    @Test
    void aFolderOfFilesWithoutAStudyMakesAPageAndNamesWhatItCannotRead() throws IOException {
        Path results = Files.createDirectories(folder.resolve("results"));
        Files.move(served("16.0"), results.resolve("bench.json"));
        Files.writeString(results.resolve("torn.json"), "{\"backend\": \"vllm\", ");
        Path out = folder.resolve("page");

        Terminal.Result result = run("report", results, "--out", out, "--bundle", folder.resolve("a.zip"));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errorLines())
                .filteredOn(line -> line.contains("torn.json"))
                .hasSize(1);
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("the device is not stated; give --device NAME");
        Path there = folder.resolve("there");
        assertThat(run("report", folder.resolve("a.zip"), "--out", there).code())
                .isZero();
        assertThat(there.resolve("report.html")).exists();
    }

    @Test
    void aFolderMayHoldResultsOfThisProgramToo() throws IOException {
        Path first = folder.resolve("first");
        assertThat(run("report", served("16.0"), "--device", "h100-sxm", "--out", first)
                        .code())
                .isZero();
        Path results = Files.createDirectories(folder.resolve("results"));
        Files.copy(first.resolve("imports.jsonl"), results.resolve("all.jsonl"));

        Terminal.Result result = run("report", results, "--out", folder.resolve("page"));

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("1 results added");
        assertThat(cells(folder.resolve("page/report.html")))
                .contains("|diffusiongemma-26b-a4b|tokens_per_second|569|");
    }

    @Test
    void whatAFileDoesNotSayIsNotPriced() throws IOException {
        Path out = folder.resolve("page");
        Files.writeString(
                folder.resolve("bench.json"),
                SERVED.replace("STEPS", "16")
                        .replace("\"max_concurrency\": 1", "\"max_concurrency\": null")
                        .replace("\"inf\"", "4.0"));

        Terminal.Result result = run("report", folder.resolve("bench.json"), "--device", "h100-sxm", "--out", out);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(Files.readString(out.resolve("report.html")))
                .contains("how many sequences share a pass is not stated");
    }

    @Test
    void anotherFileIsNeitherABundleNorResults() throws IOException {
        Terminal.Result text = run("report", Files.writeString(folder.resolve("a.txt"), "hello"));
        Terminal.Result torn = run("report", Files.writeString(folder.resolve("a.zip"), "hello"));

        assertThat(text.code()).isEqualTo(1);
        assertThat(text.errorLines()).singleElement().asString().contains("a.txt: not results in a known format");
        assertThat(torn.code()).isEqualTo(1);
        assertThat(torn.errorLines()).singleElement().asString().contains("a.zip: no bundle, or a damaged one");
    }
}
