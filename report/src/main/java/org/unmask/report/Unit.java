package org.unmask.report;

import java.util.Set;

/// How the numbers of a table column are scaled: SI prefixes for the units that take them, one prefix per column.
///
/// @param factor  shown number over number in the base unit
record Unit(String text, double factor) {
    private static final Set<String> PREFIXED = Set.of("s", "B", "B/s", "FLOP/s");
    private static final String LARGE = " kMGTPE";
    private static final String SMALL = " mµn";

    /// The unit in which the largest magnitude of a column lies between 1 and 1000.
    static Unit of(String base, double largest) {
        if (!PREFIXED.contains(base) || largest == 0) {
            return new Unit(base, 1);
        }
        int power = (int) Math.floor(Math.log10(largest) / 3);
        if (power >= 0) {
            int steps = base.equals("s") ? 0 : Math.min(power, LARGE.length() - 1);
            return new Unit((LARGE.charAt(steps) + base).strip(), Math.pow(1000, -steps));
        }
        int steps = Math.min(-power, SMALL.length() - 1);
        return new Unit((SMALL.charAt(steps) + base).strip(), Math.pow(1000, steps));
    }
}
