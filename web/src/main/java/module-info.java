/// The only room that opens sockets: a server for this machine, and the explorer on it. Knows nothing of engines.
module org.unmask.web {
    requires jdk.httpserver;
    requires transitive org.unmask.catalog;
    requires transitive org.unmask.report;
    requires transitive tools.jackson.databind;

    exports org.unmask.web.explorer;
    exports org.unmask.web.http;
}
