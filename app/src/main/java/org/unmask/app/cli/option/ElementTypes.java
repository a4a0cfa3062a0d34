package org.unmask.app.cli.option;

import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import picocli.CommandLine.Option;

/// The options that say which element types are predicted with.
public final class ElementTypes {
    @Option(
            names = "--dtype",
            defaultValue = "bf16",
            paramLabel = "TYPE",
            description = "Element type of weights, activations and cache: float32, bf16, fp16, fp8, int8, fp4 or int4."
                    + " Default: ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(
            names = "--weight-dtype",
            paramLabel = "TYPE",
            description =
                    "Element type of the weights alone. Arithmetic runs in the wider type of weights and activations.")
    private String weight;

    @Option(names = "--activation-dtype", paramLabel = "TYPE", description = "Element type of the activations alone.")
    private String activation;

    @Option(names = "--kv-dtype", paramLabel = "TYPE", description = "Element type of cached keys and values alone.")
    private String keyValue;

    /// The types of weights, activations and cache.
    ///
    /// @throws IllegalArgumentException naming the known types, if one is not known
    public DTypes types() {
        DType all = DType.of(dtype);
        return new DTypes(or(activation, all), or(weight, all), or(keyValue, all));
    }

    private static DType or(String id, DType otherwise) {
        return id == null ? otherwise : DType.of(id);
    }
}
