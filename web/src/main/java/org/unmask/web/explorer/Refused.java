package org.unmask.web.explorer;

import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// A question that has no answer.
final class Refused extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    /// From 0; negative if it is not about one of them.
    private final int contestant;

    Refused(String reason, Exception cause) {
        this(reason, -1, cause);
    }

    Refused(String reason, int contestant, Exception cause) {
        super(reason, cause);
        this.contestant = contestant;
    }

    /// Which contestant it is about, from 0.
    OptionalInt contestant() {
        return contestant < 0 ? OptionalInt.empty() : OptionalInt.of(contestant);
    }

    /// Says in an answer which contestant it is about.
    ObjectNode into(ObjectNode problem) {
        contestant().ifPresent(index -> problem.put("contestant", index));
        return problem;
    }
}
