package org.unmask.app.cli.option;

import java.util.Locale;

/// How results are printed that are no table.
public enum TextOrJson {
    TEXT,
    JSON;

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
