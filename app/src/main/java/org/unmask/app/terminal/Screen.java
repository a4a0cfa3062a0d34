package org.unmask.app.terminal;

import java.io.PrintWriter;
import java.util.List;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;

/// Lines that change in place at the bottom of what stands on a terminal.
///
/// Needs what every terminal of the last decades understands (ECMA-48), and asks for a whole picture to be shown at once
/// where that is known. The cursor is hidden until the end.
public final class Screen {
    private static final int COLOURS = 256;
    private static final String HIDE_CURSOR = "\u001B[?25l";
    private static final String SHOW_CURSOR = "\u001B[?25h";
    private static final String BEGIN_PICTURE = "\u001B[?2026h";
    private static final String END_PICTURE = "\u001B[?2026l";
    private static final String ERASE_LINE = "\u001B[K";
    private static final String ERASE_BELOW = "\u001B[J";

    private final PrintWriter out;
    private List<AttributedString> shown = List.of();
    private int width;

    /// A screen that is redrawn in place.
    ///
    /// @param out  the terminal
    public Screen(PrintWriter out) {
        this.out = out;
    }

    /// Puts lines where those before stood.
    ///
    /// @param columns  of the terminal now; no line may be longer
    public void draw(List<AttributedString> lines, int columns) {
        StringBuilder text = new StringBuilder(BEGIN_PICTURE).append(HIDE_CURSOR);
        boolean anew = columns != width;
        text.append(toTop(columns));
        if (anew) {
            text.append(ERASE_BELOW);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (anew || i >= shown.size() || !lines.get(i).equals(shown.get(i))) {
                text.append(lines.get(i).toAnsi(COLOURS, ForceMode.Force256Colors))
                        .append(ERASE_LINE);
            }
            text.append("\r\n");
        }
        text.append(ERASE_BELOW).append(END_PICTURE);
        out.print(text);
        out.flush();
        shown = List.copyOf(lines);
        width = columns;
    }

    /// Puts the last lines there and gives the terminal back. They may be more than its rows.
    public void finish(List<AttributedString> lines, int columns) {
        draw(lines, columns);
        out.print(SHOW_CURSOR);
        out.flush();
    }

    /// From the line below the last to the first. A terminal that became narrower has broken lines in two.
    private String toTop(int columns) {
        int rows = shown.stream()
                .mapToInt(line -> Math.max(1, Math.ceilDiv(line.columnLength(), columns)))
                .sum();
        return rows == 0 ? "\r" : "\r\u001B[" + rows + "A";
    }
}
