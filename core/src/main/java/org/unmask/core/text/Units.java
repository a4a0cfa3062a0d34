package org.unmask.core.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/// Numbers with units for people. Files hold plain SI base units instead.
public final class Units {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

    private Units() {}

    /// For instance `1.23 GB`, decimal.
    public static String bytes(double bytes) {
        return si(bytes, "B");
    }

    /// For instance `4.56 TFLOP`.
    public static String si(double value, String unit) {
        int prefix = 0;
        double scaled = value;
        while (Math.abs(scaled) >= 999.5 && prefix < PREFIXES.length - 1) {
            scaled /= 1000;
            prefix++;
        }
        return number(scaled) + " " + PREFIXES[prefix] + unit;
    }

    /// For instance `12.3 mJ` or `4.56 J`.
    public static String small(double value, String unit) {
        boolean milli = value > 0 && value < 0.9995;
        return milli ? number(value * 1e3) + " m" + unit : si(value, unit);
    }

    /// Three significant digits also below 1, for instance `0.0123`.
    public static String significant(double value) {
        return value == 0 || value >= 0.9995
                ? number(value)
                : new BigDecimal(value).round(new MathContext(3)).toPlainString();
    }

    /// For instance `8.61 ms`.
    public static String seconds(double seconds) {
        if (seconds >= 0.9995) {
            return number(seconds) + " s";
        }
        if (seconds >= 0.9995e-3) {
            return number(seconds * 1e3) + " ms";
        }
        return number(seconds * 1e6) + " µs";
    }

    /// Three significant digits, or all digits before the point.
    public static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size == 0 ? "%.0f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
