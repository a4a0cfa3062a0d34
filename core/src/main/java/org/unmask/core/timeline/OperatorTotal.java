package org.unmask.core.timeline;

import org.unmask.core.op.Work;

/// All calls of one operator name together.
public record OperatorTotal(String name, long calls, Work work, double seconds) {
    /// This total and further calls of the same operator.
    public OperatorTotal plus(long moreCalls, Work moreWork, double moreSeconds) {
        return new OperatorTotal(name, calls + moreCalls, work.plus(moreWork), seconds + moreSeconds);
    }
}
