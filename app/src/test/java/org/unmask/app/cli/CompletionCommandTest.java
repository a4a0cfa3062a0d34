package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    /// What bash offers at the end of a line.
    private String offered(String line) throws Exception {
        Path bash = Path.of("/bin/bash");
        assumeTrue(Files.isExecutable(bash), "asks a real bash");
        Path script = Files.writeString(folder.resolve("script"), script("bash"));
        // Outside of a key press there is nothing whose options could be set.
        String ask = """
                compopt() { :; }
                source "$1"
                COMP_LINE=$2
                COMP_POINT=${#2}
                COMP_WORDS=(unmask)
                _unmask
                echo "${COMPREPLY[*]}"
                """;
        Process process =
                new ProcessBuilder(bash.toString(), "--norc", "-c", ask, "bash", script.toString(), line).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return answer.strip();
    }

    @Test
    void bashCompletesCommandsOptionsAndNames() throws Exception {
        assertThat(offered("unmask cros")).isEqualTo("crossover");
        assertThat(offered("unmask predict --prompt-")).isEqualTo("--prompt-len");
        assertThat(offered("unmask predict --model llada-1")).isEqualTo("llada-1.5-8b");
        assertThat(offered("unmask predict --model llada-8b,llada-1")).isEqualTo("llada-8b,llada-1.5-8b");
        assertThat(offered("unmask crossover --dlm diffuc")).isEqualTo("diffucoder-7b");
        assertThat(offered("unmask predict --device h100-s")).isEqualTo("h100-sxm");
        assertThat(offered("unmask devices h100-s")).isEqualTo("h100-sxm");
        assertThat(offered("unmask sweep --kv-dtype fl")).isEqualTo("float32");
        assertThat(offered("unmask models synth")).isEqualTo("synthesize");
        assertThat(offered("unmask help predi")).isEqualTo("predict");
        assertThat(offered("unmask study smo")).isEqualTo("smoke");
    }

    @Test
    void bashCompletesStrategiesTheirKeysAndValues() throws Exception {
        assertThat(offered("unmask predict --strategy dual")).isEqualTo("dual-cache");
        // Readline replaces what stands behind a colon or an equals sign.
        assertThat(offered("unmask predict --strategy diffusion:st")).isEqualTo("steps=");
        assertThat(offered("unmask predict --strategy diffusion:steps=8,blo")).isEqualTo("8,block=");
        assertThat(offered("unmask predict --strategy=diffusion:thr")).isEqualTo("threshold=");
        assertThat(offered("unmask predict --strategy diffusion:steps=8,st")).isEmpty();
        assertThat(offered("unmask predict --strategy speculative:drafter=ngr")).isEqualTo("ngram");
    }

    @Test
    void bashFindsWhatWasMeasuredHere() throws Exception {
        Path devices = Files.createDirectories(folder.resolve("home/.unmask/devices"));
        Files.writeString(devices.resolve("this-machine.json"), "{}");
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "asks a real bash");
        Path script = Files.writeString(folder.resolve("script"), script("bash"));
        ProcessBuilder ask = new ProcessBuilder(
                "/bin/bash",
                "--norc",
                "-c",
                "source \"$1\"; _unmask_complete predict --device this; echo \"${_unmask_replies[*]}\"",
                "bash",
                script.toString());
        ask.environment().put("HOME", folder.resolve("home").toString());
        Process process = ask.start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo("this-machine");
    }

    @Test
    void noScriptHasNamesOfWhoPrintsIt() throws IOException {
        Path devices = Files.createDirectories(folder.resolve("devices"));
        Files.copy(
                Path.of(System.getProperty("unmask.home"), "catalog/devices/a6000.json"),
                devices.resolve("my-own-device.json"));

        assertThat(List.of("bash", "zsh", "fish"))
                .allSatisfy(shell -> assertThat(script(shell)).doesNotContain("my-own-device"));
    }

    @Test
    void fishGetsALineForEveryCommandAndOption() {
        assertThat(script("fish").lines())
                .contains("complete -c unmask -n __fish_use_subcommand -a backends -d"
                        + " 'List the backends of the engine, with the reason where one cannot run on this machine.'")
                .anyMatch(line -> line.startsWith(
                                "complete -c unmask -n '__fish_seen_subcommand_from predict' -l model -r -F -a 'diffucoder-7b ")
                        && line.contains(" llada-8b "));
    }

    @Test
    void anotherShellIsRefused() {
        Terminal.Result result = Terminal.inRepository(folder).run("completion", "bahs");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.errorLines()).containsExactly("unmask: unknown shell 'bahs'; did you mean bash?");
    }
}
