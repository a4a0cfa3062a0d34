package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A key of a strategy, written `name=value`: the values it may have, the one it has if it is not given, and its
/// meaning. Strategies take their values from it, and help and documents are printed from it.
///
/// @param initial  the default; empty if the key has none
public record Key<T>(String name, Domain<T> domain, Optional<Initial<T>> initial, String meaning) {
    /// The value of a key that is not given.
    ///
    /// @param text  the value, or how it follows from others, in help: `8`, or `min(32,G)`
    public record Initial<T>(String text, Function<Values, T> value) {
        /// The generated length, G.
        static Initial<Integer> generated() {
            return new Initial<>("G", Values::generatedTokens);
        }

        /// The generated length, but at most `most`.
        static Initial<Integer> generatedUpTo(int most) {
            return new Initial<>("min(" + most + ",G)", values -> Math.min(most, values.generatedTokens()));
        }

        /// The value of another key, but at most `most`.
        static Initial<Integer> upTo(int most, Key<Integer> other) {
            return new Initial<>("min(" + most + "," + other.name() + ")", values -> Math.min(most, values.get(other)));
        }

        /// One number, or another where a key has a certain value.
        static <E> Initial<Integer> unless(int number, Key<E> other, E special, int instead) {
            return new Initial<>(
                    number + "; " + other.domain().text().apply(special) + ": " + instead,
                    values -> values.get(other).equals(special) ? instead : number);
        }

        /// What the strategy finds out from the request; it is told 0.
        static Initial<Integer> ofRequest(String text) {
            return new Initial<>(text, _ -> 0);
        }
    }

    /// A key without a default.
    static <T> Key<T> optional(String name, Domain<T> domain, String meaning) {
        return new Key<>(name, domain, Optional.empty(), meaning);
    }

    /// A key whose default is a constant.
    static <T> Key<T> of(String name, Domain<T> domain, T initial, String meaning) {
        Initial<T> constant = new Initial<>(domain.text().apply(initial), _ -> initial);
        return new Key<>(name, domain, Optional.of(constant), meaning);
    }

    /// A whole number from 1.
    static Key<Integer> positive(String name, int initial, String meaning) {
        return of(name, Domain.wholeFrom(1), initial, meaning);
    }

    /// A whole number from 1.
    static Key<Integer> positive(String name, Initial<Integer> initial, String meaning) {
        return new Key<>(name, Domain.wholeFrom(1), Optional.of(initial), meaning);
    }

    /// A whole number from 0.
    static Key<Integer> count(String name, int initial, String meaning) {
        return of(name, Domain.wholeFrom(0), initial, meaning);
    }

    /// A whole number from 0.
    static Key<Integer> count(String name, Initial<Integer> initial, String meaning) {
        return new Key<>(name, Domain.wholeFrom(0), Optional.of(initial), meaning);
    }

    /// A number from 0 to 1.
    static Key<Double> share(String name, double initial, String meaning) {
        return of(name, Domain.upTo(1), initial, meaning);
    }

    /// `on`, or `off` if it is not given.
    static Key<Boolean> flag(String name, String meaning) {
        return of(name, Domain.onOrOff(), false, meaning);
    }

    /// One of these constants, the first if it is not given.
    static <E extends Enum<E>> Key<E> choice(String name, List<E> choices, String meaning) {
        return of(name, Domain.oneOf(choices), choices.getFirst(), meaning);
    }

    /// True if a specification gives this key a value.
    public boolean isGiven(StrategySpec spec) {
        return spec.keys().containsKey(name);
    }
}
