package org.unmask.engine.weight;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.RopePairing;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// Weights reordered for another rotary pairing: within each head of queries and keys, the elements that turn together
/// are put where the other pairing looks for them. Logits do not change.
///
/// GGUF files of llama and llada are made so from Hugging Face checkpoints: element `i` of the first half of a head
/// becomes `2i`, element `i` of the second half `2i + 1`.
public final class ReorderedWeights implements WeightSource {
    private static final long ALIGNMENT = 64;

    private final WeightSource source;
    private final Architecture model;
    private final RopePairing pairing;
    private final Arena arena;

    /// Reorders the weights of a source.
    ///
    /// @param model  of the source, with the pairing there
    /// @param pairing  of the weights made here
    /// @param arena  owns what is reordered
    public ReorderedWeights(WeightSource source, Architecture model, RopePairing pairing, Arena arena) {
        this.source = source;
        this.model = model;
        this.pairing = pairing;
        this.arena = arena;
    }

    @Override
    public WeightSource within(Arena other) {
        return new ReorderedWeights(source.within(other), model, pairing, other);
    }

    @Override
    public Matrix matrix(Weight weight, int layer, int expert) {
        Matrix matrix = source.matrix(weight, layer, expert);
        boolean turns = switch (weight) {
            case QUERY, KEY, QUERY_BIAS, KEY_BIAS, QUERY_NORM, KEY_NORM -> true;
            case EMBEDDING,
                    ATTENTION_NORM,
                    VALUE,
                    VALUE_BIAS,
                    OUTPUT,
                    MLP_NORM,
                    GATE,
                    UP,
                    DOWN,
                    ROUTER,
                    EXPERT_BIAS,
                    EXPERT_GATE,
                    EXPERT_UP,
                    EXPERT_DOWN,
                    SHARED_GATE,
                    SHARED_UP,
                    SHARED_DOWN,
                    FINAL_NORM,
                    LM_HEAD -> false;
        };
        return turns && pairing != model.rope().pairing() ? reordered(matrix) : matrix;
    }

    private Matrix reordered(Matrix matrix) {
        boolean isVector = matrix.rows() == 1;
        return new Matrix(
                reordered(matrix.data(), isVector ? matrix.columns() : matrix.rows()),
                matrix.dtype(),
                matrix.rows(),
                matrix.columns(),
                matrix.layout(),
                matrix.dtype().stored() == DType.INT8 ? reordered(matrix.scales(), matrix.rows()) : matrix.scales());
    }

    /// What a head's element consists of is a row of a matrix with its scale, or one number of a vector.
    private MemorySegment reordered(MemorySegment elements, int count) {
        long bytes = elements.byteSize() / count;
        MemorySegment data = arena.allocate(elements.byteSize(), ALIGNMENT);
        int dim = model.headDim();
        int rotated = model.rope().rotated();
        for (int i = 0; i < count; i++) {
            int element = i % dim;
            // What does not rotate stays where it is.
            int to = i - element + (element < rotated ? place(element, rotated / 2) : element);
            MemorySegment.copy(elements, i * bytes, data, to * bytes, bytes);
        }
        return data;
    }

    private int place(int element, int half) {
        return switch (pairing) {
            case INTERLEAVED -> element < half ? 2 * element : 2 * (element - half) + 1;
            case HALF -> element / 2 + element % 2 * half;
        };
    }
}
