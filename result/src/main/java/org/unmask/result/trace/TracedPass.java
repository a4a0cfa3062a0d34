package org.unmask.result.trace;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A pass over the model, as far as a trace has it.
///
/// @param layers  that were seen
/// @param whole  whether its beginning and its end are in the trace
/// @param rows  tokens that it computes, of all sequences; 0 if shapes are not known
/// @param shape  of its attention; empty if it is not known
/// @param logitRows  rows that go through the LM head; 0 if they are not known
/// @param kernels  that ran
/// @param seconds  from the start of the first kernel to the end of the last
/// @param dispatchSeconds  of these, in which no kernel ran
/// @param gapSeconds  from the end of the pass before; 0 of the first
/// @param operators  what each operator of the model took, in order of first execution
public record TracedPass(
        int layers,
        boolean whole,
        int rows,
        Optional<Shape> shape,
        int logitRows,
        int kernels,
        double seconds,
        double dispatchSeconds,
        double gapSeconds,
        Map<String, Part> operators) {
    /// What attention computes.
    ///
    /// @param keys  that each query sees at most, its own among them
    public record Shape(int batch, int queries, int keys) {}

    /// An operator of the model in a pass.
    ///
    /// @param kernels  that it ran
    public record Part(int kernels, double seconds) {
        Part plus(double more) {
            return new Part(kernels + 1, seconds + more);
        }
    }

    public TracedPass {
        operators = Collections.unmodifiableMap(new LinkedHashMap<>(operators));
    }

    /// This pass where it cannot be whole: others have more layers.
    TracedPass cut() {
        return new TracedPass(
                layers, false, rows, shape, logitRows, kernels, seconds, dispatchSeconds, gapSeconds, operators);
    }
}
