package org.unmask.run.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What operators do, as in Python.
final class Operators {
    private final Budget budget;

    Operators(Budget budget) {
        this.budget = budget;
    }

    Object unary(String operator, Object value) {
        return switch (operator) {
            case "not" -> !Values.isTrue(value);
            case "-" ->
                value instanceof Double d ? (Object) (-d) : (Object) exact(() -> Math.negateExact(Values.whole(value)));
            default -> {
                Values.number(value);
                yield value;
            }
        };
    }

    Object binary(String operator, Object a, Object b) {
        return switch (operator) {
            case "~" -> joined(Values.shown(a, budget), Values.shown(b, budget));
            case "+" -> sum(a, b);
            case "*" -> product(a, b);
            case "-" ->
                isReal(a, b)
                        ? (Object) (Values.number(a) - Values.number(b))
                        : exact(() -> Math.subtractExact(Values.whole(a), Values.whole(b)));
            case "/" -> Values.number(a) / divisor(b);
            case "//" ->
                isReal(a, b)
                        ? (Object) Math.floor(Values.number(a) / divisor(b))
                        : exact(() -> Math.floorDivExact(Values.whole(a), (long) divisor(b)));
            case "%" ->
                isReal(a, b)
                        ? (Object) remainder(Values.number(a), divisor(b))
                        : (Object) Math.floorMod(Values.whole(a), (long) divisor(b));
            case "**" -> power(a, b);
            default -> throw new TemplateException("the operator " + operator + " is not known");
        };
    }

    private static double remainder(double a, double b) {
        return a - Math.floor(a / b) * b;
    }

    private static boolean isReal(Object a, Object b) {
        return a instanceof Double || b instanceof Double;
    }

    private static double divisor(Object value) {
        double divisor = Values.number(value);
        if (divisor == 0) {
            throw new TemplateException("it divides by zero");
        }
        return divisor;
    }

    private interface Exact {
        long value();
    }

    private static Long exact(Exact exact) {
        try {
            return exact.value();
        } catch (ArithmeticException e) {
            throw new TemplateException("a whole number exceeds 64 bits");
        }
    }

    private static Object power(Object a, Object b) {
        double power = Math.pow(Values.number(a), Values.number(b));
        if (isReal(a, b) || Values.whole(b) < 0) {
            return power;
        }
        if (Math.abs(power) > 1L << 53) {
            throw new TemplateException("a power is too large");
        }
        return (long) power;
    }

    private String joined(String a, String b) {
        budget.checkLength((long) a.length() + b.length());
        return budget.text(a + b);
    }

    private Object sum(Object a, Object b) {
        if (a instanceof String x && b instanceof String y) {
            return joined(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            budget.steps((long) x.size() + y.size());
            List<Object> both = new ArrayList<>(x);
            both.addAll(y);
            return both;
        }
        if (!Values.isNumber(a) || !Values.isNumber(b)) {
            throw new TemplateException("it adds " + Values.type(a) + " and " + Values.type(b));
        }
        return isReal(a, b)
                ? (Object) (Values.number(a) + Values.number(b))
                : exact(() -> Math.addExact(Values.whole(a), Values.whole(b)));
    }

    private Object product(Object a, Object b) {
        if (a instanceof String text && b instanceof Long count) {
            budget.checkLength(text.length() * Math.clamp(count, 0L, Integer.MAX_VALUE));
            return budget.text(text.repeat((int) Math.clamp(count, 0L, Integer.MAX_VALUE)));
        }
        return isReal(a, b)
                ? (Object) (Values.number(a) * Values.number(b))
                : exact(() -> Math.multiplyExact(Values.whole(a), Values.whole(b)));
    }

    boolean compares(String operator, Object a, Object b) {
        return switch (operator) {
            case "==" -> Values.areEqual(a, b);
            case "!=" -> !Values.areEqual(a, b);
            case "in" -> contains(b, a);
            case "not in" -> !contains(b, a);
            case "<" -> order(a, b) < 0;
            case "<=" -> order(a, b) <= 0;
            case ">" -> order(a, b) > 0;
            default -> order(a, b) >= 0;
        };
    }

    static int order(Object a, Object b) {
        if (a instanceof String x && b instanceof String y) {
            return x.compareTo(y);
        }
        if (!Values.isNumber(a) || !Values.isNumber(b)) {
            throw new TemplateException("it compares " + Values.type(a) + " with " + Values.type(b));
        }
        return isReal(a, b)
                ? Double.compare(Values.number(a), Values.number(b))
                : Long.compare(Values.whole(a), Values.whole(b));
    }

    boolean contains(Object all, Object one) {
        if (all instanceof String text) {
            budget.steps(text.length() / 16);
            return text.contains(Values.text(one));
        }
        if (all instanceof Map<?, ?> map) {
            return Values.isKey(one) && map.containsKey(one);
        }
        for (Object each : Values.elements(all, budget)) {
            if (Values.areEqual(each, one)) {
                return true;
            }
        }
        return false;
    }

    /// An element of a list, a map or a text; undefined if there is none.
    Object element(Object base, Object index) {
        return switch (base) {
            case Map<?, ?> map -> {
                Object value = Values.isKey(index) ? map.get(index) : null;
                yield value == null ? new Values.Undefined(Values.shown(index, budget)) : value;
            }
            case List<?> list -> {
                long place = Values.whole(index) + (Values.whole(index) < 0 ? list.size() : 0);
                yield place >= 0 && place < list.size()
                        ? list.get((int) place)
                        : new Values.Undefined("[" + place + "]");
            }
            case String text -> element(Values.elements(text, budget), index);
            case Values.Namespace space -> element(space.entries(), index);
            case Values.Loop loop -> loop.get(Values.text(index));
            case Values.Undefined missing -> throw new TemplateException("'" + missing.name() + "' is undefined");
            default -> new Values.Undefined(Values.shown(index, budget));
        };
    }

    /// Every so many elements, or characters.
    ///
    /// @param first  [Values#NONE] if it is not said
    /// @param end  likewise
    /// @param stride  likewise
    Object slice(Object base, Object first, Object end, Object stride) {
        if (base instanceof Values.Undefined missing) {
            throw new TemplateException("'" + missing.name() + "' is undefined");
        }
        boolean isText = base instanceof String;
        if (!isText && !(base instanceof List)) {
            throw new TemplateException(Values.type(base) + " cannot be sliced");
        }
        List<Object> all = Values.elements(base, budget);
        long step = Values.NONE.equals(stride) ? 1 : Values.whole(stride);
        if (step == 0) {
            throw new TemplateException("it slices with a stride of 0");
        }
        int size = all.size();
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? size : size - 1L;
        long from = Values.NONE.equals(first) ? (step > 0 ? low : high) : place(Values.whole(first), size, low, high);
        long to = Values.NONE.equals(end) ? (step > 0 ? high : low) : place(Values.whole(end), size, low, high);
        List<Object> some = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += Math.clamp(step, -size - 1L, size + 1L)) {
            some.add(all.get((int) i));
        }
        if (!isText) {
            return some;
        }
        StringBuilder text = new StringBuilder();
        some.forEach(text::append);
        return budget.text(text.toString());
    }

    private static long place(long index, int size, long low, long high) {
        return Math.clamp(index < 0 ? Math.max(index, -size - 1L) + size : index, low, high);
    }
}
