package org.unmask.app.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/// Text as a terminal may show it: nothing that moves the cursor, changes colours or turns the writing around.
final class Glyphs {
    /// Shown where a line ends.
    static final String NEWLINE = "⏎";

    private static final int CONTROL_PICTURES = 0x2400;
    private static final int DELETE = 0x7F;
    private static final String DELETE_PICTURE = "␡";
    private static final String UNKNOWN = "\uFFFD";

    private Glyphs() {}

    /// A character with the marks that combine with it.
    ///
    /// @param columns  that it takes
    record Glyph(String text, int columns) {
        boolean isBreak() {
            return text.equals(NEWLINE);
        }

        boolean isBlank() {
            return text.equals(" ");
        }
    }

    /// Characters in order; a line break, however written, is [#NEWLINE].
    static List<Glyph> of(String text) {
        List<Glyph> glyphs = new ArrayList<>();
        text.replace("\r\n", "\n").codePoints().forEach(c -> {
            String shown = shown(c);
            int columns = columns(shown);
            if (columns == 0 && !glyphs.isEmpty()) {
                Glyph last = glyphs.removeLast();
                glyphs.add(new Glyph(last.text() + shown, last.columns()));
            } else if (columns > 0) {
                glyphs.add(new Glyph(shown, columns));
            }
        });
        return glyphs;
    }

    private static String shown(int c) {
        if (c == '\n') {
            return NEWLINE;
        }
        if (c == '\t') {
            return "  ";
        }
        if (c < ' ') {
            return Character.toString(CONTROL_PICTURES + c);
        }
        if (c == DELETE) {
            return DELETE_PICTURE;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> UNKNOWN;
            case Character.FORMAT -> isJoiner(c) ? Character.toString(c) : UNKNOWN;
            default -> Character.toString(c);
        };
    }

    /// Zero-width joiner and non-joiner, which emoji and some scripts need.
    private static boolean isJoiner(int c) {
        return c == 0x200C || c == 0x200D;
    }

    private static int columns(String shown) {
        return shown.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }
}
