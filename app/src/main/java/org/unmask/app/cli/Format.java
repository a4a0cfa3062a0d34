package org.unmask.app.cli;

/// How results are printed.
enum Format {
    text,
    json,
    csv
}
