package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.weight.WeightSource;

/// All tensors of a model, looked up by role and layer, each once in memory.
///
/// What is multiplied with is packed for the kernels, one matrix after the other; the memory it was made in is that of
/// the next, too: memory that a system gives for the first time can take longer than what is written there. What a file
/// maps stays in the system's page cache as long as that has room. An embedding that is also the LM head is packed, and its
/// rows are gathered from there.
final class Weights implements AutoCloseable {
    private static final long ALIGNMENT = 64;

    private final Map<Weight, Matrix[][]> tensors = new EnumMap<>(Weight.class);
    private final Architecture model;
    private final DType dtype;
    /// Of those that were packed, once there is one.
    private Optional<Slabs> packed = Optional.empty();
    /// Of matrices that are used as they came.
    private final List<Arena> plain = new ArrayList<>();

    /// @param types  that the kernels multiply with
    /// @throws IllegalArgumentException if the source gives another shape than the architecture has, or another
    ///     type
    Weights(Architecture model, WeightSource source, Set<DType> types, Kernels kernels) {
        this.model = model;
        try (Workbench bench = new Workbench()) {
            for (Weight weight : Weight.values()) {
                if (model.has(weight)) {
                    Matrix[][] layers = new Matrix[weight.perLayer() ? model.layers() : 1][];
                    for (int layer = 0; layer < layers.length; layer++) {
                        layers[layer] = layer(new Making(source, types, kernels, bench), weight, layer);
                    }
                    tensors.put(weight, layers);
                }
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
        this.dtype = matrix(Weight.EMBEDDING, 0).dtype();
    }

    /// What matrices are made of, for what, and where.
    private record Making(WeightSource source, Set<DType> types, Kernels kernels, Workbench bench) {}

    /// None if the layer has no such role.
    private Matrix[] layer(Making making, Weight weight, int layer) {
        boolean exists = !weight.perLayer() || model.has(weight, layer);
        Matrix[] matrices = new Matrix[exists ? model.matrices(weight) : 0];
        for (int expert = 0; expert < matrices.length; expert++) {
            matrices[expert] = isMultiplied(weight)
                    ? packed(making, weight, layer, expert)
                    : made(making, lasting(), weight, layer, expert);
        }
        return matrices;
    }

    private Matrix packed(Making making, Weight weight, int layer, int expert) {
        Matrix made = made(making, making.bench().cleared(), weight, layer, expert);
        Matrix matrix = making.kernels().pack(made, slabs(made.dtype()));
        boolean passes = matrix.layout() == made.layout() && making.bench().owns(made.data());
        return passes ? copy(made, lasting()) : matrix;
    }

    private static Matrix copy(Matrix matrix, Arena arena) {
        return new Matrix(
                arena.allocate(matrix.data().byteSize(), ALIGNMENT).copyFrom(matrix.data()),
                matrix.dtype(),
                matrix.rows(),
                matrix.columns(),
                matrix.layout(),
                arena.allocate(matrix.scales().byteSize(), ALIGNMENT).copyFrom(matrix.scales()));
    }

    /// Where packed matrices lie.
    ///
    /// @param dtype  of the first, which most have
    private Slabs slabs(DType dtype) {
        if (packed.isEmpty()) {
            long expected = 0;
            for (Weight weight : Weight.values()) {
                if (model.has(weight) && isMultiplied(weight)) {
                    expected += Matrix.bytes(dtype, model.rows(weight), model.columns(weight))
                            * model.matrices(weight)
                            * (weight.perLayer() ? model.layers() : 1);
                }
            }
            packed = Optional.of(new Slabs(expected));
        }
        return packed.get();
    }

    private Matrix made(Making making, Arena arena, Weight weight, int layer, int expert) {
        return checked(weight, layer, making.source().within(arena).matrix(weight, layer, expert), making.types());
    }

    private Arena lasting() {
        Arena arena = Arena.ofShared();
        plain.add(arena);
        return arena;
    }

    private boolean isMultiplied(Weight weight) {
        return switch (weight) {
            case QUERY,
                    KEY,
                    VALUE,
                    OUTPUT,
                    GATE,
                    UP,
                    DOWN,
                    ROUTER,
                    EXPERT_GATE,
                    EXPERT_UP,
                    EXPERT_DOWN,
                    SHARED_GATE,
                    SHARED_UP,
                    SHARED_DOWN,
                    LM_HEAD -> true;
            case EMBEDDING -> model.projections().tiedEmbeddings();
            case ATTENTION_NORM,
                    QUERY_BIAS,
                    KEY_BIAS,
                    VALUE_BIAS,
                    QUERY_NORM,
                    KEY_NORM,
                    MLP_NORM,
                    EXPERT_BIAS,
                    FINAL_NORM -> false;
        };
    }

    /// The matrix in a role; `layer` is ignored where there is only one.
    Matrix matrix(Weight weight, int layer) {
        return matrix(weight, layer, 0);
    }

    /// The matrices of a layer in several roles.
    List<Matrix> matrices(List<Weight> weights, int layer) {
        return weights.stream().map(weight -> matrix(weight, layer)).toList();
    }

    /// The matrix of an expert.
    Matrix matrix(Weight weight, int layer, int expert) {
        Matrix[][] layers = tensors.get(weight);
        if (layers == null) {
            throw new IllegalStateException("the model has no tensor " + weight);
        }
        return layers[weight.perLayer() ? layer : 0][expert];
    }

    /// Bytes of all tensors.
    long bytes() {
        return data().mapToLong(MemorySegment::byteSize).sum();
    }

    /// The memory of all matrices that are multiplied with.
    List<MemorySegment> multiplied() {
        return tensors.entrySet().stream()
                .filter(entry -> isMultiplied(entry.getKey()))
                .flatMap(entry -> data(entry.getValue()))
                .toList();
    }

    private Stream<MemorySegment> data() {
        return tensors.values().stream().flatMap(Weights::data);
    }

    private static Stream<MemorySegment> data(Matrix[][] layers) {
        return Stream.of(layers).flatMap(Stream::of).map(Matrix::data);
    }

    /// Element type of the matrices.
    DType dtype() {
        return dtype;
    }

    private Matrix checked(Weight weight, int layer, Matrix matrix, Set<DType> types) {
        if (matrix.rows() != model.rows(weight) || matrix.columns() != model.columns(weight)) {
            throw new IllegalArgumentException("bad weight " + weight + " of layer " + layer + ": [" + matrix.rows()
                    + " x " + matrix.columns() + "], expected [" + model.rows(weight) + " x " + model.columns(weight)
                    + "]");
        }
        if (!types.contains(matrix.dtype())) {
            throw new IllegalArgumentException("bad weight " + weight + " of layer " + layer
                    + ": the backend cannot multiply with " + matrix.dtype().id() + " weights");
        }
        return matrix;
    }

    @Override
    public void close() {
        packed.ifPresent(Slabs::close);
        plain.forEach(Arena::close);
    }
}
