package org.unmask.report.page;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Markup under construction. Text and attribute values are escaped here and nowhere else.
public final class Html {
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\"']*[^\\s<>\"'.,;:)]");

    private final StringBuilder out = new StringBuilder();

    /// No markup yet.
    public Html() {
        // nothing to keep
    }

    /// Opens an element.
    ///
    /// @param attributes  names and values in turn
    public Html open(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escape(attributes[i + 1]))
                    .append('"');
        }
        out.append('>');
        return this;
    }

    /// Closes an element.
    public Html close(String tag) {
        out.append("</").append(tag).append('>');
        return this;
    }

    /// Ends a line of markup.
    public Html line() {
        out.append('\n');
        return this;
    }

    /// Adds text, escaped.
    public Html text(String text) {
        out.append(escape(text));
        return this;
    }

    /// An element with text only.
    public Html element(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /// Text whose web addresses are links.
    public Html linked(String text) {
        Matcher address = ADDRESS.matcher(text);
        int from = 0;
        while (address.find()) {
            text(text.substring(from, address.start()));
            element("a", address.group(), "href", address.group(), "rel", "noreferrer");
            from = address.end();
        }
        return text(text.substring(from));
    }

    @Override
    public String toString() {
        return out.toString();
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(legal(c) ? c : '\uFFFD');
            }
        });
        return escaped.toString();
    }

    /// Whether a page may hold the character: no controls, no halves of pairs.
    private static boolean legal(int c) {
        return c == '\n'
                || c == '\t'
                || (c >= 0x20 && !(c >= 0x7f && c < 0xa0) && !(c >= 0xd800 && c < 0xe000) && c < 0xfffe)
                || c > 0xffff;
    }
}
