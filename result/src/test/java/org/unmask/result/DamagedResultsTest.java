package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.decode.StrategySpec;
import org.unmask.result.bundle.Bundle;
import org.unmask.result.bundle.BundleFile;
import org.unmask.result.compare.Side;
import org.unmask.result.evaluation.EvaluatedProblem;
import org.unmask.result.evaluation.EvaluationFile;

/// Damaged copies of files of this program: each is read, or refused in one line, whoever reads it.
/// `-Dunmask.mutations=500000` reads as many.
class DamagedResultsTest {
    private static final int MUTATIONS = Integer.getInteger("unmask.mutations", 2000);
    private static final Path OLD = Path.of("src/test/resources/version1");

    @TempDir
    private Path folder;

    private record Sample(String content, Charset charset, List<Damage.Reader> readers) {}

    private List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        for (String name : List.of("answers-study.jsonl", "measure.jsonl", "measure-int8.jsonl", "smoke.jsonl")) {
            String content = Files.readString(OLD.resolve(name));
            samples.add(new Sample(content, StandardCharsets.UTF_8, List.of(Results::read, Side::read)));
        }
        samples.add(new Sample(answers(), StandardCharsets.UTF_8, List.of(EvaluationFile::read)));
        samples.add(new Sample(bundle(), StandardCharsets.ISO_8859_1, List.of(BundleFile::read)));
        return samples;
    }

    private static String answers() {
        Setting setting = Setting.UNKNOWN.with(StrategySpec.parse("diffusion:threshold=0.9"));
        EvaluatedProblem answer = new EvaluatedProblem(
                setting.id(),
                3,
                Optional.of("HumanEval/3"),
                "a\n\"b\"",
                Optional.of(new EvaluatedProblem.Score(true, false)),
                true,
                5,
                0,
                8,
                3,
                0.25,
                2,
                0,
                List.of(List.of(6, 0, 2), List.of()),
                List.of(4, 1));
        return EvaluationFile.head("test.jsonl", "sha256:1", 64) + "\n" + EvaluationFile.line(setting) + "\n"
                + answer.json() + "\n";
    }

    private String bundle() throws IOException {
        Path file = folder.resolve("bundle.zip");
        BundleFile.write(file, Bundle.of(Map.of(Bundle.STUDY, "name: a\n", Bundle.RESULTS, "{}\n")), "unmask 1");
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    @Test
    void everyDamagedFileIsReadOrRefusedInOneLine() throws IOException {
        Random random = new Random(MUTATIONS);
        List<Sample> samples = samples();
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Sample sample = samples.get(i % samples.size());
            Path file = folder.resolve("damaged.jsonl");
            Files.write(file, Damage.of(sample.content(), random).getBytes(sample.charset()));
            Damage.Reader reader =
                    sample.readers().get(random.nextInt(sample.readers().size()));
            refused += Damage.isRefused(file, reader) ? 1 : 0;
        }

        assertThat(refused).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
    }
}
