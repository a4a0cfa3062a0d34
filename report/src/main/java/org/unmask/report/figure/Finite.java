package org.unmask.report.figure;

import java.util.Arrays;

/// The check that every number of a report can be written and drawn.
final class Finite {
    private Finite() {}

    static void require(String what, double... values) {
        if (!Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "bad " + what + ": " + Arrays.toString(values) + "; each must be finite");
        }
    }
}
