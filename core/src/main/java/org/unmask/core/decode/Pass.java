package org.unmask.core.decode;

import org.unmask.core.op.Mask;

/// One forward pass as counts; its price depends on the first five components only.
///
/// There is no prefill or decode flag among them: a denoising pass is neither.
///
/// @param batch  sequences computed together
/// @param queries  positions computed per sequence
/// @param context  further positions per sequence whose keys and values come from the cache; keys = context + queries
/// @param mask  which keys a query may see
/// @param logitRows  rows per sequence that go through the LM head
/// @param task  what the canvas does with the pass
public record Pass(int batch, int queries, int context, Mask mask, int logitRows, Task task) {
    public Pass {
        if (batch < 1 || queries < 1 || context < 0 || logitRows < 0 || logitRows > queries) {
            throw new IllegalArgumentException("bad pass: batch=" + batch + " queries=" + queries + " context="
                    + context + " logit rows=" + logitRows);
        }
    }

    /// Positions each sequence attends to.
    public int keys() {
        return context + queries;
    }

    /// Positions computed, all sequences together.
    public long tokens() {
        return (long) batch * queries;
    }
}
