/// Runs programs: canvas, KV caches, weights, tokenizers and the readable scalar backend. Knows nothing of prices.
module org.unmask.engine {
    requires transitive org.unmask.core;
    requires org.unmask.input;
    requires tools.jackson.databind;
    requires ai.djl.tokenizers;

    exports org.unmask.engine;
    exports org.unmask.engine.foreign;
    exports org.unmask.engine.spi;
    exports org.unmask.engine.token;
    exports org.unmask.engine.weight;

    uses org.unmask.engine.spi.Backend;

    provides org.unmask.engine.spi.Backend with
            org.unmask.engine.scalar.ScalarBackend;
}
