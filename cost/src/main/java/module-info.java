/// Prices programs of operators: time, bytes, memory and energy.
module org.unmask.cost {
    requires transitive org.unmask.core;
}
