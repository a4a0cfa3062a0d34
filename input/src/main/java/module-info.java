/// Reads what people write: files as a whole, objects by key, with one set of messages. Knows nothing of models and prices.
module org.unmask.input {
    requires transitive org.unmask.core;
    requires transitive tools.jackson.databind;

    exports org.unmask.input;
}
