package org.unmask.app.cli.option;

import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that say how the engine runs.
public final class Machine {
    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description =
                    "Element type of the weights: float32, bf16, int8, int4, w8a8 or w4a8. Default: bf16 for synthetic weights, float32 for text.")
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
            description = "Threads to run on. Default: 0, which takes all processors.")
    private int threads;

    /// The element type of the weights, if one was given.
    public Optional<String> dtype() {
        return Optional.ofNullable(dtype);
    }

    /// The element type of cached keys and values.
    public String keyValues() {
        return keyValues;
    }

    /// The name of the backend.
    public String backend() {
        return backend;
    }

    /// The number of threads, from 1.
    ///
    /// @throws IllegalArgumentException if a negative number was given
    public int threads() {
        return Numbers.from(0, "--threads", threads) == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
