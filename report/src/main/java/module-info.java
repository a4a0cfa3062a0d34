/// Figures, and pages made of them. Knows nothing of engines, files of results, and clocks.
module org.unmask.report {
    requires org.unmask.input;
    requires transitive org.unmask.cost;
    requires transitive tools.jackson.databind;

    exports org.unmask.report;
    exports org.unmask.report.figure;
    exports org.unmask.report.json;
    exports org.unmask.report.page;
}
