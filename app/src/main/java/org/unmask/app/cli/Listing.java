package org.unmask.app.cli;

import java.util.List;
import org.unmask.app.cli.option.Format;
import org.unmask.app.cli.option.TextOrJson;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.TextTable;
import tools.jackson.databind.node.ArrayNode;

/// Prints the lists of the catalogue.
final class Listing {
    private static final String MORE = "--format json";

    private final Context context;

    Listing(Context context) {
        this.context = context;
    }

    /// A table, or JSON.
    <T> void print(Format format, List<T> rows, List<Column<T>> columns, ArrayNode json) {
        print(
                switch (format) {
                    case TEXT ->
                        TextTable.of(columns, MORE).of(rows, context.console().columns());
                    case JSON -> text(json);
                    case CSV -> Csv.of(columns).all(rows);
                });
    }

    /// A text, or JSON.
    void print(TextOrJson format, String text, ArrayNode json) {
        print(
                switch (format) {
                    case TEXT -> text;
                    case JSON -> text(json);
                });
    }

    private static String text(ArrayNode json) {
        return json.toPrettyString() + "\n";
    }

    private void print(String text) {
        context.out().print(text);
        context.out().flush();
    }
}
