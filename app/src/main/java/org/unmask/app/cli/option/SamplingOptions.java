package org.unmask.app.cli.option;

import java.util.Optional;
import org.unmask.engine.Sampling;
import org.unmask.run.session.SamplingSettings;
import picocli.CommandLine.Option;

/// The options that say how tokens are drawn.
public final class SamplingOptions {
    @Option(
            names = "--temperature",
            defaultValue = "0",
            paramLabel = "T",
            description = "Draw tokens at this temperature. Default: 0, which takes the most probable token.")
    private double temperature;

    @Option(
            names = "--top-k",
            defaultValue = "0",
            paramLabel = "K",
            description = "Draw from the K most probable tokens. Default: 0, which draws from all.")
    private int topK;

    @Option(
            names = "--top-p",
            defaultValue = "1",
            paramLabel = "P",
            description = "Draw from the fewest tokens whose probabilities sum to P. Default: 1, which draws from all.")
    private double topP;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Seed of the drawing; equal seeds give equal tokens. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description =
                    "Model family whose rules drawing follows: llada, dream, sdar, llada2 or plain. Default: the family of the"
                            + " model.")
    private String style;

    /// The settings, not yet checked against a model.
    public SamplingSettings settings() {
        return new SamplingSettings(Optional.ofNullable(style).map(Sampling.Style::of), temperature, topK, topP, seed);
    }
}
