/// The only room that opens sockets: servers for this machine and others, the explorer, and the interface of
/// OpenAI. Knows nothing of engines.
module org.unmask.web {
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.net.http;
    requires jdk.httpserver;
    requires org.unmask.fleet;
    requires transitive org.unmask.catalog;
    requires transitive org.unmask.report;
    requires transitive org.unmask.result;
    requires transitive tools.jackson.databind;

    exports org.unmask.web.explorer;
    exports org.unmask.web.http;
    exports org.unmask.web.load;
    exports org.unmask.web.openai;
}
