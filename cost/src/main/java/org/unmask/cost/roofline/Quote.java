package org.unmask.cost.roofline;

import org.unmask.core.op.Work;
import org.unmask.cost.memory.MemoryEstimate;

/// What a generation costs in all, without its single passes.
///
/// @param passes  number of passes
/// @param seconds  of all passes
/// @param firstTokenSeconds  until the first pass that commits a token has ended
public record Quote(long passes, Work work, double seconds, double firstTokenSeconds, MemoryEstimate memory) {}
