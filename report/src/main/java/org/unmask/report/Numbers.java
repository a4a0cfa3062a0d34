package org.unmask.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.stream.DoubleStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Numbers as the data of a page holds them: short, with more digits than are shown.
public final class Numbers {
    /// Relative error of a rounded number at most 5e-7: a page shows four digits, a file saved from it all of these.
    private static final MathContext DIGITS = new MathContext(7);

    /// Whole numbers below this are kept as they are.
    private static final double EXACT = 1e15;

    private Numbers() {}

    /// A finite number with seven digits, as short as it goes; a whole number with all of them.
    public static double rounded(double number) {
        return number == Math.rint(number) && Math.abs(number) < EXACT
                ? number
                : new BigDecimal(number).round(DIGITS).doubleValue();
    }

    /// An array of rounded numbers; whole numbers have no decimal point.
    public static ArrayNode array(DoubleStream numbers) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        numbers.forEach(number -> add(array, number));
        return array;
    }

    /// Adds a rounded number.
    public static void add(ArrayNode array, double number) {
        double rounded = rounded(number);
        if (rounded == Math.rint(rounded) && Math.abs(rounded) < EXACT) {
            array.add((long) rounded);
        } else {
            array.add(rounded);
        }
    }
}
