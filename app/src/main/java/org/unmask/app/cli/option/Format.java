package org.unmask.app.cli.option;

import java.util.Locale;

/// How results are printed.
public enum Format {
    TEXT,
    JSON,
    CSV;

    /// The name on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
