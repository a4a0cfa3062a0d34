package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;

/// The sentences of a report against plain scans over whole predictions, pass by pass.
class CrossoverFindingsTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));
    private static final int PROMPT = 128;
    private static final int GENERATED = 16;
    private static final List<Integer> STEPS = List.of(16, 12, 8, 4, 1);

    @TempDir
    private static Path userFolder;

    private static Pair pair;
    private static List<String> findings;

    @BeforeAll
    static void findings() throws IOException {
        String text = Files.readString(HOME.resolve("studies/smoke.yaml"))
                .replace("devices: [a6000, h100-sxm]", "devices: [rtx-4090, a10]")
                .replace(
                        "generated_tokens: 64\n  batches: 1-16*4",
                        "generated_tokens: " + GENERATED + "\n  batches: [1]")
                .replace("steps: [64, 16]", "steps: " + STEPS)
                .replace("strategies: [\"dual-cache:block=32,steps=64\"]\n  logits", "strategies: []\n  logits")
                .replaceFirst("(?s)  crossover:.*?\n\n", "\n");
        Study study = StudyFile.parse("scan.yaml", text);
        pair = Pair.of(study.predict().orElseThrow(), new Catalog(HOME, userFolder));
        assertThat(pair.middlePrompt()).isEqualTo(PROMPT);
        findings = CrossoverFindings.of(pair);
    }

    private static Prediction predict(Model model, String strategy, Device device, int batch) {
        return Prediction.of(Scenario.of(
                        model,
                        device,
                        StrategySpec.parse(strategy),
                        new Request(batch, PROMPT, GENERATED, pair.logits()),
                        pair.dtype())
                .under(pair.profile()));
    }

    private static Prediction autoregressive(Device device, int batch) {
        return predict(pair.autoregressive(), "ar", device, batch);
    }

    private static Prediction diffusion(Device device, int steps, int batch) {
        return predict(pair.diffusion(), "diffusion:steps=" + steps, device, batch);
    }

    private static double seconds(Prediction prediction) {
        return prediction.timeline().seconds();
    }

    private static String finding(Device device, String middle) {
        String beginning = device.id() + ", prompt " + PROMPT + ", " + GENERATED + " tokens" + middle;
        return findings.stream()
                .filter(finding -> finding.startsWith(beginning))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theBatchesOfASentenceAreThoseOfAPlainScan() {
        int crossed = 0;
        for (Device device : pair.devices()) {
            String sentence = finding(device, ": llama-3-8b is faster than llada-8b with ");
            for (int steps : STEPS) {
                String words = words(sentence, steps);
                assertBatches(device, steps, words);
                crossed += words.matches(".*\\d.*") ? 1 : 0;
            }
        }
        assertThat(crossed).as("sentences with a crossover").isPositive();
    }

    /// The part of the sentence that speaks of a number of steps.
    private static String words(String sentence, int steps) {
        return Pattern.compile("(?<=with )([\\d, or]+) steps? (.*?)(?=, with |\\.$)")
                .matcher(sentence)
                .results()
                .filter(part -> List.of(part.group(1).split("\\D+")).contains("" + steps))
                .map(part -> part.group(2))
                .findFirst()
                .orElseThrow(() -> new AssertionError(steps + " steps: " + sentence));
    }

    private static void assertBatches(Device device, int steps, String words) {
        IntPredicate said = batches(words);
        boolean fits = true;
        for (int batch = 1; fits; batch++) {
            Prediction first = autoregressive(device, batch);
            Prediction second = diffusion(device, steps, batch);
            fits = first.fits() || second.fits();
            if (first.fits() && second.fits()) {
                assertThat(said.test(batch))
                        .as("%s, %d steps, batch %d: %s", device.id(), steps, batch, words)
                        .isEqualTo(seconds(first) < seconds(second));
            } else if (second.fits() && words.contains("from batch")) {
                assertThat(said.test(batch))
                        .as("%s, %d steps, batch %d, which only the other fits: %s", device.id(), steps, batch, words)
                        .isFalse();
            }
        }
    }

    /// The batches that the words name.
    private static IntPredicate batches(String words) {
        if (words.equals("at every batch that fits both") || words.equals("at no batch that fits both")) {
            return _ -> words.startsWith("at every");
        }
        List<IntPredicate> parts = new ArrayList<>();
        for (String part : words.replaceFirst("^at batch(es)? ", "").split(", | and ", -1)) {
            Matcher numbers = Pattern.compile("from batch (\\d+) on|(\\d+)(?: to (\\d+))?")
                    .matcher(part);
            assertThat(numbers.matches()).as(words).isTrue();
            int from = Integer.parseInt(numbers.group(1) == null ? numbers.group(2) : numbers.group(1));
            int to = numbers.group(1) != null
                    ? Integer.MAX_VALUE
                    : Integer.parseInt(numbers.group(3) == null ? numbers.group(2) : numbers.group(3));
            parts.add(batch -> from <= batch && batch <= to);
        }
        return batch -> parts.stream().anyMatch(part -> part.test(batch));
    }

    @Test
    void theBreakEvenOfASentenceIsThatOfAPlainScan() {
        for (Device device : pair.devices()) {
            double limit = seconds(autoregressive(device, 1));
            List<Double> times = new ArrayList<>();
            for (int steps = 1; steps <= GENERATED; steps++) {
                times.add(seconds(diffusion(device, steps, 1)));
            }
            int affordable =
                    (int) times.stream().takeWhile(time -> time <= limit).count();
            assertThat(times.stream().skip(affordable)).isNotEmpty().allMatch(time -> time > limit);
            double before = times.get(affordable - 1);
            double after = times.get(affordable);
            double exact = affordable + (limit - before) / (after - before);

            assertThat(finding(device, ", batch 1: "))
                    .endsWith(String.format(
                            Locale.ROOT,
                            "llada-8b is as fast as llama-3-8b at K* = %.1f steps, that is %.1f tokens per pass.",
                            exact,
                            GENERATED / exact));
        }
    }

    @Test
    void aModelThatDoesNotFitIsSaidNotToFit() throws IOException {
        Study study = StudyFile.parse(
                "large.yaml",
                Files.readString(HOME.resolve("studies/smoke.yaml"))
                        .replace("devices: [a6000, h100-sxm]", "devices: [rtx-4090]")
                        .replace("generated_tokens: 64\n  batches", "generated_tokens: 16384\n  batches")
                        .replace("steps: [64, 16]", "steps: [64]")
                        .replace("strategies: [\"dual-cache:block=32,steps=64\"]\n  logits", "strategies: []\n  logits")
                        .replaceFirst("(?s)  crossover:.*?\n\n", "\n"));

        assertThat(CrossoverFindings.of(Pair.of(study.predict().orElseThrow(), new Catalog(HOME, userFolder))))
                .containsExactly(
                        "rtx-4090, prompt 128, 16384 tokens: llama-3-8b is faster than llada-8b with 64 steps "
                                + "at no batch, as they do not fit together.",
                        "rtx-4090, prompt 128, 16384 tokens, batch 1: llada-8b does not fit at batch 1.");
    }
}
