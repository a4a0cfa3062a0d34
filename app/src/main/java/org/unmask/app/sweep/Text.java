package org.unmask.app.sweep;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.unmask.app.print.Formats;
import org.unmask.cost.sweep.Row;
import tools.jackson.databind.json.JsonMapper;

/// How a row becomes a line.
enum Text {
    CSV {
        @Override
        String header() {
            return Column.ALL.stream().map(Column::name).collect(Collectors.joining(",", "", "\n"));
        }

        @Override
        void append(Row row, StringBuilder to) {
            for (int i = 0; i < Column.ALL.size(); i++) {
                if (i > 0) {
                    to.append(',');
                }
                Column.ALL
                        .get(i)
                        .value()
                        .apply(row)
                        .ifPresent(value -> to.append(value instanceof String text ? Formats.quoted(text) : value));
            }
            to.append('\n');
        }
    },
    /// One object a line.
    JSON_LINES {
        @Override
        String header() {
            return "";
        }

        @Override
        void append(Row row, StringBuilder to) {
            char separator = '{';
            for (Column column : Column.ALL) {
                to.append(separator).append('"').append(column.name()).append("\":");
                to.append(column.value().apply(row).map(Text::json).orElse("null"));
                separator = ',';
            }
            to.append("}\n");
        }
    };

    /// What stands before all rows.
    abstract String header();

    /// Appends the line of a row.
    abstract void append(Row row, StringBuilder to);

    private static String json(Object value) {
        return value instanceof String text ? JsonMapper.shared().writeValueAsString(text) : value.toString();
    }

    static ByteBuffer bytes(CharSequence text) {
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
