package org.unmask.app.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the roofline says of a pass.
///
/// @param batch  sequences that are computed, with the positions of each and the keys that each sees
/// @param operators  seconds by operator
public record PassPrices(int batch, int queries, int keys, int logitRows, Map<String, Double> operators) {
    public PassPrices {
        operators = Collections.unmodifiableMap(new LinkedHashMap<>(operators));
    }

    /// Of all operators.
    public double seconds() {
        return operators.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
