package org.unmask.engine.weight;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// Weights made up from a seed by [WeightGenerator], for any architecture: the cost of a model without its
/// checkpoint.
///
/// Matrices have the standard deviation `1/√columns`, the embedding 1, biases 0.5, and norms lie around one; the
/// text is nonsense, the arithmetic is that of the model.
public final class SyntheticWeights implements WeightSource {
    /// Standard deviation of the LM head unless another is asked for. The greater, the surer the model seems to be.
    public static final double OUTPUT_DEVIATION = 0.4;

    private static final double EMBEDDING_DEVIATION = 1;
    private static final double BIAS_DEVIATION = 0.5;
    private static final long ALIGNMENT = 64;

    private final Architecture model;
    private final long seed;
    private final DType dtype;
    private final double outputDeviation;
    private final Arena arena;

    /// @param dtype  of matrices; norms and biases are float32 always
    /// @param outputDeviation  standard deviation of the LM head, [#OUTPUT_DEVIATION] by default
    /// @param arena  owns what [#matrix] makes; accessible to every thread, hence not a confined one
    public SyntheticWeights(Architecture model, long seed, DType dtype, double outputDeviation, Arena arena) {
        if (!(outputDeviation > 0) || Double.isInfinite(outputDeviation)) {
            throw new IllegalArgumentException("bad output deviation: " + outputDeviation);
        }
        this.model = model;
        this.seed = seed;
        this.dtype = dtype;
        this.outputDeviation = outputDeviation;
        this.arena = arena;
    }

    /// Makes the tensor; every call makes it anew.
    ///
    /// @throws IllegalArgumentException if the architecture has no such tensor
    @Override
    public Matrix matrix(Weight weight, int layer) {
        Shapes.check(model, weight, layer);
        WeightGenerator generator = new WeightGenerator(TensorNames.GGUF.of(weight, layer), seed);
        return switch (weight) {
            case EMBEDDING -> filled(weight, dtype, i -> generator.centered(i, EMBEDDING_DEVIATION));
            case LM_HEAD -> filled(weight, dtype, i -> generator.centered(i, outputDeviation));
            case QUERY, KEY, VALUE, OUTPUT, GATE, UP, DOWN -> {
                double deviation = 1 / Math.sqrt(model.columns(weight));
                yield filled(weight, dtype, i -> generator.centered(i, deviation));
            }
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS ->
                filled(weight, DType.FLOAT32, i -> generator.centered(i, BIAS_DEVIATION));
            case ATTENTION_NORM, QUERY_NORM, KEY_NORM, MLP_NORM, FINAL_NORM ->
                filled(weight, DType.FLOAT32, generator::nearOne);
        };
    }

    private Matrix filled(Weight weight, DType type, Elements.Source source) {
        int rows = model.rows(weight);
        int columns = model.columns(weight);
        MemorySegment data = arena.allocate(Matrix.bytes(type, rows, columns), ALIGNMENT);
        Elements.fill(data, type, source);
        return new Matrix(data, type, rows, columns);
    }
}
