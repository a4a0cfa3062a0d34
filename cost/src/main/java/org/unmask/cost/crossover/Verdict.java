package org.unmask.cost.crossover;

import org.unmask.cost.predict.Totals;

/// Who wins one generation of the same batch, prompt and length: the higher throughput, or the only one that fits.
public enum Verdict {
    /// The diffusion model is at least as fast.
    DIFFUSION("diffusion", "diffusion"),
    /// The autoregressive model is faster.
    AUTOREGRESSIVE("autoregressive", "autoregressive"),
    /// The autoregressive model runs out of memory.
    ONLY_DIFFUSION_FITS("only-diffusion-fits", "diffusion"),
    /// The diffusion model runs out of memory.
    ONLY_AUTOREGRESSIVE_FITS("only-autoregressive-fits", "autoregressive"),
    NEITHER_FITS("neither-fits", "none");

    private final String id;
    private final String winner;

    Verdict(String id, String winner) {
        this.id = id;
        this.winner = winner;
    }

    /// The name used in files.
    public String id() {
        return id;
    }

    /// `diffusion`, `autoregressive` or `none`.
    public String winner() {
        return winner;
    }

    /// Whether the diffusion model wins, by speed or by memory.
    public boolean isDiffusion() {
        return this == DIFFUSION || this == ONLY_DIFFUSION_FITS;
    }

    /// Whether both models fit.
    public boolean isRun() {
        return this == DIFFUSION || this == AUTOREGRESSIVE;
    }

    /// Who wins where memory is not looked at.
    ///
    /// @param seconds  of the autoregressive model
    static Verdict within(double seconds, Totals diffusion) {
        return diffusion.seconds() <= seconds ? DIFFUSION : AUTOREGRESSIVE;
    }

    static Verdict of(Race race) {
        if (race.autoregressiveFits() && race.diffusionFits()) {
            return race.diffusionSeconds() <= race.autoregressiveSeconds() ? DIFFUSION : AUTOREGRESSIVE;
        }
        if (race.diffusionFits()) {
            return ONLY_DIFFUSION_FITS;
        }
        return race.autoregressiveFits() ? ONLY_AUTOREGRESSIVE_FITS : NEITHER_FITS;
    }
}
