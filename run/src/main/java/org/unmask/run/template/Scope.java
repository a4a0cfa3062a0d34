package org.unmask.run.template;

import java.util.Map;
import java.util.Optional;

/// Names and their values. A loop and a macro have a scope of their own, in which the names around them can be seen and not be
/// set.
final class Scope {
    private final Optional<Scope> around;
    private final Map<String, Object> values;

    Scope(Optional<Scope> around, Map<String, Object> values) {
        this.around = around;
        this.values = values;
    }

    Scope inner() {
        return new Scope(Optional.of(this), Values.map());
    }

    void set(String name, Object value) {
        values.put(name, value);
    }

    Object get(String name) {
        Scope scope = this;
        while (true) {
            Object value = scope.values.get(name);
            if (value != null) {
                return value;
            }
            if (scope.around.isEmpty()) {
                return new Values.Undefined(name);
            }
            scope = scope.around.get();
        }
    }
}
