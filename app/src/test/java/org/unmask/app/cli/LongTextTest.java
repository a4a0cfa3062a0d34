package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tiny models were trained for 256 positions.
class LongTextTest {
    private static final Path MODEL = Path.of("../models/tiny-math-dlm");

    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        return Terminal.inRepository(folder.resolve("user")).run(arguments);
    }

    private static void assertRefused(Terminal.Result result, String message) {
        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(message);
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void generateRefusesMorePositionsThanTheModelWasTrainedFor() {
        assertRefused(
                run("generate", "--model", MODEL.toString(), "--prompt", "Max", "--gen-len", "256"),
                "prompt 1 and generated 256 make 257 positions; tiny-math-dlm was trained for 256");
        assertRefused(
                run("generate", "--model", MODEL.toString(), "--prompt", " 1".repeat(100), "--gen-len", "64"),
                "prompt 200 and generated 64 make 264 positions");
    }

    @Test
    void aVeryLongPromptIsRefusedBeforeItIsReadToItsEnd() throws IOException {
        Path file = Files.writeString(folder.resolve("long.txt"), " 12345".repeat(2_000_000));

        assertRefused(
                run("generate", "--model", MODEL.toString(), "--prompt-file", file.toString(), "--gen-len", "8"),
                "the prompt has more than 256 tokens, the positions the model was trained for; shorten it");
    }

    @Test
    void measureRefusesThemToo() {
        assertRefused(
                run("measure", "--model", MODEL.toString(), "--strategy", "diffusion:steps=8", "--prompt-len", "250"),
                "prompt 250 and generated 128 make 378 positions");
    }

    @Test
    void predictionsGoOnWithANote() {
        Terminal.Result result = run(
                "predict",
                "--model",
                "llada-8b",
                "--device",
                "a6000",
                "--strategy",
                "diffusion:steps=64",
                "--prompt-len",
                "128,4096",
                "-o",
                "csv");

        assertThat(result.code()).isZero();
        assertThat(result.errorLines())
                .containsExactly("note: 4224 positions are more than the 4096 that llada-8b was trained for; the"
                        + " prediction goes on");
    }
}
