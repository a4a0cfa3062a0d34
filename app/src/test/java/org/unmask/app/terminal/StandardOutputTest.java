package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
    /// Fails every write with a message.
    private static StandardOutput failing(String message) {
        return new StandardOutput(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException(message);
            }
        });
    }

    @Test
    void aFullDiskIsRemembered() {
        StandardOutput output = failing("No space left on device");
        PrintWriter writer = new PrintWriter(output, false, StandardCharsets.UTF_8);
        writer.println("a result");
        writer.flush();

        assertThat(output.failure()).contains("No space left on device");
    }

    @Test
    void aReaderThatHadEnoughIsNoFailure() {
        StandardOutput output = failing("Broken pipe");
        PrintWriter writer = new PrintWriter(output, false, StandardCharsets.UTF_8);
        writer.println("a result");
        writer.flush();

        assertThat(output.failure()).isEmpty();
    }

    @Test
    void whatIsWrittenArrives() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StandardOutput output = new StandardOutput(bytes);
        PrintWriter writer = new PrintWriter(output, false, StandardCharsets.UTF_8);
        writer.print("a result");
        writer.flush();

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("a result");
        assertThat(output.failure()).isEmpty();
    }
}
