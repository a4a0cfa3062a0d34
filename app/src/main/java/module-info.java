/// The program: studies, the terminal and the command line.
module org.unmask.app {
    requires info.picocli;
    requires java.management;
    requires java.sql;
    requires jdk.management;
    requires me.tongfei.progressbar;
    requires org.jline.terminal;
    requires org.unmask.fit;
    requires org.unmask.fleet;
    requires org.unmask.input;
    requires org.unmask.report;
    requires org.unmask.run;
    requires org.unmask.web;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    uses org.unmask.engine.spi.Backend;

    opens org.unmask.app.cli to
            info.picocli;
    opens org.unmask.app.cli.option to
            info.picocli;
}
