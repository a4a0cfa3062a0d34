/// Simulates replicas under traffic on priced passes. Knows no clock, no file, no socket.
module org.unmask.fleet {
    requires HdrHistogram;
    requires transitive org.unmask.cost;

    exports org.unmask.fleet;
}
