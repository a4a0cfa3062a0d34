package org.unmask.cost.crossover;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/// From which batch on the denoising passes are past the ridge of the device: more arithmetic per byte than it can feed.
///
/// @param reason  why the question does not apply or nothing fits; empty otherwise
/// @param ridge  FLOPs per byte of the device
/// @param batch  the smallest batch that fits at which the arithmetic intensity of the denoising passes is the ridge
///     or more; only of [Answer#AT] and [Answer#ALWAYS]
/// @param intensity  there; of [Answer#NEVER] at the largest batch that fits
/// @param before  intensity one batch before
public record RidgeCrossover(
        Answer answer,
        String reason,
        double ridge,
        OptionalInt batch,
        OptionalDouble intensity,
        OptionalDouble before) {}
