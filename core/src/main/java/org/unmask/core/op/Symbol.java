package org.unmask.core.op;

/// A number of a counting rule, with the name it has in `docs/method.md`.
///
/// @param name  for instance `T` or `(Hq + 2 Hk)`; the digits of a plain number
/// @param meaning  what it counts; empty for a plain number
public record Symbol(String name, String meaning, double value) {
    /// A plain number.
    static Symbol number(long value) {
        return new Symbol("" + value, "", value);
    }

    /// Whether it stands for a size, and not for itself.
    public boolean isNamed() {
        return !meaning.isEmpty();
    }
}
