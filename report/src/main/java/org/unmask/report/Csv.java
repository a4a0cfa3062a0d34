package org.unmask.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A table as comma-separated values in base units (RFC 4180).
public final class Csv {
    private Csv() {}

    /// The whole file.
    public static String of(Table table) {
        StringBuilder csv = new StringBuilder();
        List<String> header = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            Table.Column column = table.columns().get(i);
            String unit =
                    column.shape() == Table.Shape.NUMBER && !column.unit().isEmpty() ? " (" + column.unit() + ")" : "";
            if (isRange(table, i)) {
                header.add(column.name() + " low" + unit);
                header.add(column.name() + " high" + unit);
            } else {
                header.add(column.name() + unit);
            }
        }
        line(csv, header);
        for (List<Table.Cell> row : table.rows()) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                switch (row.get(i)) {
                    case Table.Text(String text) -> {
                        fields.add(harmless(text));
                        if (isRange(table, i)) {
                            fields.add("");
                        }
                    }
                    case Table.Amount(double number) -> fields.add(number(number));
                    case Table.Range(double low, double high) -> {
                        fields.add(number(low));
                        fields.add(number(high));
                    }
                }
            }
            line(csv, fields);
        }
        return csv.toString();
    }

    /// An address that holds the whole file.
    public static String address(Table table) {
        String encoded = URLEncoder.encode(of(table), StandardCharsets.UTF_8).replace("+", "%20");
        return "data:text/csv;charset=utf-8," + encoded;
    }

    private static boolean isRange(Table table, int column) {
        return table.rows().stream().anyMatch(row -> row.get(column) instanceof Table.Range);
    }

    private static String number(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /// Text that a spreadsheet would take for a formula gets an apostrophe in front.
    private static String harmless(String text) {
        return text.isEmpty() || "=+-@\t\r".indexOf(text.charAt(0)) < 0 ? text : "'" + text;
    }

    private static void line(StringBuilder csv, List<String> fields) {
        csv.append(fields.stream().map(Csv::quoted).collect(Collectors.joining(",", "", "\r\n")));
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
