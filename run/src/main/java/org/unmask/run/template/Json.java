package org.unmask.run.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// JSON as `transformers` writes it in templates.
///
/// @param indent  blanks for each level, or -1 for one line
/// @param between  what stands between two elements of one line
/// @param colon  what stands behind a key
/// @param ascii  whether other letters are written by their numbers
record Json(int indent, String between, String colon, boolean ascii) {
    private static final char LAST_ASCII = 0x7e;

    /// The text of a value.
    String text(Object value, Budget budget) {
        StringBuilder out = new StringBuilder();
        write(value, out, budget, 0);
        return budget.text(out.toString());
    }

    private void write(Object value, StringBuilder out, Budget budget, int depth) {
        budget.step();
        budget.checkLength(out.length());
        if (depth > Values.DEPTH) {
            throw new TemplateException("its lists are more than " + Values.DEPTH + " deep");
        }
        switch (value) {
            case String text -> text(text, out);
            case Boolean b -> out.append(b);
            case Long l -> out.append(l);
            case Double d -> out.append(Values.real(d));
            case List<?> list -> {
                out.append('[');
                boolean more = false;
                for (Object element : list) {
                    next(out, more, depth + 1);
                    write(element, out, budget, depth + 1);
                    more = true;
                }
                close(out, more, depth, ']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                boolean more = false;
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    next(out, more, depth + 1);
                    text(key(entry.getKey()), out);
                    out.append(colon);
                    write(entry.getValue(), out, budget, depth + 1);
                    more = true;
                }
                close(out, more, depth, '}');
            }
            default -> {
                if (!Values.NONE.equals(value)) {
                    throw new TemplateException(Values.type(value) + " is not JSON");
                }
                out.append("null");
            }
        }
    }

    /// Keys are texts in JSON, whatever they were.
    private static String key(Object key) {
        return Values.NONE.equals(key)
                ? "null"
                : key instanceof Double number ? Values.real(number) : String.valueOf(key);
    }

    private void next(StringBuilder out, boolean more, int depth) {
        if (indent < 0) {
            out.append(more ? between : "");
        } else {
            out.append(more ? between : "").append('\n').repeat(' ', indent * depth);
        }
    }

    private void close(StringBuilder out, boolean more, int depth, char end) {
        if (more && indent >= 0) {
            out.append('\n').repeat(' ', indent * depth);
        }
        out.append(end);
    }

    private void text(String text, StringBuilder out) {
        out.append('"');
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || (ascii && c > LAST_ASCII)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        out.append('"');
    }
}
