package org.unmask.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.unmask.report.Table;

/// A table as markup: one unit and one number of decimals per column, so that decimal points stand below each other.
final class TableHtml {
    /// Longer text wraps.
    private static final int LONG = 44;

    private TableHtml() {}

    /// @param rows  as many as are written, from the first on
    /// @param attributes  of the table
    static void write(Html html, Table table, int rows, String... attributes) {
        write(html, table, rows, false, attributes);
    }

    /// All rows of a table whose cells say what they are, so that it can be shown without its head where it is too wide.
    static void writeNamed(Html html, Table table) {
        write(html, table, table.rows().size(), true);
    }

    private static void write(Html html, Table table, int rows, boolean named, String... attributes) {
        List<TableStyle> styles = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            styles.add(TableStyle.of(table, i));
        }
        html.open("div", "class", "scroll", "tabindex", "0")
                .open("table", attributes)
                .open("thead")
                .open("tr");
        for (int i = 0; i < styles.size(); i++) {
            Table.Column column = table.columns().get(i);
            String unit = styles.get(i).unit().text();
            html.open("th", "scope", "col", "class", css(column)).text(column.name());
            if (!unit.isEmpty()) {
                html.text(" ").element("span", "(" + unit + ")", "class", "unit");
            }
            html.close("th");
        }
        html.close("tr").close("thead").line().open("tbody");
        for (List<Table.Cell> row :
                table.rows().subList(0, Math.min(rows, table.rows().size()))) {
            html.open("tr");
            for (int i = 0; i < styles.size(); i++) {
                Table.Column column = table.columns().get(i);
                String text = shown(row.get(i), styles.get(i));
                String css = css(column) + (text.length() > LONG ? " long" : "");
                if (named) {
                    html.element("td", text, "class", css, "data-column", titled(column, styles.get(i)));
                } else {
                    html.element("td", text, "class", css);
                }
            }
            html.close("tr").line();
        }
        html.close("tbody").close("table").close("div").line();
    }

    private static String titled(Table.Column column, TableStyle style) {
        String unit = style.unit().text();
        return unit.isEmpty() ? column.name() : column.name() + " (" + unit + ")";
    }

    private static String css(Table.Column column) {
        return column.numeric() ? "number" : "text";
    }

    static String shown(Table.Cell cell, TableStyle style) {
        return switch (cell) {
            case Table.Text(String text) -> text;
            case Table.Amount(double number) -> shown(number, style);
            case Table.Range(double low, double high) -> shown(low, style) + " – " + shown(high, style);
        };
    }

    private static String shown(double number, TableStyle style) {
        double scaled = number * style.unit().factor();
        boolean vanishes = !style.mixed()
                && scaled != 0
                && Math.abs(scaled) < Math.pow(10, -style.decimals())
                && style.unit().factor() != 100;
        return String.format(Locale.ROOT, vanishes ? "%.1e" : style.formatOf(scaled), scaled);
    }
}
