package org.unmask.report;

import java.util.Locale;

/// How a number came to be; decides how it is drawn.
public enum Provenance {
    PREDICTED("prediction"),
    REPLAYED("replay of the recorded passes"),
    MEASURED("measured"),
    PUBLISHED("published");

    private final String caption;

    Provenance(String caption) {
        this.caption = caption;
    }

    String caption() {
        return caption;
    }

    /// The name used in tables and in the data of the page.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
