package org.unmask.core.timeline;

import java.util.List;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Work;

/// One pass, what it achieved and what it took.
///
/// @param operators  in order of first execution; empty if only the whole pass was timed
public record PassTime(Pass pass, Outcome outcome, double seconds, List<OperatorTotal> operators) {
    public PassTime {
        operators = List.copyOf(operators);
    }

    /// Work of all operators of the pass.
    public Work work() {
        return operators.stream().map(OperatorTotal::work).reduce(Work.NONE, Work::plus);
    }
}
