package org.unmask.app.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Text that fills lines of a width, from left to right. A piece that does not fit goes to the next line, without the
/// blank it begins with; one longer than a line is cut.
final class Flow {
    private final int width;
    private final List<Line> lines = new ArrayList<>();
    private AttributedStringBuilder current = new AttributedStringBuilder();
    private int column;
    private int first = -1;
    private int last = -1;

    Flow(int width) {
        this.width = Math.max(2, width);
    }

    /// @param first  the first cell with a part in this line, -1 if there is none
    /// @param last  the last one
    record Line(AttributedString text, int first, int last) {
        boolean touches(Scene.Range range) {
            return first >= 0 && first < range.end() && last >= range.start();
        }
    }

    /// @param cell  that the piece belongs to, or -1
    /// @param blank  of the blanks at its beginning
    /// @param style  of the rest
    void add(int cell, String text, AttributedStyle blank, AttributedStyle style) {
        List<Glyphs.Glyph> glyphs = Glyphs.of(text);
        boolean leading = true;
        if (column + columns(glyphs) > width && column > 0) {
            close();
        }
        touch(cell);
        for (Glyphs.Glyph glyph : glyphs) {
            leading &= glyph.isBlank();
            if (column + glyph.columns() > width) {
                close();
                touch(cell);
            }
            if (!glyph.isBlank() || column > 0 || lines.isEmpty()) {
                current.append(glyph.text(), leading ? blank : style);
                column += glyph.columns();
            }
            if (glyph.isBreak()) {
                close();
            }
        }
    }

    private static int columns(List<Glyphs.Glyph> glyphs) {
        return glyphs.stream()
                .takeWhile(glyph -> !glyph.isBreak())
                .mapToInt(Glyphs.Glyph::columns)
                .sum();
    }

    private void touch(int cell) {
        if (cell >= 0) {
            first = first < 0 ? cell : first;
            last = cell;
        }
    }

    private void close() {
        lines.add(new Line(current.toAttributedString(), first, last));
        current = new AttributedStringBuilder();
        column = 0;
        first = -1;
        last = -1;
    }

    /// All lines; an empty one at the end is left out.
    List<Line> lines() {
        List<Line> all = new ArrayList<>(lines);
        if (column > 0) {
            all.add(new Line(current.toAttributedString(), first, last));
        }
        return all;
    }
}
