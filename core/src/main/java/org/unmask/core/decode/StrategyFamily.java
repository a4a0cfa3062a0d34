package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.text.Names;

/// A strategy by its name, with everything people may choose about it.
///
/// @param autoregressive  whether it generates from left to right, for models that were trained so
/// @param keys  in the order in which they are listed
/// @param create  makes the strategy from values that have been checked one by one
/// @param obstacle  why the engine does not run it, after a colon; empty if it does
public record StrategyFamily(
        String id,
        String summary,
        boolean autoregressive,
        List<Key<?>> keys,
        Function<Values, Strategy> create,
        Optional<String> obstacle) {
    public StrategyFamily {
        keys = List.copyOf(keys);
    }

    /// A family of strategies for diffusion models.
    StrategyFamily(String id, String summary, List<Key<?>> keys, Function<Values, Strategy> create) {
        this(id, summary, false, keys, create, Optional.empty());
    }

    /// A family of strategies for diffusion models that can be priced alone.
    ///
    /// @param obstacle  why the engine does not run it
    static StrategyFamily priced(
            String id, String summary, List<Key<?>> keys, Function<Values, Strategy> create, String obstacle) {
        return new StrategyFamily(id, summary, false, keys, create, Optional.of(obstacle));
    }

    /// A family in which layers of an autoregressive model draft for it; it can be priced alone.
    static StrategyFamily draftingWithin(
            String id, String summary, List<Key<?>> keys, Function<Values, Strategy> create) {
        return new StrategyFamily(
                id,
                summary,
                true,
                keys,
                create,
                Optional.of("the engine has no layers that draft within a model; predict prices them, and strategy"
                        + " speculative runs with a model that drafts"));
    }

    /// True if a specification of this strategy has a use for a key.
    public boolean takes(Key<?> key) {
        return keys.stream().anyMatch(known -> known.name().equals(key.name()));
    }

    /// The strategy a specification of this family describes.
    ///
    /// @throws IllegalArgumentException if a key is unknown, a value is bad, or keys exclude each other
    Strategy create(StrategySpec spec, int generatedTokens) {
        spec.keys().keySet().forEach(this::checkKnown);
        Values values = new Values(spec, generatedTokens);
        keys.forEach(values::find);
        return create.apply(values);
    }

    private void checkKnown(String key) {
        for (Key<?> known : keys) {
            if (known.name().equals(key)) {
                return;
            }
        }
        List<String> known = keys.stream().map(Key::name).toList();
        if (known.isEmpty()) {
            throw new IllegalArgumentException("strategy '" + id + "' takes no keys; found '" + key + "'");
        }
        throw Names.unknown("key of strategy " + id, key, known);
    }
}
