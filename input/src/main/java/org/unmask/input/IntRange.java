package org.unmask.input;

import java.util.ArrayList;
import java.util.List;

/// Lists of whole numbers as written by people: `1,2,4`, `1-5`, `1-32*2` (each twice the last), `10-50+10`.
public final class IntRange {
    private static final int LONGEST = 10_000;

    private IntRange() {}

    /// Reads the numbers of a list or range: `1,2,4` or `1-32*2`.
    ///
    /// @param name  what the numbers are, for the message
    /// @throws IllegalArgumentException if the text is no such list, or a number is below 1
    public static List<Integer> parse(String name, String text) {
        List<Integer> values = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            int dash = part.indexOf('-', 1);
            if (dash < 0) {
                values.add(number(name, text, part));
            } else {
                addRange(name, text, part, dash, values);
            }
        }
        return List.copyOf(values);
    }

    private static void addRange(String name, String text, String part, int dash, List<Integer> values) {
        int operator = Math.max(part.indexOf('*'), part.indexOf('+'));
        int first = number(name, text, part.substring(0, dash));
        int last = number(name, text, part.substring(dash + 1, operator < 0 ? part.length() : operator));
        int step = operator < 0 ? 1 : number(name, text, part.substring(operator + 1));
        boolean times = operator >= 0 && part.charAt(operator) == '*';
        if (first > last || (times && step < 2)) {
            throw bad(name, text);
        }
        for (long value = first; value <= last; value = times ? value * step : value + step) {
            values.add((int) value);
            if (values.size() > LONGEST) {
                throw new IllegalArgumentException("bad " + name + " '" + text + "': more than " + LONGEST + " values");
            }
        }
    }

    private static int number(String name, String text, String digits) {
        try {
            int value = Integer.parseInt(digits.strip());
            if (value >= 1) {
                return value;
            }
        } catch (NumberFormatException _) {
            // reported below, like a number out of range
        }
        throw bad(name, text);
    }

    private static IllegalArgumentException bad(String name, String text) {
        return new IllegalArgumentException(
                "bad " + name + " '" + text + "'; expected whole numbers from 1: a list 1,2,4 or a range 1-32*2");
    }
}
