package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Term;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.PassTime;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Explanation;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Run;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
    private static final int USAGE = 2;

    @TempDir
    private Path folder;

    private Terminal.Result explain(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "explain",
                "--model",
                "llada-8b",
                "--device",
                "h200-sxm",
                "--strategy",
                "dual-cache:block=32,steps=128",
                "--prompt-len",
                "512",
                "--gen-len",
                "256",
                "--batch",
                "8"));
        arguments.addAll(List.of(more));
        return Terminal.inRepository(folder.resolve("user")).run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(Terminal.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return JsonMapper.shared().readTree(result.out());
    }

    /// 8 sequences of 32 rows, 4096 to 3 times 4096 wide, at 989.5 TFLOP/s and 4.8 TB/s, by hand:
    /// 2·256·4096·12288 / 989.5e12 = 26.04 µs against (2·4096·12288 + 2·256·4096 + 6·256·4096) / 4.8e12 = 22.7 µs.
    @Test
    void aPageSaysWhatEachTermTakesAndWhichRoofBinds() {
        Terminal.Result result = explain("--operator", "qkv_proj", "--pass", "3");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("pass 3 of 128, denoise: 8 sequences of 32 queries beside 736 cached positions")
                .contains("2 · T · h · (Hq + 2 Hk)  2 · 256 · 4096 · 12288  25.8 GFLOP  26.0 µs")
                .contains("h · (Hq + 2 Hk) · w      4096 · 12288 · 2            101 MB  21.0 µs")
                .contains("one run     26.0 µs: arithmetic binds, traffic hides behind it")
                .contains("this pass   32 runs, 833 µs")
                .contains("arXiv 1706.03762");
    }

    @Test
    void withoutAnOperatorThoseOfThePassAreListed() {
        Terminal.Result result = explain();

        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("pass 1 of 128, refresh")
                .contains("lm_head")
                .contains("denoise       32     120      2");
    }

    @Test
    void jsonAndCsvHoldTheSameTerms() {
        JsonNode terms = json(explain("--operator", "attention", "-o", "json"))
                .path("operator")
                .path("runs")
                .path(0)
                .path("terms");
        Terminal.Result csv = explain("--operator", "attention", "-o", "csv");

        assertThat(csv.out().lines().count()).isEqualTo(terms.size() + 1L);
        assertThat(csv.out()).contains(terms.path(0).path("amount").asString());
    }

    @Test
    void totalsAreThoseOfThePrediction() {
        JsonNode explained = json(explain("--operator", "lm_head", "-o", "json"));
        JsonNode predicted = json(Terminal.inRepository(folder.resolve("user"))
                .run(
                        "predict",
                        "--model",
                        "llada-8b",
                        "--device",
                        "h200-sxm",
                        "--strategy",
                        "dual-cache:block=32,steps=128",
                        "--prompt-len",
                        "512",
                        "--gen-len",
                        "256",
                        "--batch",
                        "8",
                        "-o",
                        "json"));
        JsonNode operator = predicted
                .path("operators")
                .valueStream()
                .filter(each -> each.path("name").asString().equals("lm_head"))
                .findFirst()
                .orElseThrow();
        assertThat(explained.path("operator").path("all_passes").path("seconds"))
                .isEqualTo(operator.path("seconds"));
        assertThat(explained.path("operator").path("all_passes").path("calls")).isEqualTo(operator.path("calls"));
    }

    @Test
    void mistakesAreOneLine() {
        assertUsage(explain("--operator", "qkv"), "unknown operator 'qkv'; did you mean qkv_proj?");
        assertUsage(explain("--pass", "0"), "--pass 0; the generation has passes from 1 to 128");
        assertUsage(
                explain("--device", "a6000"), "an explanation is of one prediction; give numbers, not lists or ranges");
    }

    private static void assertUsage(Terminal.Result result, String reason) {
        assertThat(result.code()).isEqualTo(USAGE);
        assertThat(result.errorLines()).containsExactly("unmask: " + reason);
    }

    /// Every model of the catalogue, as its file stores it, under strategies that compute all kinds of operators.
    @Test
    void termsOfEveryModelAddUpToItsPrice() throws IOException {
        Catalog catalog = new Catalog(Path.of(System.getProperty("unmask.home")), folder.resolve("user"));
        Device device = catalog.device("h200-sxm").device();
        for (String name : catalog.models()) {
            Model model = catalog.model(name).model();
            for (String strategy : strategies(model)) {
                Prediction prediction = Prediction.of(Scenario.of(
                        model,
                        device,
                        StrategySpec.parse(strategy),
                        new Request(3, 40, 32, LogitRows.ACTIVE),
                        DTypes.BF16));
                for (Explanation.Kind kind : Explanation.kinds(prediction)) {
                    assertAddsUp(prediction, kind.first());
                }
            }
        }
    }

    /// Only layers as LLaMA's are keep features.
    private static List<String> strategies(Model model) {
        return model.architecture().layout().isPlain()
                ? List.of("ar", "dllm-cache:block=32,steps=32", "dual-cache:block=32,steps=32")
                : List.of("ar", "dual-cache:block=32,steps=32");
    }

    private static void assertAddsUp(Prediction prediction, int pass) {
        PassTime time = prediction.timeline().passes().get(pass);
        for (OperatorTotal total : time.operators()) {
            Explanation explanation = Explanation.of(prediction, OptionalInt.of(pass + 1), Optional.of(total.name()));
            Work work = Work.NONE;
            double seconds = 0;
            for (Run run : explanation.runs()) {
                for (Term term : run.terms()) {
                    work = work.plus(term.work().times(run.calls()));
                }
                seconds += run.allSeconds();
            }
            assertThat(work).as(prediction.model().id() + " " + total.name()).isEqualTo(total.work());
            assertThat(seconds).isCloseTo(total.seconds(), within(1e-12 * total.seconds()));
        }
    }
}
