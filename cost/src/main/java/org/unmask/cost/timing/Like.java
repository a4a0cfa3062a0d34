package org.unmask.cost.timing;

/// A timed operator of the same kind, at the rows of one that was not timed.
///
/// @param flops  counted work
/// @param bytes  counted traffic
public record Like(double flops, double bytes, double seconds) {}
