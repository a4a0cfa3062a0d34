package org.unmask.web.explorer;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The block lengths and numbers of steps that a strategy accepts, all else as asked: where a slider can stand.
final class Choices {
    private static final int MOST_TRIED = 512;
    private static final String BLOCK = "block";

    private Choices() {}

    /// `{"block": [...], "steps": [...]}`; a key that the strategy does not take is missing.
    static ObjectNode json(StrategySpec spec, Request request) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Key<?> key : Strategies.family(spec.id()).keys()) {
            if (key.name().equals(BLOCK)) {
                put(node, BLOCK, accepted(spec.without(StrategyKeys.STEPS.name()), BLOCK, request));
            } else if (key.name().equals(StrategyKeys.STEPS.name())) {
                put(node, key.name(), accepted(spec, key.name(), request));
            }
        }
        return node;
    }

    private static void put(ObjectNode node, String key, List<Integer> values) {
        ArrayNode array = node.putArray(key);
        values.forEach(array::add);
    }

    private static List<Integer> accepted(StrategySpec spec, String key, Request request) {
        List<Integer> accepted = new ArrayList<>();
        for (int value : candidates(request.generatedTokens())) {
            try {
                Strategies.checked(spec.with(key, "" + value), request);
                accepted.add(value);
            } catch (IllegalArgumentException _) {
                // not one of them
            }
        }
        return accepted;
    }

    /// All divisors of a length, and the numbers up to it, evenly spaced where it is long.
    private static SortedSet<Integer> candidates(int length) {
        SortedSet<Integer> all = new TreeSet<>();
        int step = Math.ceilDiv(length, MOST_TRIED);
        for (int value = 1; value <= length; value += step) {
            all.add(value);
        }
        for (int divisor = 1; (long) divisor * divisor <= length; divisor++) {
            if (length % divisor == 0) {
                all.add(divisor);
                all.add(length / divisor);
            }
        }
        return all;
    }
}
