package org.unmask.run.template;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.run.template.Values.Arguments;

/// The tests behind `is` that templates use. There are no others.
final class Tests {
    private final Operators operators;

    Tests(Operators operators) {
        this.operators = operators;
    }

    boolean holds(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Values.Undefined);
            case "undefined" -> value instanceof Values.Undefined;
            case "none" -> Values.NONE.equals(value);
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "sequence" -> value instanceof String || value instanceof List || value instanceof Map;
            case "iterable" ->
                value instanceof String
                        || value instanceof List
                        || value instanceof Map
                        || value instanceof Values.Undefined;
            case "number" -> Values.isNumber(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "callable" -> value instanceof Values.Function;
            case "odd" -> Math.floorMod(Values.whole(value), 2) == 1;
            case "even" -> Math.floorMod(Values.whole(value), 2) == 0;
            case "divisibleby" ->
                Values.isTrue(0L) == Values.isTrue(operators.binary("%", value, arguments.get(0, "num")));
            case "lower" -> value instanceof String text && text.equals(text.toLowerCase(Locale.ROOT));
            case "upper" -> value instanceof String text && text.equals(text.toUpperCase(Locale.ROOT));
            case "equalto", "eq", "sameas" -> compares("==", value, arguments);
            case "ne" -> compares("!=", value, arguments);
            case "lt", "lessthan" -> compares("<", value, arguments);
            case "le" -> compares("<=", value, arguments);
            case "gt", "greaterthan" -> compares(">", value, arguments);
            case "ge" -> compares(">=", value, arguments);
            case "in" -> compares("in", value, arguments);
            default -> throw new TemplateException("the test '" + name + "' is not known");
        };
    }

    private boolean compares(String operator, Object value, Arguments arguments) {
        return operators.compares(operator, value, arguments.get(0, "other"));
    }
}
