package org.unmask.run.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a template into text and tags, and tags into words. Lines are trimmed as `transformers` has it: the first line end
/// behind a block is left out (`trim_blocks`), and so are blanks between the beginning of a line and a block
/// (`lstrip_blocks`).
final class Lexer {
    private static final Pattern OPENING = Pattern.compile("\\{[{%#]");
    private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");
    /// A line end behind the last tag ends the file, not the prompt. Jinja leaves it out behind plain text too; there it is
    /// kept, for whoever ends a template with `assistant` and a line end means both.
    private static final Pattern END_OF_FILE = Pattern.compile("[}%#]\\}\n\\z");

    private static final Pattern RAW = Pattern.compile("\\s*raw\\s*");
    private static final Pattern WORD = Pattern.compile(
            "(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)"
                    + "|(?<number>\\d[\\d_]*(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)"
                    + "|(?<text>'(?:[^'\\\\]|\\\\.)*+'|\"(?:[^\"\\\\]|\\\\.)*+\")"
                    + "|(?<sign>//|\\*\\*|==|!=|<=|>=|[-+*/%~<>=|.,:()\\[\\]{}]))",
            Pattern.DOTALL);

    private final String source;
    private final List<Part> parts = new ArrayList<>();
    private int line = 1;

    private Lexer(String source) {
        this.source = source;
    }

    /// What a part of a template is.
    enum Kind {
        TEXT,
        PRINT,
        BLOCK
    }

    /// @param text  of a text; what stands between the marks of a tag otherwise
    record Part(Kind kind, String text, List<Word> words, int line) {}

    /// What a word is.
    enum WordKind {
        NAME,
        NUMBER,
        TEXT,
        SIGN
    }

    /// @param text  without quotes and escapes
    record Word(WordKind kind, String text) {
        boolean is(String other) {
            return kind != WordKind.TEXT && kind != WordKind.NUMBER && text.equals(other);
        }
    }

    static List<Part> parts(String template) {
        String source = template.replace("\r\n", "\n");
        return new Lexer(END_OF_FILE.matcher(source).find() ? source.substring(0, source.length() - 1) : source).read();
    }

    private List<Part> read() {
        int at = 0;
        boolean trimmed = false;
        boolean lineEnd = false;
        while (at <= source.length()) {
            Matcher opening = OPENING.matcher(source);
            boolean found = opening.find(at);
            int end = found ? opening.start() : source.length();
            char kind = found ? source.charAt(end + 1) : ' ';
            char control = found && end + 2 < source.length() ? source.charAt(end + 2) : ' ';
            text(at, end, trimmed, lineEnd, kind, control);
            if (!found) {
                break;
            }
            boolean controlled = control == '-' || control == '+';
            int from = end + 2 + (controlled ? 1 : 0);
            int close = close(kind, from);
            char last = close > from ? source.charAt(close - 1) : ' ';
            boolean lastControls = last == '-' || (last == '+' && kind != '{');
            String inside = source.substring(from, lastControls ? close - 1 : close);
            trimmed = last == '-';
            lineEnd = kind != '{' && last != '+' && last != '-';
            at = close + 2;
            if (kind == '%' && RAW.matcher(inside).matches()) {
                at = raw(at, trimmed, lineEnd);
                trimmed = source.charAt(at - 3) == '-';
                lineEnd = !trimmed && source.charAt(at - 3) != '+';
            } else if (kind != '#') {
                parts.add(new Part(kind == '{' ? Kind.PRINT : Kind.BLOCK, inside, words(inside), line));
            }
            line += lines(source, end, close);
        }
        return parts;
    }

    /// Where a tag ends.
    private int close(char kind, int from) {
        if (kind == '#') {
            int close = source.indexOf("#}", from);
            if (close < 0) {
                throw bad("a comment does not end");
            }
            return close;
        }
        String mark = kind == '{' ? "}}" : "%}";
        int depth = 0;
        for (int i = from; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\'' || c == '"') {
                i = endOfText(i);
            } else if (depth == 0 && source.startsWith(mark, i)) {
                return i;
            } else if (c == '{' || c == '(' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ')' || c == ']') && depth > 0) {
                depth--;
            }
        }
        throw bad("a tag does not end");
    }

    private int endOfText(int from) {
        for (int i = from + 1; i < source.length(); i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.charAt(i) == source.charAt(from)) {
                return i;
            }
        }
        throw bad("a text in quotes does not end");
    }

    /// @param kind  of the tag that comes next
    private void text(int from, int to, boolean trimmed, boolean lineEnd, char kind, char control) {
        String text = source.substring(from, to);
        String shown = text;
        if (trimmed) {
            shown = shown.stripLeading();
        } else if (lineEnd && shown.startsWith("\n")) {
            shown = shown.substring(1);
        }
        if (control == '-') {
            shown = shown.stripTrailing();
        } else if ((kind == '%' || kind == '#') && control != '+') {
            shown = withoutIndent(shown, from == 0 || text.length() > shown.length());
        }
        if (!shown.isEmpty()) {
            parts.add(new Part(Kind.TEXT, shown, List.of(), line));
        }
        line += lines(source, from, to);
    }

    /// Without the blanks behind the last line end, or at the beginning of a line.
    private static String withoutIndent(String text, boolean atLineStart) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        boolean line = end == 0 ? atLineStart : text.charAt(end - 1) == '\n';
        return line ? text.substring(0, end) : text;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u000B' || c == '\f' || c == '\r';
    }

    /// Takes what stands between `raw` and `endraw` as it is.
    private int raw(int from, boolean trimmed, boolean lineEnd) {
        Matcher end = END_RAW.matcher(source);
        if (!end.find(from)) {
            throw bad("raw does not end");
        }
        char control = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
        text(from, end.start(), trimmed, lineEnd, '%', control);
        return end.end();
    }

    private static int lines(String text, int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            lines += text.charAt(i) == '\n' ? 1 : 0;
        }
        return lines;
    }

    private List<Word> words(String inside) {
        List<Word> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(inside);
        int at = next(inside, 0);
        while (at < inside.length()) {
            matcher.region(at, inside.length());
            if (!matcher.lookingAt()) {
                throw bad("'" + inside.charAt(at) + "' is not expected");
            }
            words.add(word(matcher));
            at = next(inside, matcher.end());
        }
        return words;
    }

    /// The next place that is not blank.
    private static int next(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private Word word(Matcher matcher) {
        if (matcher.group("name") != null) {
            return new Word(WordKind.NAME, matcher.group("name"));
        } else if (matcher.group("number") != null) {
            return new Word(WordKind.NUMBER, matcher.group("number").replace("_", ""));
        } else if (matcher.group("text") != null) {
            String quoted = matcher.group("text");
            return new Word(WordKind.TEXT, unescaped(quoted.substring(1, quoted.length() - 1)));
        }
        return new Word(WordKind.SIGN, matcher.group("sign"));
    }

    /// Escapes as of Python.
    private String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            switch (next) {
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'r' -> plain.append('\r');
                case 'b' -> plain.append('\b');
                case 'f' -> plain.append('\f');
                case 'v' -> plain.append('\u000B');
                case '0' -> plain.append('\0');
                case '\\', '\'', '"' -> plain.append(next);
                case '\n' -> {
                    // the text goes on in the next line
                }
                case 'x', 'u', 'U' -> {
                    int digits = next == 'x' ? 2 : next == 'u' ? 4 : 8;
                    plain.appendCodePoint(code(text, i + 1, digits));
                    i += digits;
                }
                default -> plain.append('\\').append(next);
            }
        }
        return plain.toString();
    }

    private int code(String text, int from, int digits) {
        String code =
                text.substring(from, Math.min(text.length(), from + digits)).toLowerCase(Locale.ROOT);
        if (code.length() < digits
                || !code.matches("[0-9a-f]+")
                || Long.parseLong(code, 16) > Character.MAX_CODE_POINT) {
            throw bad("'\\" + "' is followed by no number of a character");
        }
        return (int) Long.parseLong(code, 16);
    }

    private TemplateException bad(String message) {
        return new TemplateException("line " + line + ": " + message);
    }
}
