package org.unmask.core.timeline;

import java.util.List;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;

/// One pass, what it achieved and what it took.
///
/// @param operators  in order of first execution; empty if only the whole pass was timed
public record PassTime(Pass pass, Outcome outcome, double seconds, List<OperatorTotal> operators) {
    public PassTime {
        operators = List.copyOf(operators);
    }
}
