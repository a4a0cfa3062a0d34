package org.unmask.app.cli;

import java.util.List;
import org.unmask.app.cli.option.Format;
import org.unmask.core.text.Column;
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
        print(format, TextTable.of(columns, MORE).of(rows, context.console().columns()), json);
    }

    /// A text, or JSON.
    void print(Format format, String text, ArrayNode json) {
        context.out()
                .print(
                        switch (format) {
                            case TEXT -> text;
                            case JSON -> json.toPrettyString() + "\n";
                            case CSV ->
                                throw new IllegalArgumentException(
                                        "--format csv: this list is printed as text or json");
                        });
        context.out().flush();
    }
}
