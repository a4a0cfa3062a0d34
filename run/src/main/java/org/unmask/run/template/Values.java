package org.unmask.run.template;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Values of templates, with the meaning they have in Python. These are all there are: [#NONE], [Undefined], [Boolean],
/// [Long], [Double], [String], [List], [Map] with texts as keys, [Namespace], [Loop] and [Function].
final class Values {
    /// `None`.
    static final Object NONE = new Object() {
        @Override
        public String toString() {
            return "None";
        }
    };

    static final int DEPTH = 48;

    private Values() {}

    /// What has no value: a name that nobody set, or a key that is not there.
    record Undefined(String name) {}

    /// A map whose entries a template may set.
    record Namespace(Map<String, Object> entries) {}

    /// A list that Python writes in parentheses.
    static final class Tuple extends AbstractList<Object> {
        private final List<Object> elements;

        Tuple(List<Object> elements) {
            this.elements = elements;
        }

        @Override
        public Object get(int index) {
            return elements.get(index);
        }

        @Override
        public int size() {
            return elements.size();
        }
    }

    /// What a template can call.
    interface Function {
        Object call(Arguments arguments);
    }

    /// Arguments with their values.
    record Arguments(List<Object> positional, Map<String, Object> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());

        /// An argument by place or name; another value if there is none.
        Object get(int place, String name, Object otherwise) {
            return place < positional.size() ? positional.get(place) : named.getOrDefault(name, otherwise);
        }

        Object get(int place, String name) {
            Object value = get(place, name, new Undefined(name));
            if (value instanceof Undefined) {
                throw new TemplateException("an argument '" + name + "' is missing");
            }
            return value;
        }
    }

    /// Where a loop is.
    static final class Loop {
        final List<Object> elements;
        int index;

        Loop(List<Object> elements) {
            this.elements = elements;
        }

        Object get(String name) {
            int last = elements.size() - 1;
            return switch (name) {
                case "index0" -> (long) index;
                case "index" -> index + 1L;
                case "revindex0" -> (long) last - index;
                case "revindex" -> last - index + 1L;
                case "first" -> index == 0;
                case "last" -> index == last;
                case "length" -> (long) elements.size();
                case "previtem" -> index > 0 ? elements.get(index - 1) : new Undefined(name);
                case "nextitem" -> index < last ? elements.get(index + 1) : new Undefined(name);
                case "cycle" ->
                    (Function) arguments -> {
                        if (arguments.positional().isEmpty()) {
                            throw new TemplateException("cycle has nothing to choose from");
                        }
                        return arguments
                                .positional()
                                .get(index % arguments.positional().size());
                    };
                default -> new Undefined("loop." + name);
            };
        }
    }

    static boolean isTrue(Object value) {
        return switch (value) {
            case Boolean b -> b;
            case Long l -> l != 0;
            case Double d -> d != 0;
            case String s -> !s.isEmpty();
            case List<?> l -> !l.isEmpty();
            case Map<?, ?> m -> !m.isEmpty();
            case Undefined _ -> false;
            default -> !NONE.equals(value);
        };
    }

    /// The name Python has for the type of a value.
    static String type(Object value) {
        return switch (value) {
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case Double _ -> "float";
            case String _ -> "str";
            case Tuple _ -> "tuple";
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "dict";
            case Undefined u -> "undefined '" + u.name() + "'";
            case Namespace _ -> "namespace";
            case Function _ -> "function";
            default -> NONE.equals(value) ? "None" : "loop";
        };
    }

    static boolean areEqual(Object a, Object b) {
        return areEqual(a, b, 0);
    }

    private static boolean areEqual(Object a, Object b, int depth) {
        if (depth > DEPTH) {
            throw new TemplateException("its lists are more than " + DEPTH + " deep");
        }
        if (isNumber(a) && isNumber(b)) {
            return (a instanceof Double || b instanceof Double) ? number(a) == number(b) : whole(a) == whole(b);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            if (x.size() != y.size() || a instanceof Tuple != b instanceof Tuple) {
                return false;
            }
            Iterator<?> other = y.iterator();
            for (Object each : x) {
                if (!areEqual(each, other.next(), depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            if (x.size() != y.size()) {
                return false;
            }
            for (Map.Entry<?, ?> entry : x.entrySet()) {
                Object other = y.get(entry.getKey());
                if (other == null || !areEqual(entry.getValue(), other, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        return a.equals(b) || (a instanceof Undefined && b instanceof Undefined);
    }

    /// Whole numbers, others, and truths, which are 1 and 0.
    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    static double number(Object value) {
        return switch (value) {
            case Double d -> d;
            case Long l -> (double) l;
            case Boolean b -> b ? 1 : 0;
            default -> throw new TemplateException(type(value) + " is no number");
        };
    }

    static long whole(Object value) {
        return switch (value) {
            case Long l -> l;
            case Boolean b -> b ? 1 : 0;
            default -> throw new TemplateException(type(value) + " is no whole number");
        };
    }

    static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new TemplateException(type(value) + " is no text");
    }

    /// Whether a value may stand before a colon in a map. Lists may not: they can be large.
    static boolean isKey(Object value) {
        return value instanceof String || isNumber(value) || NONE.equals(value);
    }

    static Object key(Object value) {
        if (isKey(value)) {
            return value;
        }
        throw new TemplateException(type(value) + " is no key of a dict");
    }

    /// Elements of a list, keys of a map, characters of a text; none of what is undefined.
    static List<Object> elements(Object value, Budget budget) {
        return switch (value) {
            case List<?> list -> {
                budget.steps(list.size());
                yield new ArrayList<>(list);
            }
            case Map<?, ?> map -> {
                budget.steps(map.size());
                yield new ArrayList<>(map.keySet());
            }
            case String text -> {
                budget.steps(text.length());
                yield new ArrayList<>(
                        text.codePoints().mapToObj(Character::toString).toList());
            }
            case Undefined _ -> new ArrayList<>();
            default -> throw new TemplateException(type(value) + " has no elements");
        };
    }

    /// As it is written: what Python's `str` gives.
    static String shown(Object value, Budget budget) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Undefined) {
            return "";
        }
        StringBuilder out = new StringBuilder();
        represent(value, out, budget, 0);
        return budget.text(out.toString());
    }

    private static void represent(Object value, StringBuilder out, Budget budget, int depth) {
        budget.step();
        budget.checkLength(out.length());
        if (depth > DEPTH) {
            throw new TemplateException("its lists are more than " + DEPTH + " deep");
        }
        switch (value) {
            case String text -> out.append(quoted(text));
            case Boolean b -> out.append(b ? "True" : "False");
            case Long l -> out.append(l);
            case Double d -> out.append(real(d));
            case List<?> list -> {
                boolean tuple = list instanceof Tuple;
                out.append(tuple ? '(' : '[');
                String before = "";
                for (Object element : list) {
                    out.append(before);
                    represent(element, out, budget, depth + 1);
                    before = ", ";
                }
                out.append(tuple && list.size() == 1 ? "," : "").append(tuple ? ')' : ']');
            }
            case Map<?, ?> map -> {
                out.append('{');
                String before = "";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(before);
                    represent(entry.getKey(), out, budget, depth + 1);
                    out.append(": ");
                    represent(entry.getValue(), out, budget, depth + 1);
                    before = ", ";
                }
                out.append('}');
            }
            default -> {
                if (!NONE.equals(value)) {
                    throw new TemplateException(type(value) + " cannot be written");
                }
                out.append(value);
            }
        }
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder().append(quote);
        text.chars().forEach(c -> {
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (c < ' ' || c == 0x7F) {
                        out.append(String.format(Locale.ROOT, "\\x%02x", c));
                    } else {
                        out.append((char) c);
                    }
                }
            }
        });
        return out.append(quote).toString();
    }

    /// As Python writes it, apart from exponents.
    static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e16
                ? (long) value + ".0"
                : Double.toString(value).replace("E", "e");
    }

    /// A map with texts as keys.
    static Map<String, Object> map() {
        return new LinkedHashMap<>();
    }
}
