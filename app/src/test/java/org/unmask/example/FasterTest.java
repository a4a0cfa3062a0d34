package org.unmask.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The example of `docs/library.md` is the one that is compiled here, and prints what stands there.
class FasterTest {
    private static final Path HOME = Path.of(System.getProperty("unmask.home"));

    @Test
    void theDocumentHasItAndWhatItPrints() throws Exception {
        String document = Files.readString(HOME.resolve("docs/library.md"));
        String code = Files.readString(HOME.resolve("app/src/test/java/org/unmask/example/Faster.java"));

        assertThat(document)
                .contains(code.substring(code.indexOf("    public static void main")))
                .contains("```\n" + printed() + "```\n");
    }

    private static String printed() throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(to);
            Faster.main(new String[] {HOME.toString()});
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
