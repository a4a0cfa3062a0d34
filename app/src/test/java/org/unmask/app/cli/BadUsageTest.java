package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is typed: one line that says what is wrong, and the exit code that goes with it.
class BadUsageTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private Terminal.Result run(String line) {
        return run(line.split(" "));
    }

    /// A prediction that works, with some of its options replaced by others; `''` is an empty value.
    private Terminal.Result predict(String... replacements) {
        List<String> arguments = new ArrayList<>(List.of("predict"));
        List<String> replaced = Arrays.asList(replacements);
        List<String> working = List.of("--model", "llada-8b", "--device", "a6000", "--strategy", "diffusion");
        for (int i = 0; i < working.size(); i += 2) {
            if (!replaced.contains(working.get(i))) {
                arguments.addAll(working.subList(i, i + 2));
            }
        }
        arguments.addAll(replaced);
        return run(arguments.toArray(String[]::new));
    }

    private static void assertOneLine(Terminal.Result result, int code, String... parts) {
        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(parts);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).as(result.err()).isEqualTo(code);
    }

    @Test
    void theWorkingPredictionWorks() {
        Terminal.Result result = predict();

        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("llada-8b on NVIDIA RTX A6000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "speculative:drafter=nobody,accepted=1              | unknown model 'nobody'",
                "speculative:drafter=llada-8b,accepted=1            | drafter llada-8b is a diffusion model",
                "speculative:drafter=qwen3-0.6b,accepted=1          | has a vocabulary of 151936 tokens, its target llama-3-8b one of 128256",
                "speculative:drafter=llama-3.2-1b                   | add acceptance=A, accepted=X or accepted=FILE",
                "speculative:drafter=llama-3.2-1b,accepted=no.json  | no.json: no such file",
                "speculative:drafter=ngram,acceptance=1.01          | acceptance=1.01; expected a number from 0 to 1"
            })
    void aBadDrafterIsOneLine(String strategy, String reason) {
        assertOneLine(predict("--model", "llama-3-8b", "--strategy", strategy), USAGE, reason);
    }

    @Test
    void aStrategyThatIsPricedOnlyIsNotRun() {
        for (String command : List.of(
                "generate --model tiny-math-ar --prompt 1 --gen-len 8 --strategy mtp",
                "measure --model tiny-math-ar --prompt-len 8 --gen-len 8 --strategy mtp")) {
            assertOneLine(
                    run(command),
                    USAGE,
                    "strategy 'mtp' can be priced, not run: the engine has no layers that draft within a model; predict prices"
                            + " them, and strategy speculative runs with a model that drafts");
        }
    }

    @Test
    void whatCannotDraftIsRefused() {
        for (String command : List.of(
                "generate --model tiny-math-ar --prompt 1 --gen-len 8 --strategy",
                "measure --model tiny-math-ar --prompt-len 8 --gen-len 8 --strategy")) {
            assertOneLine(
                    run(command + " speculative:drafter=llama-3-8b"),
                    USAGE,
                    "drafter llama-3-8b has a vocabulary of 128256 tokens, its target tiny-math-ar one of 160; a drafter must"
                            + " have the vocabulary of its target");
            assertOneLine(
                    run(command + " speculative:drafter=tiny-math-dlm"),
                    USAGE,
                    "drafter tiny-math-dlm is a diffusion model; an autoregressive one drafts token by token");
            assertOneLine(run(command + " speculative:drafter=tiny-math-drafte"), USAGE, "tiny-math-drafter");
        }
        assertOneLine(
                run(
                        "evaluate --model tiny-math-ar --gen-len 8 --dataset a.jsonl --strategy speculative:drafter=llama-3-8b"),
                USAGE,
                "drafter llama-3-8b has no weights here, so that its drafts would mean nothing");
    }

    /// Before anything is probed or loaded, which takes most of a minute.
    @Test
    void whatNoPassCanRunIsRefusedAtTheStart() throws IOException {
        Path study = Files.writeString(folder.resolve("study.yaml"), """
                schema: unmask.study/1
                name: masks
                title: masks
                measure:
                  autoregressive: small-ar
                  diffusion: tinyllama-1.1b
                  strategies: [ar, "diffusion:steps=8"]
                  batches: [1]
                  prompt_tokens: 8
                  generated_tokens: 8
                  dtype: bf16
                  backend: auto
                  warmups: 0
                  repetitions: 1
                """);
        String reason = "model tinyllama-1.1b has no mask token, so strategy 'diffusion:steps=8' cannot run it";

        assertOneLine(
                run("measure --model tinyllama-1.1b --prompt-len 8 --gen-len 8 --strategy diffusion:steps=8"),
                USAGE,
                reason);
        assertOneLine(run("study " + study + " --out " + folder.resolve("out")), USAGE, reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "predct                        | predct       | predict",
                "models synthesise small-ar    | synthesise   | synthesize",
                "stdy                          | stdy         | study",
                "predict --modle llada-8b      | --modle      | --model",
                "devices --fromat json         | --fromat     | --format",
                "predict extra --model llada-8b --device a6000 --strategy ar | extra | predict",
            })
    void anUnknownCommandOrOptionNamesTheNearest(String line, String wrong, String near) {
        assertOneLine(run(line.strip()), USAGE, wrong, near);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--model    | llada8b              | llada-8b",
                "--model    | nothing-like-it-here | known: ",
                "--device   | h100                 | h100-sxm",
                "--device   | a6000,a800           | a800-80gb",
                "--strategy | difusion             | did you mean diffusion",
                "--strategy | dual-cache:blok=32   | did you mean block",
                "--strategy | ar:steps=3           | takes no keys",
                "--strategy | diffusion:steps      | expected key=value",
                "--strategy | diffusion:steps=1.5  | steps=1.5",
                "--dtype    | fp12                 | did you mean fp16?",
                "--logits   | some                 | known: active, generated, all",
                "--format   | xml                  | known: text, json, csv",
            })
    void anUnknownNameIsAnsweredWithKnownOnes(String option, String value, String expected) {
        assertOneLine(predict(option, value), USAGE, expected);
    }

    @Test
    void aFormatMayBeTypedInAnyCase() {
        assertThat(predict("--format", "JSON").code()).isZero();
        assertOneLine(run("models synthesize llada-8b --out x --format zip"), USAGE, "'zip'; known: safetensors, gguf");
        assertOneLine(
                run("sweep --model llada-8b --device a6000 --strategy ar --format xml"),
                USAGE,
                "'xml'; known: csv, jsonl, parquet");
    }

    @Test
    void aTypeTheDeviceHasNoRateForIsSaidSo() {
        String line = "predict --model llama-3-8b --device h100-sxm --strategy ar --gen-len 4 --dtype ";
        assertOneLine(run(line + "int4"), USAGE, "h100-sxm has no int4 rate; it has bf16, float32, fp8, int8");
        assertThat(run(line + "int4 --activation-dtype bf16").code()).isZero();
        assertOneLine(run(line + "bf16 --weight-dtype int3"), USAGE, "unknown dtype 'int3'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "5-1", "1-8*1", "", "99999999999", "1,,2", "1-8*", "-", "*", "1-", "1 2"})
    void aBadRangeIsShownWithWhatIsExpected(String range) {
        for (String option : List.of("--batch", "--prompt-len", "--gen-len", "--steps", "--block-length")) {
            assertOneLine(predict(option + "=" + range), USAGE, option, "'" + range + "'");
        }
        assertOneLine(predict("--batch", range), USAGE, "--batch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--strategy diffusion:block=33 --gen-len 64              | 64 is not a multiple of block=33",
                "--strategy diffusion:block=8,steps=4 --gen-len 64       | steps=4 are fewer than the 8 blocks",
                "--strategy diffusion:block=8,steps=12 --gen-len 64      | steps=12 is not a multiple of the 8 blocks",
                "--strategy diffusion:threshold=0.9                      | tokens-per-pass=X",
                "--strategy diffusion:threshold=0.9,tokens-per-pass=0.5  | tokens-per-pass=0.5",
                "--strategy diffusion:threshold=0.9,steps=8              | leave one of them out",
                "--strategy diffusion:threshold=NaN                      | threshold=NaN",
                "--batch 2000000000                                      | the limit is",
                "--prompt-len 300000000                                  | the limit is",
                "--gen-len 300000000                                     | the limit is",
                "--batch 200000000 --prompt-len 200000000                | too large",
                "--gen-len 200000000                                     | too large",
                "--gen-len 200000000 --strategy ar                       | passes",
                "--gen-len 128 --steps 2000000000                        | passes",
                "--batch 1-10000 --prompt-len 1-10000                    | predictions",
            })
    void sizesThatDoNotWorkAreRefusedAtOnce(String options, String expected) {
        assertOneLine(predict(options.strip().split(" ")), USAGE, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tensor-parallel 3                        | heads 32 does not divide",
                "--tensor-parallel 16                       | tensor=16",
                "--tensor-parallel 0                        | --tensor-parallel",
                "--pipeline-parallel 33                     | 33 stages: it has 32 layers",
                "--expert-parallel 2                        | it has no experts; leave --expert-parallel out",
                "--expert-parallel 0                        | --expert-parallel",
                "--tensor-parallel 4 --expert-parallel 6    | --expert-parallel 6 is no multiple of --tensor-parallel 4",
                "--model mixtral-8x7b --strategy ar --expert-parallel 16 | a layer has 8 experts",
                "--model mixtral-8x7b --strategy ar --device apple-m2-ultra --expert-parallel 2 | no link between devices",
                "--tensor-parallel 2 --link nvlnk           | it has pcie, nvlink-bridge",
                "--tensor-parallel 2 --link 0               | expected bytes per second",
                "--tensor-parallel 2 --link 1e9:x           | expected bytes per second",
                "--tensor-parallel 2 --link 1e9:1:2         | expected bytes per second",
                "--link pcie                                | --link needs several devices",
                "--device apple-m2-ultra --tensor-parallel 2 | no link between devices apple-m2-ultra",
                "--dollars-per-hour=-1                      | --dollars-per-hour -1.0",
                "--dollars-per-hour NaN                     | --dollars-per-hour NaN",
                "--dollars-per-hour Infinity                | --dollars-per-hour Infinity",
                "--dollars-per-hour x                       | --dollars-per-hour",
                "--dollars-per-hour 1 --prices prices.json  | give one of them",
            })
    void severalDevicesAndPricesAreChecked(String options, String expected) {
        assertOneLine(predict(options.strip().split(" ")), USAGE, expected);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertOneLine(run("predict", "--model", "llada-8b"), USAGE, "--device", "--strategy");
        assertOneLine(run(), USAGE, "missing command");
        assertOneLine(run("generate", "--model", "tiny-math-ar"), USAGE, "--prompt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "measure --model small-dlm --strategy diffusion --backend vectr        | did you mean vector",
                "measure --model small-dlm --strategy diffusion --dtype fp8            | fp8 weights can be predicted, not run; to run, give float32, bf16, int8, int4, w8a8 or w4a8",
                "measure --model small-dlm --strategy diffusion --dtype int4 --backend onednn | backend onednn does not multiply with int4 weights here; ",
                "measure --model small-dlm --strategy diffusion --dtype w4a8 --backend onednn | backend onednn does not multiply with w4a8 weights here;",
                "measure --model small-dlm --strategy diffusion --dtype w4a8 --backend onednn | vector and scalar can",
                "predict --model llama-3-8b --device h100-sxm --strategy ar --gen-len 4 --kv-dtype w4a8 | w4a8 is a type of weights; give activations, keys and values int8 or another type",
                "predict --model llama-3-8b --device gaudi2 --strategy ar --gen-len 4 --dtype w8a8 | gaudi2 has no int8 rate",
                "measure --model small-dlm --strategy diffusion --kv-dtype int8         | int8 keys and values can be predicted, not run; to run, give float32 or bf16",
                "measure --model small-dlm --strategy diffusion --repetitions 0        | --repetitions 0",
                "measure --model small-ar,tiny-math-ar --strategy ar                   | both are autoregressive models; expected an autoregressive and a diffusion one",
                "measure --model small-ar,small-dlm,tiny-math-ar --strategy ar         | expected one model, or a pair",
                "measure --model small-dlm --strategy diffusion --threads -1           | --threads",
                "measure --model small-dlm --strategy diffusion --finished keep        | finished: keep needs stop: end-token",
                "measure --model small-dlm --strategy diffusion --stop never           | stop: never; known: length, end-token",
                "measure --model small-dlm --strategy diffusion --temperature -1       | temperature=-1.0",
                "measure --model small-dlm --strategy diffusion --temperature 1 --top-k 5 | sampler llada has no top-k",
                "generate --model tiny-math-dlm --prompt x --sampler gumbel            | unknown sampler 'gumbel'",
                "generate --model tiny-math-ar --prompt x --top-p 0.9                  | need a temperature above 0",
                "measure --model small-dlm --strategy diffusion --format csv           | known: text, json",
                "measure --model small-dlm --strategy diffusion --repetitions many     | --repetitions",
                "measure --model tiny-math-dlm --strategy diffusion --prompts ../models/tiny-math/test.jsonl --problems 501 | 501",
                "generate --model tiny-math-dlm --prompt x --strategy diffusion:block=3 | block=3",
                "generate --model tiny-math-dlm --prompt x --strategy diffusion:tokens-per-pass=2 | tokens-per-pass",
                "generate --model tiny-math-dlm --prompt x --gen-len 0                 | --gen-len 0",
                "generate --model tiny-math-dlm --prompt x --prompt-file y             | --prompt",
                "generate --model small-dlm --prompt x                                 | tokenizer",
                "generate --model tiny-math-dlm --prompt x --backend scala             | did you mean scalar",
                "generate --model tiny-math-dlm --prompt x --gen-len 100000000         | positions",
                "measure --model llada-8b --strategy diffusion:steps=1 --batch 100000000  | memory",
                "measure --model tiny-math-dlm --strategy diffusion --prompts ../models/tiny-math/test.jsonl --batch 1,2 | give one --batch",
                "measure --model tiny-math-dlm --strategy llama-cpp:canvas=256 --prompts ../models/tiny-math/test.jsonl --batch 2 | canvas=256 has fewer masks for a longer prompt",
                "study quickstrt                                                       | did you mean quickstart",
                "study no/such.yaml                                                    | no such file",
                "report no-such-folder                                                 | no study was run here",
                "probe --seconds 1e9                                                   | --seconds",
            })
    void otherCommandsRefuseLikewise(String line, String expected) {
        assertOneLine(run(line.strip()), USAGE, expected.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate --model tiny-math-dlm --prompt-file no-such.txt                            | no-such.txt: no such file",
                "measure --model tiny-math-dlm --strategy diffusion --prompts no-such.jsonl          | no-such.jsonl: no such file",
                "predict --model ./no-such.json --device a6000 --strategy ar                          | no-such.json: no such file",
                "predict --model llada-8b --device ./no-such.json --strategy ar                       | no-such.json: no such file",
                "predict --model llada-8b --device a6000 --strategy ar --prices no-such.json          | no-such.json: no such file",
                "predict --model llada-8b --device a6000 --strategy diffusion:profile=no-such.json    | no-such.json: no such file",
                "study no/such.yaml                                                                   | no/such.yaml: no such file",
                "validate no-such.csv                                                                 | no-such.csv: no such file",
                "calibrate --published no-such.csv                                                    | no-such.csv: no such file",
            })
    void aMissingFileThatWasNamedIsBadUsage(String line, String expected) {
        assertOneLine(run(line.strip()), USAGE, expected);
    }

    @Test
    void aMissingProfileIsNoPointThatASweepSkips() {
        assertOneLine(
                run(
                        "sweep",
                        "--model=llada-8b",
                        "--device=a6000",
                        "--strategy=diffusion:profile=no-such.json",
                        "--skip",
                        "--output=" + folder.resolve("sweep.csv")),
                USAGE,
                "no-such.json: no such file");
    }

    @Test
    void aFolderInPlaceOfAPromptIsNamed() {
        assertOneLine(
                run("generate", "--model", "tiny-math-dlm", "--prompt-file", folder.toString()),
                FAILED,
                folder + ": a folder; expected a file with the prompt");
    }

    @Test
    void aFileThatIsNotTextFailsInOneLine() throws IOException {
        Path file = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF, 0});

        assertOneLine(
                run("generate", "--model", "tiny-math-dlm", "--prompt-file", file.toString()),
                FAILED,
                file + ": not UTF-8");
        assertOneLine(run("study", file.toString()), FAILED, file + ": not UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                              | config.json",
                "{                                             | malformed JSON",
                "[]                                            | expected a JSON object",
                "{\"model_type\":\"llama\"}                     | missing",
                "{\"model_type\":\"bert\"}                      | bert",
                "HIDDEN \"x\"                                   | hidden_size",
                "HIDDEN -4096                                  | hidden_size",
                "HIDDEN 0                                      | hidden_size",
                "HIDDEN 4097                                   | heads",
                "HIDDEN 1e400                                  | hidden_size",
                "HIDDEN 536870896                              | parameters",
                "HIDDEN 99999999999999999999                   | hidden_size",
                "HIDDEN 4096, \"hidden_size\": 4096             | hidden_size",
                "HIDDEN 4096, \"num_experts\": 8                | num_experts",
            })
    void aBrokenConfigurationFailsInOneLine(String content, String expected) throws IOException {
        String text = content == null ? "" : content;
        if (text.startsWith("HIDDEN ")) {
            text = """
                    {"model_type":"llama","num_hidden_layers":2,"num_attention_heads":4,"intermediate_size":64,
                     "vocab_size":100,"rms_norm_eps":1e-5,"hidden_size": %s}
                    """.formatted(text.substring("HIDDEN ".length()));
        }
        Path config = Files.writeString(folder.resolve("config.json"), text);

        assertOneLine(predict("--model", config.toString()), FAILED, "config.json", expected);
        assertOneLine(predict("--model", folder.toString()), FAILED, "config.json", expected);
    }

    @Test
    void aBinaryOrDeepConfigurationFailsInOneLine() throws IOException {
        Path config = Files.write(folder.resolve("config.json"), new byte[] {0, 1, (byte) 0xFF, 10, 13});
        assertOneLine(predict("--model", config.toString()), FAILED, "config.json");
        Files.writeString(config, "[".repeat(100_000));
        assertOneLine(predict("--model", config.toString()), FAILED, "config.json");
        Files.writeString(config, " ".repeat(2_000_000));
        assertOneLine(predict("--model", config.toString()), FAILED, "config.json");
    }

    @Test
    void verboseShowsTheTraceAfterTheLine() {
        Terminal.Result result = predict("--model", "llada8b", "--verbose");

        assertThat(result.code()).isEqualTo(USAGE);
        assertThat(result.errorLines().getFirst()).startsWith("unmask: unknown model 'llada8b'");
        assertThat(result.err())
                .contains("org.unmask.core.text.UsageException", "org.unmask.app.cli.PredictCommand.call(");
        assertThat(run("-v", "predict", "--model", "llada8b", "--device", "a6000", "--strategy", "ar")
                        .err())
                .contains("UsageException");
    }
}
