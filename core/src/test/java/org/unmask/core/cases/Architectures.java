package org.unmask.core.cases;

import org.unmask.core.model.Architecture;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;

/// Sizes of published models, and small ones.
public final class Architectures {
    /// `meta-llama/Meta-Llama-3-8B`.
    public static final Architecture LLAMA3_8B =
            new Architecture(32, 4096, 32, 8, 128, 14336, 128256, Projections.PLAIN, Rope.whole(500_000, 128), 1e-5);

    /// `GSAI-ML/LLaDA-8B-Base`.
    public static final Architecture LLADA_8B =
            new Architecture(32, 4096, 32, 32, 128, 12288, 126464, Projections.PLAIN, Rope.whole(500_000, 128), 1e-5);

    private Architectures() {}

    /// A dense model of these sizes, without anything special.
    public static Architecture dense(
            int layers, int hidden, int heads, int keyValueHeads, int headDim, int intermediate, int vocabulary) {
        return new Architecture(
                layers,
                hidden,
                heads,
                keyValueHeads,
                headDim,
                intermediate,
                vocabulary,
                Projections.PLAIN,
                Rope.whole(10_000, headDim),
                1e-5);
    }
}
