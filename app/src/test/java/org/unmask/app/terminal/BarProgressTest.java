package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.text.Progress;

class BarProgressTest {
    @ParameterizedTest
    @ValueSource(ints = {40, 80, 200})
    void everyLineCoversTheOneBeforeAndFitsTheTerminal(int columns) {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(shown, true, StandardCharsets.UTF_8);

        try (Progress progress =
                new BarProgress(out, () -> Optional.of(new WindowSize(columns, 24))).start("probe", 3)) {
            progress.step("a long name of what is being done now");
            progress.step("short");
            progress.step("");
        }

        String text = shown.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("\r").doesNotContain("\u001b");
        assertThat(Stream.of(text.strip().split("\r", -1)))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line.stripTrailing()).hasSizeLessThan(columns));
        assertThat(text.strip()).contains("probe", "100%", "3/3");
    }
}
