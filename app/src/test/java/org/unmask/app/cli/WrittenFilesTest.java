package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that commands write: where they cannot be, and what stands there afterwards.
class WrittenFilesTest {
    private static final int USAGE = 2;
    private static final String FLEET = "fleet --ar llama-3-8b --device a6000 --rate 1 --requests 20 --gen-len 8";

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("file"), "");
    }

    private Terminal.Result run(String line) {
        return Terminal.inRepository(folder.resolve("user")).run(line.split(" "));
    }

    /// The place of `OUT` is a file's below a file, which is none; the work would take minutes.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "study --out OUT",
                "measure --model llada-8b --strategy diffusion --trace OUT",
                "measure --model llada-8b --strategy diffusion --jfr OUT",
                "measure --model llada-8b --strategy diffusion --results OUT",
                "generate --model tiny-math-dlm --prompt 1 --trace OUT",
                "evaluate --model tiny-math-ar --strategy ar --dataset a.jsonl --samples OUT",
                "evaluate --model tiny-math-ar --strategy ar --dataset a.jsonl --out OUT",
                "frontier --model tiny-math-dlm --ar-model tiny-math-ar --dataset a.jsonl --html OUT",
                "fleet --ar llama-3-8b --device a6000 --rate 1 --html OUT",
                "fleet --ar llama-3-8b --device a6000 --rate 1 --timeline OUT",
                "bench-endpoint --model m --prompt-len 8 --vocab-size 9 --out OUT",
                "calibrate --all --out OUT",
                "calibrate --results runs.jsonl --out OUT",
                "probe --out OUT",
                "sweep --model llama-3-8b --device a6000 --strategy ar --out OUT.csv",
                "sweep --model llama-3-8b --device a6000 --strategy ar --out OUT.parquet",
                "export a.json --out OUT.csv",
                "models synthesize small-ar --out OUT",
                "site OUT"
            })
    void aPlaceWhereNothingCanBeWrittenIsRefusedAtOnce(String line) {
        Terminal.Result result = run(line.replace("OUT", file.resolve("x").toString()));

        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(file + " is a file; give a folder");
        assertThat(result.code()).isEqualTo(USAGE);
    }

    @Test
    void aFolderInPlaceOfAFileIsRefused() {
        assertThat(run(FLEET + " --html " + folder).err()).endsWith(folder + " is a folder; give a file\n");
    }

    @Test
    void foldersAreMade() {
        Path page = folder.resolve("new/page.html");
        Path rows = folder.resolve("other/rows.csv");

        assertThat(run(FLEET + " --html " + page).code()).isZero();
        assertThat(page).exists();
        assertThat(run("sweep --model llama-3-8b --device a6000 --strategy ar --gen-len 4 --out " + rows)
                        .code())
                .isZero();
        assertThat(rows).exists();
    }

    @Test
    void aTimelineIsWholeOrNotThere() throws IOException {
        Path timeline = folder.resolve("passes.json");

        assertThat(run(FLEET + " --timeline " + timeline).code()).isZero();
        assertThat(Files.readString(timeline))
                .startsWith("{\"displayTimeUnit\"")
                .endsWith("\n]}\n");
        try (var files = Files.list(folder)) {
            assertThat(files.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }
}
