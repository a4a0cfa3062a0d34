package org.unmask.core.text;

/// Columns of a terminal that text takes, and the text without what could command one.
public final class DisplayWidth {
    /// First and last of the ranges that are wide or fullwidth in EastAsianWidth.txt of Unicode 16, unassigned
    /// characters between them included. Emoji are asked of the character itself.
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x2329, 0x232A, 0x2E80, 0x303E, 0x3041, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F,
        0xAC00, 0xD7A3, 0xF900, 0xFAFF, 0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0,
                0x18CFF,
        0x1AFF0, 0x1B2FF, 0x1F200, 0x1F265, 0x20000, 0x3FFFD
    };

    private DisplayWidth() {}

    /// Columns of a text on one line: none for marks that combine with what is before them, two for wide characters.
    public static int of(String text) {
        return text.codePoints().map(DisplayWidth::of).sum();
    }

    /// Columns of one character: 0, 1 or 2.
    static int of(int c) {
        if (c < 0x300) {
            return c == SOFT_HYPHEN ? 0 : 1;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    private static final int SOFT_HYPHEN = 0xAD;

    private static boolean isWide(int c) {
        for (int i = 0; i < WIDE.length && c >= WIDE[i]; i += 2) {
            if (c <= WIDE[i + 1]) {
                return true;
            }
        }
        return Character.isEmojiPresentation(c);
    }

    /// The text with a question mark for every character that moves the cursor, changes colours, ends a line or turns the
    /// direction of writing.
    public static String plain(String text) {
        return text.codePoints().allMatch(DisplayWidth::isPlain)
                ? text
                : text.codePoints()
                        .map(c -> isPlain(c) ? c : '?')
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> isJoiner(c);
            default -> true;
        };
    }

    /// Soft hyphen, zero-width joiner and non-joiner, which emoji and some scripts need.
    private static boolean isJoiner(int c) {
        return c == SOFT_HYPHEN || c == 0x200C || c == 0x200D;
    }
}
