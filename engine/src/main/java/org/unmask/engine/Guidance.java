package org.unmask.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Classifier-free guidance (LLaDA, Nie et al., arXiv 2502.09992, its `generate.py`).
final class Guidance {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private Guidance() {}

    /// `guided = unguided + (weight + 1)·(guided - unguided)`, the guided rows being the first half.
    ///
    /// @param count  elements of one half
    static void combine(MemorySegment logits, long count, double weight) {
        float factor = (float) (weight + 1);
        for (long i = 0; i < count; i++) {
            float unguided = logits.getAtIndex(FLOAT, count + i);
            float guided = logits.getAtIndex(FLOAT, i);
            logits.setAtIndex(FLOAT, i, unguided + factor * (guided - unguided));
        }
    }
}
