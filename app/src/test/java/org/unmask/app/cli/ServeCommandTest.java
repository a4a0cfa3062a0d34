package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
    @TempDir
    private Path folder;

    private void assertOneLine(int code, String reason, String... arguments) {
        Terminal.Result result = Terminal.inRepository(folder.resolve("user")).run(arguments);
        assertThat(result.errorLines()).as(result.err()).hasSize(1);
        assertThat(result.err()).startsWith("unmask: ").contains(reason);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 65536                            | --port 65536; expected a whole number from 0 to 65535",
                "--host 0.0.0.0                          | needs an API key; give --api-key-file, or set"
                        + " UNMASK_API_KEY",
                "--host nowhere.invalid                  | expected an address of this machine",
                "--max-running 0                         | --max-running 0; expected a whole number from 1",
                "--max-waiting -1                        | --max-waiting -1; expected a whole number from 1",
                "--max-seconds 0                         | --max-seconds 0; expected a whole number from 1",
                "--gen-len 0                             | --gen-len 0; expected a whole number from 1",
                "--strategy ar                           | --strategy is for the models of --model; give one",
                "--model no-such-model                   | no-such-model",
                "--model tiny-math-dlm --strategy nope   | unknown strategy 'nope'",
                "--model tiny-math-dlm --gen-len 300     | tiny-math-dlm was trained for 256",
                "--api-key-file missing.key              | missing.key: no such file"
            })
    void badUsageIsOneLine(String options, String reason) {
        assertOneLine(2, reason, ("serve " + options).split(" "));
    }

    /// What is in the file is never printed.
    @Test
    void aKeyThatIsTooShortIsRefusedWithoutBeingShown() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "abc\n");
        assertOneLine(2, "at least 8 visible ASCII characters", "serve", "--api-key-file", file.toString());
        Terminal.Result result =
                Terminal.inRepository(folder.resolve("user")).run("serve", "--api-key-file", file.toString());
        assertThat(result.err().replace(file.toString(), "")).doesNotContain("abc");
    }

    @Test
    void aPortThatIsInUseIsSaid() throws IOException {
        try (ServerSocket other = new ServerSocket()) {
            other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String port = "" + other.getLocalPort();
            assertOneLine(1, "give another --host or --port", "serve", "--model", "tiny-math-ar", "--port", port);
        }
    }
}
