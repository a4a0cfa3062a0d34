package org.unmask.core.decode;

/// Two strategies between which a generation is, where a distribution is assumed: the one with few passes, that one in ten
/// needs no more than, and the one with many, that nine in ten need no more than.
///
/// @param few  the 10th percentile of the passes
/// @param many  the 90th percentile
public record Spread(StrategySpec few, StrategySpec many) {
    static final double FEW = 0.1;
    static final double MANY = 0.9;
}
