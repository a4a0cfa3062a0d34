package org.unmask.app.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that say how the engine runs.
final class Machine {
    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description =
                    "Element type of the weights: float32, bf16 or int8. Default: bf16 for synthetic weights, float32 for text.")
    private String dtype;

    @Option(
            names = "--kv-dtype",
            defaultValue = "float32",
            paramLabel = "TYPE",
            description = "Element type of cached keys and values: float32 or bf16. Default: ${DEFAULT-VALUE}.")
    private String keyValues;

    @Option(
            names = "--backend",
            defaultValue = "auto",
            paramLabel = "NAME",
            description =
                    "Backend of the engine; see `unmask backends`. Default: ${DEFAULT-VALUE}, the fastest that runs here.")
    private String backend;

    @Option(
            names = "--threads",
            defaultValue = "0",
            paramLabel = "N",
            description = "0 for all processors, the default.")
    private int threads;

    Optional<String> dtype() {
        return Optional.ofNullable(dtype);
    }

    /// Of cached keys and values.
    String keyValues() {
        return keyValues;
    }

    String backend() {
        return backend;
    }

    int threads() {
        if (threads < 0) {
            throw new IllegalArgumentException("bad --threads " + threads + "; expected a whole number from 0");
        }
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
