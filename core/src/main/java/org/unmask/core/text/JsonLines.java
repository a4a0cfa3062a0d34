package org.unmask.core.text;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// One JSON object (RFC 8259) a line, in base units. What is not known is `null`.
public final class JsonLines<T> implements LineFormat<T> {
    private final List<Column<T>> columns;
    private final List<String> keys;

    public JsonLines(List<Column<T>> columns) {
        this.columns = List.copyOf(columns);
        this.keys = columns.stream().map(column -> text(column.id()) + ":").toList();
    }

    @Override
    public String header() {
        return "";
    }

    @Override
    public void append(T row, StringBuilder to) {
        for (int i = 0; i < columns.size(); i++) {
            to.append(i == 0 ? '{' : ',').append(keys.get(i));
            Optional<?> value = columns.get(i).value().apply(row);
            to.append(value.isEmpty() ? "null" : value.get() instanceof String text ? text(text) : value.get());
        }
        to.append("}\n");
    }

    /// A string in quotes. Control characters are escaped, everything else stands as it is.
    static String text(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\t' -> json.append("\\t");
                case '\r' -> json.append("\\r");
                case '\b' -> json.append("\\b");
                case '\f' -> json.append("\\f");
                default -> {
                    if (c < ' ') {
                        json.append("\\u00")
                                .append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
