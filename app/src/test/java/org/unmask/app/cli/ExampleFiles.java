package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Files that examples read and that nobody publishes with the program, with figures of an imaginary machine.
final class ExampleFiles {
    private ExampleFiles() {}

    static void write(Path folder) throws IOException {
        Files.writeString(folder.resolve("bench.json"), """
                {"build_commit": "abcdef01", "build_number": 7000, "cpu_info": "Imaginary CPU", "gpu_info": "", \
                "backends": "CPU", "model_filename": "tiny.gguf", "model_type": "llama 1B Q8_0", "n_threads": 8, \
                "n_gpu_layers": 0, "n_prompt": 0, "n_gen": 100, "avg_ns": 500000000, "stddev_ns": 0, \
                "avg_ts": 200.0, "stddev_ts": 0.0, "samples_ns": [500000000], "samples_ts": [200.0]}
                """);
        Files.writeString(folder.resolve("decode.pt.trace.json"), """
                {"traceEvents": [
                 {"ph": "X", "cat": "kernel", "name": "rms_norm_kernel", "ts": 100.0, "dur": 5.0, "args": {"stream": 7}},
                 {"ph": "X", "cat": "kernel", "name": "gemm_qkv_kernel", "ts": 106.0, "dur": 20.0, "args": {"stream": 7}},
                 {"ph": "X", "cat": "kernel", "name": "argmax_kernel", "ts": 127.0, "dur": 5.0, "args": {"stream": 7}}]}
                """);
    }
}
