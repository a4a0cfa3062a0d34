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

    @Test
    void anotherFileIsNoBundle() throws IOException {
        Terminal.Result result = run("report", Files.writeString(folder.resolve("a.txt"), "hello"));

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.errorLines()).singleElement().asString().contains("a.txt: no bundle, or a damaged one");
    }
}
