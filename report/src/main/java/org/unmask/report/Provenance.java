package org.unmask.report;

import java.util.Locale;

/// How a number came to be; decides how it is drawn.
public enum Provenance {
    PREDICTED("prediction", "solid line: predicted", "ring: predicted"),
    REPLAYED("replay of the recorded passes", "dotted line: replayed", "ring: replayed"),
    MEASURED("measured", "thin line, large symbols: measured", "filled: measured"),
    PUBLISHED("published", "hollow symbols without a line: published", "ring: published");

    private final String caption;
    private final String line;
    private final String dot;

    Provenance(String caption, String line, String dot) {
        this.caption = caption;
        this.line = line;
        this.dot = dot;
    }

    String caption() {
        return caption;
    }

    /// How its lines look.
    String line() {
        return line;
    }

    /// How its dots under a roofline look.
    String dot() {
        return dot;
    }

    /// The name used in tables and in the data of the page.
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
