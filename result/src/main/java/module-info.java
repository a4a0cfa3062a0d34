/// What was measured: results and their files. Knows nothing of engines and reports.
module org.unmask.result {
    requires transitive org.unmask.core;
    requires transitive org.unmask.input;
    requires transitive tools.jackson.databind;
    requires org.snakeyaml.engine;
    requires tools.jackson.dataformat.csv;
    requires tools.jackson.dataformat.yaml;

    exports org.unmask.result;
    exports org.unmask.result.bundle;
    exports org.unmask.result.compare;
    exports org.unmask.result.evaluation;
    exports org.unmask.result.imports;
    exports org.unmask.result.trace;
}
