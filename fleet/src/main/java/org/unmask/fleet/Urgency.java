package org.unmask.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Objective;

/// When requests must begin to be answered in time, if their passes take as long as they do alone. Whoever has the least
/// slack begins first (Mok, MIT 1983), so of requests that come together it is the one with the longest answer.
///
/// @param objective  has a longest time to the first block, to the end, or both
record Urgency(Service service, Limits limits, Objective objective) {
    Urgency {
        if (objective.firstTokenSeconds().isEmpty() && objective.endSeconds().isEmpty()) {
            throw new IllegalArgumentException(
                    "priority by deadline needs a deadline; give --slo ttft=SECONDS or e2e=SECONDS");
        }
    }

    /// The last moment at which a request may begin.
    double latestStart(Arrival arrival, Script script) {
        Sequence alone = new Sequence(arrival, script, 0);
        List<Composition> slots = new ArrayList<>();
        double end = 0;
        while (!alone.isDone()) {
            slots.clear();
            for (int i = 0; i <= alone.drafts(); i++) {
                slots.add(new Composition());
            }
            alone.take(alone.tokens(limits.tokens(), limits.chunked(), true), end, slots);
            for (Composition slot : slots) {
                end += service.seconds(slot);
            }
            alone.advance(end);
        }
        double slack = Math.min(
                slack(objective.firstTokenSeconds(), alone.firstBlockSeconds()), slack(objective.endSeconds(), end));
        return arrival.seconds() + slack;
    }

    private static double slack(OptionalDouble most, double seconds) {
        return most.orElse(Double.POSITIVE_INFINITY) - seconds;
    }
}
