package org.unmask.app.report;

import java.util.Locale;

/// How a number came to be; decides how it is drawn.
public enum Provenance {
    PREDICTED("roofline prediction", "Solid line, small dots: predicted"),
    REPLAYED("roofline replay of the recorded passes", "dotted line: replayed"),
    MEASURED("measured", "large filled symbols: measured"),
    PUBLISHED("published", "dashed line, hollow symbols: published");

    private final String caption;
    private final String drawn;

    Provenance(String caption, String drawn) {
        this.caption = caption;
        this.drawn = drawn;
    }

    String caption() {
        return caption;
    }

    /// How lines and dots of it look.
    String drawn() {
        return drawn;
    }

    /// The name used in tables and in the data of the page.
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
