package org.unmask.cost.crossover;

import org.unmask.cost.predict.Totals;

/// Both models at one batch and prompt. Seconds are prices also where a model does not fit.
public record Race(int batch, int promptTokens, Totals autoregressive, Totals diffusion) {
    public Verdict verdict() {
        return Verdict.of(this);
    }

    public double autoregressiveSeconds() {
        return autoregressive.seconds();
    }

    public double diffusionSeconds() {
        return diffusion.seconds();
    }

    public boolean autoregressiveFits() {
        return autoregressive.fits();
    }

    public boolean diffusionFits() {
        return diffusion.fits();
    }

    public double autoregressiveTokensPerSecond() {
        return autoregressive.tokensPerSecond();
    }

    public double diffusionTokensPerSecond() {
        return diffusion.tokensPerSecond();
    }

    /// Throughput of the diffusion model over that of the autoregressive one.
    public double ratio() {
        return autoregressiveSeconds() / diffusionSeconds();
    }

    Sample at(double value) {
        return new Sample(value, autoregressiveSeconds(), diffusionSeconds());
    }
}
