package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
    @TempDir
    private Path folder;

    private String script(String shell) {
        Terminal.Result result = Terminal.inRepository(folder).run("completion", shell);
        assertThat(result.code()).isZero();
        return result.out();
    }

    /// What bash offers behind some words.
    private String offered(String words) throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "asks a real bash");
        Path script = Files.writeString(folder.resolve("script"), script("bash"));
        // Outside of a key press there is nothing whose options could be set.
        String ask = """
                compopt() { :; }
                source "$1"
                COMP_WORDS=(%s)
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _complete_unmask
                echo "${COMPREPLY[*]}"
                """.formatted(words);
        Process process = new ProcessBuilder(bash.toString(), "--norc", "-c", ask, "bash", script.toString()).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return answer.strip();
    }

    @Test
    void bashCompletesCommandsOptionsAndNames() throws Exception {
        assertThat(offered("unmask cros")).isEqualTo("crossover");
        assertThat(offered("unmask predict --model llada-1")).isEqualTo("llada-1.5-8b");
        assertThat(offered("unmask crossover --dlm diffuc")).isEqualTo("diffucoder-7b");
        assertThat(offered("unmask predict --device h100-s")).isEqualTo("h100-sxm");
        assertThat(offered("unmask sweep --kv-dtype fl")).isEqualTo("float32");
        assertThat(offered("unmask models synth")).isEqualTo("synthesize");
    }

    @Test
    void fishGetsALineForEveryCommandAndOption() {
        assertThat(script("fish").lines())
                .contains("complete -c unmask -n __fish_use_subcommand -a backends -d"
                        + " 'List the backends of the engine, with the reason where one cannot run on this machine.'")
                .anyMatch(line -> line.startsWith(
                                "complete -c unmask -n '__fish_seen_subcommand_from predict' -l model -x -a 'diffucoder-7b ")
                        && line.contains(" llada-8b "));
    }

    @Test
    void anotherShellIsRefused() {
        Terminal.Result result = Terminal.inRepository(folder).run("completion", "bahs");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.errorLines()).containsExactly("unmask: unknown shell 'bahs'; known: bash, zsh, fish");
    }
}
