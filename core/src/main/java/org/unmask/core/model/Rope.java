package org.unmask.core.model;

import java.util.Optional;

/// Rotary positions (Su et al., arXiv 2104.09864).
///
/// @param theta  base of the frequencies
/// @param scaling  of the frequencies; empty is none
/// @param rotated  first elements of each head that rotate, even; the others stay (LLaDA2)
public record Rope(double theta, RopePairing pairing, Optional<RopeScaling> scaling, int rotated) {
    public Rope {
        if (!(theta > 0)) {
            throw new IllegalArgumentException("bad architecture: rope theta=" + theta);
        }
        if (scaling.orElse(null) instanceof RopeScaling.Divided divided
                && divided.divisors().size() != rotated / 2) {
            throw new IllegalArgumentException("bad architecture: "
                    + divided.divisors().size() + " rope divisors for " + rotated + " rotated elements");
        }
    }

    /// Heads of this size that rotate whole, unscaled, in the order of safetensors files.
    public static Rope whole(double theta, int headDim) {
        return new Rope(theta, RopePairing.HALF, Optional.empty(), headDim);
    }

    Rope with(RopePairing other) {
        return new Rope(theta, other, scaling, rotated);
    }

    Rope with(RopeScaling other) {
        return new Rope(theta, pairing, Optional.of(other), rotated);
    }

    Rope rotating(int elements) {
        return new Rope(theta, pairing, scaling, elements);
    }

    /// Radians that each pair of a head's elements turns per position: `theta^(-2i/rotated)` (equation 15), scaled.
    public double[] frequencies() {
        double[] frequencies = new double[rotated / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(theta, -2.0 * i / rotated);
            frequencies[i] = scaling.isPresent() ? scaling.get().scaled(plain, i) : plain;
        }
        return frequencies;
    }
}
