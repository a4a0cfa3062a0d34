package org.unmask.core.decode;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Which masked positions are committed first, where a rule says how many. Ties go to the smaller index.
public enum Order {
    /// The greatest probability of its token (LLaDA's low-confidence remasking, Dream's `maskgit_plus`).
    CONFIDENCE,
    /// The greatest margin between the two most probable tokens (Dream's `topk_margin`).
    MARGIN,
    /// The least entropy.
    ENTROPY,
    /// The leftmost (SDAR's `sequential`).
    SEQUENTIAL,
    /// Drawn at random.
    RANDOM;

    /// The name used on the command line and in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Finds an order by its name.
    ///
    /// @throws IllegalArgumentException naming the known values, if there is none of that name
    public static Order of(String id) {
        for (Order order : values()) {
            if (order.id().equals(id)) {
                return order;
            }
        }
        String known = Arrays.stream(values()).map(Order::id).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("unknown rule '" + id + "'; known: " + known);
    }
}
