/// Models, devices, profiles, prices and published measurements by name or file. Knows nothing of engines.
module org.unmask.catalog {
    requires transitive org.unmask.cost;
    requires transitive org.unmask.input;
    requires transitive tools.jackson.databind;

    exports org.unmask.catalog;
    exports org.unmask.catalog.choice;
    exports org.unmask.catalog.family;
}
