package org.unmask.app.claim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One comparison of times, and whether it is as the claim says.
///
/// @param task  workload it counts for
/// @param conditions  what tells it from others: name and value, for instance `decoding`, `full canvas`
/// @param value  the number that decides
record Finding(Observed.Evidence evidence, Task task, Map<String, String> conditions, double value, boolean holds) {
    Finding {
        conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    }
}
