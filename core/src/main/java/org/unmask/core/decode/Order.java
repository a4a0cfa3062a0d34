package org.unmask.core.decode;

/// Which masked positions are committed first, where a rule says how many. Ties go to the smaller index.
public enum Order {
    /// The greatest probability of its token (LLaDA's low-confidence remasking, Dream's `maskgit_plus`).
    CONFIDENCE,
    /// The greatest margin between the two most probable tokens (Dream's `topk_margin`).
    MARGIN,
    /// The least entropy.
    ENTROPY,
    /// The leftmost (SDAR's `sequential`).
    SEQUENTIAL,
    /// Drawn at random.
    RANDOM
}
