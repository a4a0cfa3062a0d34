/// Fits runtime profiles to times, and says how far predictions are from published ones. Knows nothing of engines and
/// of results.
module org.unmask.fit {
    requires hipparchus.core;
    requires hipparchus.optim;
    requires hipparchus.stat;
    requires org.unmask.input;
    requires transitive org.unmask.catalog;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.csv;

    exports org.unmask.fit;
}
