/// The vocabulary of Unmask: operators, models, decoding strategies and timelines. Uses nothing outside `java.base`.
module org.unmask.core {
    exports org.unmask.core.op;
    exports org.unmask.core.decode;
    exports org.unmask.core.model;
    exports org.unmask.core.statistic;
    exports org.unmask.core.text;
    exports org.unmask.core.timeline;
    exports org.unmask.core.traffic;
}
