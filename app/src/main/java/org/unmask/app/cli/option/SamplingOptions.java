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
            description = "Draw tokens at this temperature; 0, the default, takes the most probable one.")
    private double temperature;

    @Option(
            names = "--top-k",
            defaultValue = "0",
            paramLabel = "K",
            description = "Draw from the K most probable tokens; 0, the default, for all.")
    private int topK;

    @Option(
            names = "--top-p",
            defaultValue = "1",
            paramLabel = "P",
            description =
                    "Leave out tokens before which more than this probability has come; 1, the default, for none.")
    private double topP;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Of everything that is drawn; the same gives the same tokens. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--sampler",
            paramLabel = "NAME",
            description =
                    "Whose conventions: llada, dream, sdar, llada2 or plain. Default: those of the model's family.")
    private String style;

    /// The settings, not yet checked against a model.
    public SamplingSettings settings() {
        return new SamplingSettings(Optional.ofNullable(style).map(Sampling.Style::of), temperature, topK, topP, seed);
    }
}
