package org.unmask.core.text;

import java.util.ArrayList;
import java.util.List;

/// Words on lines that are no wider than asked, below each other.
public final class Paragraph {
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private final int width;
    private int columns;

    private Paragraph(int width) {
        this.width = width;
    }

    /// Lines that begin below the first word after a label. Words are never broken, so that an address can be copied: a
    /// longer one has a line of its own.
    public static String of(String label, String words, int width) {
        String margin = " ".repeat(DisplayWidth.of(label));
        Paragraph paragraph = new Paragraph(width - margin.length());
        for (String word : DisplayWidth.plain(words.replaceAll("\\s+", " ")).split(" ", -1)) {
            paragraph.add(" ", word);
        }
        return label + String.join("\n" + margin, paragraph.end()) + "\n";
    }

    /// Lines beside a label that is filled up with blanks, so that several stand below each other.
    public static String of(String label, int labelWidth, String words, int width) {
        return of(label + " ".repeat(Math.max(0, labelWidth - DisplayWidth.of(label))), words, width);
    }

    /// Lines of a cell of a table: broken between words and keys, within names where those are still longer, and anywhere
    /// where that is not enough.
    static List<String> cell(String text, int width) {
        Paragraph paragraph = new Paragraph(width);
        for (String piece : pieces(text)) {
            boolean fits = DisplayWidth.of(piece.stripTrailing()) <= width;
            for (String part : fits ? new String[] {piece} : piece.split("(?<=[_-])(?=[^_-])", -1)) {
                paragraph.addBroken(part);
            }
        }
        return paragraph.end();
    }

    /// Words and keys, each with the punctuation or the blanks at its end.
    static String[] pieces(String text) {
        return text.split("(?<=[,:/ ])(?=[^,:/ ])", -1);
    }

    private void addBroken(String part) {
        String rest = part;
        while (DisplayWidth.of(rest.stripTrailing()) > width) {
            int fits = prefix(rest);
            add("", rest.substring(0, fits));
            rest = rest.substring(fits);
        }
        add("", rest);
    }

    /// How many chars of a text fit a line, at least one character.
    private int prefix(String text) {
        int end = text.offsetByCodePoints(0, 1);
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            if (DisplayWidth.of(text.substring(0, next)) > width) {
                return end;
            }
            end = next;
        }
        return end;
    }

    private void add(String gap, String word) {
        String before = line.isEmpty() ? "" : gap;
        if (!line.isEmpty() && columns + before.length() + DisplayWidth.of(word.stripTrailing()) > width) {
            breakLine();
            before = "";
        }
        line.append(before).append(word);
        columns += before.length() + DisplayWidth.of(word);
    }

    private void breakLine() {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
        columns = 0;
    }

    private List<String> end() {
        breakLine();
        return List.copyOf(lines);
    }
}
