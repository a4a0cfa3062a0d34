package org.unmask.report;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A table as comma-separated values in base units.
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
        line(csv, header.stream().map(Csv::text).toList());
        for (List<Table.Cell> row : table.rows()) {
            List<String> fields = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                switch (row.get(i)) {
                    case Table.Text(String text) -> {
                        fields.add(text(text));
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

    /// One rule of quoting for all files.
    private static String text(String text) {
        return org.unmask.core.text.Csv.text(text);
    }

    private static void line(StringBuilder csv, List<String> fields) {
        csv.append(String.join(",", fields)).append('\n');
    }
}
