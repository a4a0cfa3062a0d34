/// Loads models, runs them and measures: the only module that reads a clock.
module org.unmask.run {
    requires transitive org.unmask.catalog;
    requires transitive org.unmask.engine;
    requires transitive org.unmask.result;
    requires org.unmask.input;
    requires hipparchus.core;
    requires hipparchus.stat;
    requires jdk.jfr;
    requires java.management;
    requires jdk.management;
    requires tools.jackson.databind;

    exports org.unmask.run.checkpoint;
    exports org.unmask.run.evaluate;
    exports org.unmask.run.frontier;
    exports org.unmask.run.measure;
    exports org.unmask.run.session;

    uses org.unmask.engine.spi.Backend;
}
