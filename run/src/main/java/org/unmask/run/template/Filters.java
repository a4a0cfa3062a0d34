package org.unmask.run.template;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.unmask.run.template.Values.Arguments;

/// The filters that templates use. There are no others.
final class Filters {
    private static final int MOST_INDENT = 64;
    private static final List<String> JSON_ARGUMENTS = List.of("ensure_ascii", "indent", "separators", "sort_keys");

    private final Budget budget;
    private final Operators operators;
    private final Methods methods;
    private final Tests tests;

    Filters(Budget budget, Operators operators, Methods methods, Tests tests) {
        this.budget = budget;
        this.operators = operators;
        this.methods = methods;
        this.tests = tests;
    }

    Object apply(String name, Object value, Arguments arguments) {
        return switch (name) {
            case "trim" -> methods.stripped(Values.shown(value, budget), arguments, true, true);
            case "upper" -> budget.text(Values.shown(value, budget).toUpperCase(Locale.ROOT));
            case "lower" -> budget.text(Values.shown(value, budget).toLowerCase(Locale.ROOT));
            case "title" -> methods.title(Values.shown(value, budget));
            case "capitalize" -> methods.capitalized(Values.shown(value, budget));
            case "string" -> Values.shown(value, budget);
            case "safe" -> value;
            case "escape", "e" -> escaped(Values.shown(value, budget));
            case "length", "count" -> (long) Values.elements(value, budget).size();
            case "first" -> end(Values.elements(value, budget), true);
            case "last" -> end(Values.elements(value, budget), false);
            case "list" -> Values.elements(value, budget);
            case "int" -> whole(value, arguments.get(0, "default", 0L));
            case "float" -> real(value, arguments.get(0, "default", 0.0));
            case "abs" -> value instanceof Double d ? (Object) Math.abs(d) : (Object) Math.abs(Values.whole(value));
            case "round" -> round(value, arguments);
            case "default", "d" -> otherwise(value, arguments);
            case "replace" ->
                methods.replaced(
                        Values.shown(value, budget),
                        Values.text(arguments.get(0, "old")),
                        Values.text(arguments.get(1, "new")));
            case "join" -> join(value, arguments);
            case "items" -> value instanceof Map<?, ?> map ? methods.items(map) : Values.elements(value, budget);
            case "dictsort" -> dictsort(value);
            case "reverse" -> operators.slice(value, Values.NONE, Values.NONE, -1L);
            case "sort" -> sorted(value, arguments);
            case "unique" -> unique(value);
            case "sum" -> sum(value);
            case "min", "max" -> extreme(value, name);
            case "map" -> mapped(value, arguments);
            case "select" -> some(value, arguments, false, true);
            case "reject" -> some(value, arguments, false, false);
            case "selectattr" -> some(value, arguments, true, true);
            case "rejectattr" -> some(value, arguments, true, false);
            case "indent" -> indented(Values.shown(value, budget), arguments);
            case "tojson" -> json(value, arguments);
            default -> throw new TemplateException("the filter '" + name + "' is not known");
        };
    }

    private String escaped(String text) {
        return budget.text(text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("'", "&#39;")
                .replace("\"", "&#34;"));
    }

    private static Object end(List<Object> elements, boolean first) {
        if (elements.isEmpty()) {
            return new Values.Undefined("an element of an empty list");
        }
        return first ? elements.getFirst() : elements.getLast();
    }

    private static Object whole(Object value, Object otherwise) {
        try {
            return switch (value) {
                case Double d -> (long) (double) d;
                case String s ->
                    s.strip().matches("[-+]?\\d+") ? Long.valueOf(s.strip()) : (long) Double.parseDouble(s);
                default -> Values.isNumber(value) ? (Object) Values.whole(value) : otherwise;
            };
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static Object real(Object value, Object otherwise) {
        try {
            return value instanceof String text
                    ? (Object) Double.parseDouble(text.strip())
                    : Values.isNumber(value) ? (Object) Values.number(value) : otherwise;
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static Object round(Object value, Arguments arguments) {
        double scale = Math.pow(10, Math.clamp(Values.whole(arguments.get(0, "precision", 0L)), -15L, 15L));
        return Math.rint(Values.number(value) * scale) / scale;
    }

    private static Object otherwise(Object value, Arguments arguments) {
        boolean falseToo = Values.isTrue(arguments.get(1, "boolean", false));
        boolean missing = value instanceof Values.Undefined || (falseToo && !Values.isTrue(value));
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private Object join(Object value, Arguments arguments) {
        Object attribute = arguments.get(1, "attribute", Values.NONE);
        List<Object> elements = Values.elements(value, budget);
        if (!Values.NONE.equals(attribute)) {
            elements.replaceAll(each -> operators.element(each, attribute));
        }
        return methods.joined(Values.shown(arguments.get(0, "d", ""), budget), elements);
    }

    private Object dictsort(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new TemplateException(Values.type(value) + " is no dict");
        }
        List<Object> items = methods.items(map);
        Comparator<Object> order = (a, b) -> Operators.order(sortKey(a, 0L), sortKey(b, 0L));
        items.sort(order);
        return items;
    }

    private Object sorted(Object value, Arguments arguments) {
        Object attribute = arguments.get(2, "attribute", Values.NONE);
        List<Object> elements = Values.elements(value, budget);
        budget.steps(16L * elements.size());
        Comparator<Object> order = (a, b) -> Operators.order(sortKey(a, attribute), sortKey(b, attribute));
        elements.sort(Values.isTrue(arguments.get(0, "reverse", false)) ? order.reversed() : order);
        return elements;
    }

    private Object sortKey(Object value, Object attribute) {
        Object key = Values.NONE.equals(attribute) ? value : operators.element(value, attribute);
        return key instanceof String text ? text.toLowerCase(Locale.ROOT) : key;
    }

    private Object unique(Object value) {
        List<Object> different = new ArrayList<>();
        for (Object each : Values.elements(value, budget)) {
            if (!operators.contains(different, each)) {
                different.add(each);
            }
        }
        return different;
    }

    private Object sum(Object value) {
        Object sum = 0L;
        for (Object each : Values.elements(value, budget)) {
            sum = operators.binary("+", sum, each);
        }
        return sum;
    }

    private Object extreme(Object value, String which) {
        List<Object> elements = Values.elements(value, budget);
        if (elements.isEmpty()) {
            return new Values.Undefined("an element of an empty list");
        }
        return which.equals("min")
                ? elements.stream().min(Operators::order).orElseThrow()
                : elements.stream().max(Operators::order).orElseThrow();
    }

    private Object mapped(Object value, Arguments arguments) {
        List<Object> elements = Values.elements(value, budget);
        Object attribute = arguments.named().get("attribute");
        if (attribute != null) {
            Object missing = arguments.named().get("default");
            elements.replaceAll(each -> {
                Object found = operators.element(each, attribute);
                return found instanceof Values.Undefined && missing != null ? missing : found;
            });
            return elements;
        }
        String name = Values.text(arguments.get(0, "filter"));
        Arguments rest = rest(arguments, 1);
        elements.replaceAll(each -> {
            budget.step();
            return apply(name, each, rest);
        });
        return elements;
    }

    private static Arguments rest(Arguments arguments, int from) {
        List<Object> positional = arguments.positional();
        return new Arguments(
                positional.subList(Math.min(from, positional.size()), positional.size()), arguments.named());
    }

    private Object some(Object value, Arguments arguments, boolean attribute, boolean wanted) {
        int place = attribute ? 1 : 0;
        List<Object> kept = new ArrayList<>();
        for (Object each : Values.elements(value, budget)) {
            Object looked = attribute ? operators.element(each, arguments.get(0, "attribute")) : each;
            Object test = arguments.get(place, "test", Values.NONE);
            boolean holds = Values.NONE.equals(test)
                    ? Values.isTrue(looked)
                    : tests.holds(Values.text(test), looked, rest(arguments, place + 1));
            if (holds == wanted) {
                kept.add(each);
            }
        }
        return kept;
    }

    private Object indented(String text, Arguments arguments) {
        Object width = arguments.get(0, "width", 4L);
        String blanks = width instanceof String said
                ? said
                : " ".repeat((int) Math.clamp(Values.whole(width), 0L, MOST_INDENT));
        boolean first = Values.isTrue(arguments.get(1, "first", false));
        boolean blank = Values.isTrue(arguments.get(2, "blank", false));
        StringBuilder out = new StringBuilder();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean moved = i == 0 ? first : blank || !lines[i].isEmpty();
            out.append(i == 0 ? "" : "\n").append(moved ? blanks : "").append(lines[i]);
            budget.checkLength(out.length());
        }
        return budget.text(out.toString());
    }

    /// As `transformers` has it: the order of arguments is that of its own filter, not of Jinja's.
    private Object json(Object value, Arguments arguments) {
        for (String name : arguments.named().keySet()) {
            if (!JSON_ARGUMENTS.contains(name)) {
                throw new TemplateException("tojson with " + name + " is not known");
            }
        }
        boolean ascii = Values.isTrue(arguments.get(0, "ensure_ascii", false));
        Object indent = arguments.get(1, "indent", Values.NONE);
        Object separators = arguments.get(2, "separators", Values.NONE);
        boolean sorted = Values.isTrue(arguments.get(3, "sort_keys", false));
        boolean oneLine = Values.NONE.equals(indent);
        String between = oneLine ? ", " : ",";
        String colon = ": ";
        if (!Values.NONE.equals(separators)) {
            List<Object> both = Values.elements(separators, budget);
            if (both.size() != 2) {
                throw new TemplateException("tojson with " + both.size() + " separators; expected 2");
            }
            between = Values.text(both.getFirst());
            colon = Values.text(both.getLast());
        }
        int blanks = oneLine ? -1 : (int) Math.clamp(Values.whole(indent), 0L, MOST_INDENT);
        return new Json(blanks, between, colon, ascii).text(sorted ? sortedKeys(value, 0) : value, budget);
    }

    private Object sortedKeys(Object value, int depth) {
        budget.step();
        if (depth > MOST_INDENT) {
            throw new TemplateException("its lists are more than " + MOST_INDENT + " deep");
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(each -> copy.add(sortedKeys(each, depth + 1)));
            return copy;
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.keySet().stream()
                .map(Values::text)
                .sorted()
                .forEach(key -> copy.put(key, sortedKeys(requireNonNull(map.get(key)), depth + 1)));
        return copy;
    }
}
