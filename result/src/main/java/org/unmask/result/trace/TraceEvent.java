package org.unmask.result.trace;

import java.util.List;

/// An event of a trace that has to do with kernels.
///
/// @param thread  of an operator; 0 of a kernel
/// @param start  microseconds, likewise the duration
/// @param correlation  that a kernel and its launch share; 0 if there is none
/// @param external  id of an operator, that its launches have too; 0 if there is none
record TraceEvent(
        Role role,
        String name,
        long thread,
        double start,
        double microseconds,
        long correlation,
        long external,
        List<List<Integer>> dims) {
    /// What an event is.
    enum Role {
        KERNEL,
        LAUNCH,
        OPERATOR,
        NONE
    }

    double end() {
        return start + microseconds;
    }
}
