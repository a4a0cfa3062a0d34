package org.unmask.app.cli.option;

import java.util.Optional;
import org.unmask.catalog.choice.Elements;
import org.unmask.core.model.ExpertSkew;
import picocli.CommandLine.Option;

/// The options that say which element types are predicted with, and how experts are chosen.
public final class ElementTypes {
    @Option(
            names = "--dtype",
            defaultValue = "bf16",
            paramLabel = "TYPE",
            description =
                    "Element type of weights, activations and cache: float32, bf16, fp16, fp8, int8, fp4, int4, w8a8 or w4a8."
                            + " Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(
            names = "--weight-dtype",
            paramLabel = "TYPE",
            description =
                    "Element type of the weights alone, also of a quantised checkpoint, whose own types are taken otherwise."
                            + " Arithmetic runs in the wider type of weights and activations.")
    private String weight;

    @Option(names = "--activation-dtype", paramLabel = "TYPE", description = "Element type of the activations alone.")
    private String activation;

    @Option(names = "--kv-dtype", paramLabel = "TYPE", description = "Element type of cached keys and values alone.")
    private String keyValue;

    @Option(
            names = "--expert-skew",
            defaultValue = "0",
            paramLabel = "S",
            description =
                    "How unlike each other experts are chosen: the one of rank r with weight r^-S. 0, the default, is all"
                            + " alike.")
    private double skew;

    /// What these options say.
    public Elements elements() {
        return new Elements(
                dtype,
                Optional.ofNullable(weight),
                Optional.ofNullable(activation),
                Optional.ofNullable(keyValue),
                new ExpertSkew(skew));
    }
}
