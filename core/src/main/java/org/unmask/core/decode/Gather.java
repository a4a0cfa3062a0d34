package org.unmask.core.decode;

/// Which positions of a sequence a pass computes.
public enum Gather {
    /// `[from, from + queries)`.
    CONTIGUOUS,
    /// The positions from `from` on that were masked when the previous pass began: decoded tokens are computed once
    /// more and then frozen (delayed KV cache).
    DELAYED,
    /// What the previous pass decoded, what this pass will decode, and masked neighbours of these (delayed KV cache,
    /// greedy variant).
    NEIGHBOURS
}
