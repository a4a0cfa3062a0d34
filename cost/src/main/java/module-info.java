/// Prices programs: seconds, bytes, memory. Knows nothing of engines and files.
module org.unmask.cost {
    requires transitive org.unmask.core;

    exports org.unmask.cost.crossover;
    exports org.unmask.cost.hardware;
    exports org.unmask.cost.memory;
    exports org.unmask.cost.predict;
    exports org.unmask.cost.roofline;
    exports org.unmask.cost.sweep;
    exports org.unmask.cost.timing;
}
