package org.unmask.cost.crossover;

/// Both models at one batch and prompt. Seconds are prices also where a model does not fit.
///
/// @param tokens  generated in all: batch times generated length
public record Race(
        int batch,
        int promptTokens,
        long tokens,
        double autoregressiveSeconds,
        double diffusionSeconds,
        boolean autoregressiveFits,
        boolean diffusionFits) {
    public Verdict verdict() {
        return Verdict.of(this);
    }

    public double autoregressiveTokensPerSecond() {
        return tokens / autoregressiveSeconds;
    }

    public double diffusionTokensPerSecond() {
        return tokens / diffusionSeconds;
    }

    /// Throughput of the diffusion model over that of the autoregressive one.
    public double ratio() {
        return autoregressiveSeconds / diffusionSeconds;
    }

    Sample at(double value) {
        return new Sample(value, autoregressiveSeconds, diffusionSeconds);
    }
}
