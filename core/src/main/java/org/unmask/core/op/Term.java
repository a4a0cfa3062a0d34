package org.unmask.core.op;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One part of the work of an operator: a product of sizes.
///
/// @param what  the operand, or the step of the arithmetic, for people
/// @param factors  sizes whose product is the amount, up to the rounding to whole bytes
/// @param amount  FLOPs or bytes, as the kind says
public record Term(Kind kind, String what, List<Symbol> factors, long amount) {
    private static final double MOST_DIGITS = 1e15;

    /// What an amount counts.
    public enum Kind {
        MATMUL_FLOPS("FLOP"),
        OTHER_FLOPS("FLOP"),
        WEIGHTS_READ("B"),
        /// Keys and values that attention reads.
        KEY_VALUES_READ("B"),
        ACTIVATIONS_READ("B"),
        ACTIVATIONS_WRITTEN("B"),
        KEY_VALUES_WRITTEN("B"),
        /// Sent to other devices; no memory traffic.
        SENT("B");

        private final String unit;

        Kind(String unit) {
            this.unit = unit;
        }

        /// The name used in files.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Unit of the amounts.
        public String unit() {
            return unit;
        }

        /// Whether amounts are arithmetic.
        public boolean isArithmetic() {
            return this == MATMUL_FLOPS || this == OTHER_FLOPS;
        }
    }

    public Term {
        factors = List.copyOf(factors);
    }

    /// The product with names, for instance `2 · T · h · w`.
    public String formula() {
        return factors.stream().map(Symbol::name).collect(Collectors.joining(" · "));
    }

    /// The product with the numbers put in, for instance `2 · 256 · 4096 · 2`.
    public String numbers() {
        return factors.stream().map(factor -> digits(factor.value())).collect(Collectors.joining(" · "));
    }

    /// A number as it is written in a formula: all digits if it is whole, else four.
    public static String digits(double value) {
        return value == Math.rint(value) && Math.abs(value) < MOST_DIGITS
                ? "" + (long) value
                : String.format(Locale.ROOT, "%.4g", value);
    }

    /// The work of one term.
    public Work work() {
        return switch (kind) {
            case MATMUL_FLOPS -> new Work(amount, 0, 0, 0, 0, 0);
            case OTHER_FLOPS -> new Work(0, amount, 0, 0, 0, 0);
            case WEIGHTS_READ -> new Work(0, 0, amount, 0, amount, 0);
            case KEY_VALUES_READ -> new Work(0, 0, amount, 0, 0, amount);
            case ACTIVATIONS_READ -> new Work(0, 0, amount, 0, 0, 0);
            case ACTIVATIONS_WRITTEN, KEY_VALUES_WRITTEN -> new Work(0, 0, 0, amount, 0, 0);
            case SENT -> Work.sent(amount);
        };
    }
}
