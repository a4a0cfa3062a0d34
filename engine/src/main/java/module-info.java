/// Runs programs of operators on a backend.
module org.unmask.engine {
    requires transitive org.unmask.core;
    requires ai.djl.tokenizers;
    requires tools.jackson.databind;

    exports org.unmask.engine.spi;

    uses org.unmask.engine.spi.Backend;
}
