package org.unmask.engine.weight;

import java.lang.foreign.Arena;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// Weights made up from a seed by [WeightGenerator], for any architecture: the cost of a model without its
/// checkpoint.
///
/// Matrices have the standard deviation `1/√columns`, the embedding 1, routers 0.3, biases 0.5, those of experts 0.2,
/// and norms lie around one; the text is nonsense, the arithmetic is that of the model.
public final class SyntheticWeights implements WeightSource {
    /// Standard deviation of the LM head unless another is asked for. The greater, the surer the model seems to be.
    public static final double OUTPUT_DEVIATION = 0.4;

    private static final double EMBEDDING_DEVIATION = 1;
    private static final double BIAS_DEVIATION = 0.5;
    private static final double ROUTER_DEVIATION = 0.3;
    private static final double EXPERT_BIAS_DEVIATION = 0.2;

    private final Architecture model;
    private final TensorNames names;
    private final long seed;
    private final DType dtype;
    private final double outputDeviation;
    private final Arena arena;

    /// Tensors are named as in GGUF files, queries, keys and values apart.
    ///
    /// @param dtype  of matrices; norms and biases are float32 always
    /// @param outputDeviation  standard deviation of the LM head, [#OUTPUT_DEVIATION] by default
    /// @param arena  owns what [#matrix] makes; accessible to every thread, hence not a confined one
    /// @throws IllegalArgumentException if the engine does not compute with the type
    public SyntheticWeights(Architecture model, long seed, DType dtype, double outputDeviation, Arena arena) {
        this(model, TensorNames.GGUF, seed, dtype, outputDeviation, arena);
    }

    /// Weights of an architecture from a seed.
    ///
    /// @param names  which tensors the numbers are drawn for; a part of a tensor has the numbers of its place in it
    public SyntheticWeights(
            Architecture model, TensorNames names, long seed, DType dtype, double outputDeviation, Arena arena) {
        if (!(outputDeviation > 0) || Double.isInfinite(outputDeviation)) {
            throw new IllegalArgumentException("bad output deviation: " + outputDeviation);
        }
        Matrix.checkComputed(dtype);
        this.model = model;
        this.names = names;
        this.seed = seed;
        this.dtype = dtype;
        this.outputDeviation = outputDeviation;
        this.arena = arena;
    }

    @Override
    public SyntheticWeights within(Arena other) {
        return new SyntheticWeights(model, names, seed, dtype, outputDeviation, other);
    }

    /// Makes the matrix; every call makes it anew.
    ///
    /// @throws IllegalArgumentException if the architecture has no such matrix
    @Override
    public Matrix matrix(Weight weight, int layer, int expert) {
        Shapes.check(model, weight, layer, expert);
        TensorPart part = TensorPart.of(model, names, weight, layer, expert);
        WeightGenerator generator = new WeightGenerator(part.tensor(), seed);
        long first = part.first();
        return switch (weight) {
            case EMBEDDING -> centered(weight, generator, first, EMBEDDING_DEVIATION);
            case LM_HEAD -> centered(weight, generator, first, outputDeviation);
            case ROUTER -> centered(weight, generator, first, ROUTER_DEVIATION);
            case EXPERT_BIAS -> centered(weight, generator, first, EXPERT_BIAS_DEVIATION);
            case QUERY_BIAS, KEY_BIAS, VALUE_BIAS -> centered(weight, generator, first, BIAS_DEVIATION);
            case QUERY,
                    KEY,
                    VALUE,
                    OUTPUT,
                    GATE,
                    UP,
                    DOWN,
                    EXPERT_GATE,
                    EXPERT_UP,
                    EXPERT_DOWN,
                    SHARED_GATE,
                    SHARED_UP,
                    SHARED_DOWN -> centered(weight, generator, first, 1 / Math.sqrt(model.columns(weight)));
            case ATTENTION_NORM, QUERY_NORM, KEY_NORM, MLP_NORM, FINAL_NORM ->
                filled(weight, i -> generator.nearOne(first + i));
        };
    }

    private Matrix centered(Weight weight, WeightGenerator generator, long first, double deviation) {
        return filled(weight, i -> generator.centered(first + i, deviation));
    }

    private Matrix filled(Weight weight, Elements.Single single) {
        return Elements.matrix(
                Shapes.type(weight, dtype),
                model.rows(weight),
                model.columns(weight),
                arena,
                Elements.Source.each(single));
    }
}
