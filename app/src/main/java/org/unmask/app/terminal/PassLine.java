package org.unmask.app.terminal;

import java.util.Locale;
import java.util.StringJoiner;

/// A pass as one line of text, for files and pipes: what it was, and what it decided where.
public final class PassLine {
    private PassLine() {}

    /// For instance `pass 3 denoise (Q 64, C 0) 12/64  @4 " pens" 0.98  @7 "." 0.91`; positions count from the first
    /// generated token.
    public static String of(Scene scene) {
        StringJoiner line = new StringJoiner("  ");
        line.add(scene.status().passText() + " " + scene.status().countText());
        for (int i = 0; i < scene.cells().size(); i++) {
            switch (scene.cells().get(i)) {
                case Cell.Decided d
                when d.age() == 0 ->
                    line.add(String.format(
                            Locale.ROOT,
                            "@%d %s %.2f%s",
                            i,
                            quoted(d.text()),
                            d.confidence(),
                            d.edited() ? " edited" : ""));
                case Cell.End end when end.age() == 0 -> line.add("@" + i + " end");
                case Cell.Decided _, Cell.End _, Cell.Masked _, Cell.Caret _ -> {
                    // not of this pass
                }
            }
        }
        return line.toString();
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        Glyphs.of(text)
                .forEach(glyph ->
                        quoted.append(glyph.isBreak() ? "\\n" : glyph.text().equals("\"") ? "\\\"" : glyph.text()));
        return quoted.append('"').toString();
    }
}
