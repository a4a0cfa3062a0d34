package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// One forward pass as counts; its price depends on everything but the task.
///
/// There is no prefill or decode flag among them: a denoising pass is neither.
///
/// @param batch  sequences computed together; with guidance every sequence counts twice
/// @param queries  positions computed per sequence
/// @param context  further positions per sequence whose keys and values come from the cache; keys = context + queries
/// @param mask  which keys a query may see
/// @param logitRows  rows per sequence that go through the LM head
/// @param reuse  what layers take over from earlier passes
/// @param task  what the canvas does with the pass
public record Pass(int batch, int queries, int context, Mask mask, int logitRows, Reuse reuse, Task task) {
    public Pass {
        int stream = reuse.isActive() ? reuse.rows() : queries;
        if (batch < 1 || queries < (reuse.isActive() ? 0 : 1) || context < 0 || logitRows < 0 || logitRows > stream) {
            throw new IllegalArgumentException("bad pass: batch=" + batch + " queries=" + queries + " context="
                    + context + " logit rows=" + logitRows);
        }
        if (reuse.isActive() && (queries < reuse.selected() || queries + context != reuse.rows())) {
            throw new IllegalArgumentException("bad pass: queries=" + queries + " context=" + context + " " + reuse);
        }
    }

    /// A pass that reuses nothing but keys and values.
    public Pass(int batch, int queries, int context, Mask mask, int logitRows, Task task) {
        this(batch, queries, context, mask, logitRows, Reuse.NONE, task);
    }

    /// Positions each sequence attends to.
    public int keys() {
        return context + queries;
    }

    /// Positions computed, all sequences together.
    public long tokens() {
        return (long) batch * queries;
    }

    /// Positions of the residual stream, all sequences together.
    public long streamTokens() {
        return (long) batch * (reuse.isActive() ? reuse.rows() : queries);
    }

    /// Sequences of the request that take part.
    public int sequences() {
        return task.guidance() > 0 ? batch / 2 : batch;
    }

    /// This pass over another number of sequences.
    public Pass ofBatch(int other) {
        return new Pass(other, queries, context, mask, logitRows, reuse, task);
    }
}
