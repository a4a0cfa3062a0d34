package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final StringWriter sent = new StringWriter();
    private final Screen screen = new Screen(new PrintWriter(sent));

    private String draw(int columns, String... lines) {
        sent.getBuffer().setLength(0);
        screen.draw(List.of(lines).stream().map(AttributedString::new).toList(), columns);
        return sent.toString().replace("\u001B[", "^");
    }

    @Test
    void onlyLinesThatChangedAreSentAgain() {
        assertThat(draw(80, "one", "two", "three")).isEqualTo("^?2026h^?25l\r^Jone^K\r\ntwo^K\r\nthree^K\r\n^J^?2026l");
        assertThat(draw(80, "one", "2", "three")).isEqualTo("^?2026h^?25l\r^3A\r\n2^K\r\n\r\n^J^?2026l");
    }

    @Test
    void linesThatAreGoneAreErased() {
        draw(80, "one", "two");
        assertThat(draw(80, "one")).isEqualTo("^?2026h^?25l\r^2A\r\n^J^?2026l");
    }

    @Test
    void aTerminalThatBecameNarrowerHasBrokenLinesInTwo() {
        draw(80, "x".repeat(70), "short");
        assertThat(draw(40, "new")).isEqualTo("^?2026h^?25l\r^3A^Jnew^K\r\n^J^?2026l");
    }

    @Test
    void theCursorComesBack() {
        sent.getBuffer().setLength(0);
        screen.finish(List.of(new AttributedString("done")), 80);
        assertThat(sent.toString()).endsWith("\u001B[?25h");
    }
}
