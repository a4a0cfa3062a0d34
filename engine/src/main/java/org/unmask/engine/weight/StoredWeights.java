package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// The weights of a checkpoint.
///
/// Matrices come in the element type asked for: as a part of the mapped file where that has the same type, else
/// converted: float32 from any type exactly (a quantised element is its scale times its quantum, rounded once), bf16 to
/// the nearest, ties to even. Norms and biases come as float32. Quantised matrices are wide in memory.
public final class StoredWeights implements WeightSource {
    private static final long ALIGNMENT = 64;

    private final Architecture model;
    private final TensorNames names;
    private final DType dtype;
    private final Arena arena;
    private final Map<String, StoredTensor> tensors = new HashMap<>();

    /// Finds every tensor of the architecture.
    ///
    /// @param dtype  of matrices; norms and biases are float32 always
    /// @param arena  owns what is converted; accessible to every thread, hence not a confined one
    /// @throws IOException if a tensor is missing or has another shape
    /// @throws IllegalArgumentException if the engine does not compute with the type
    public StoredWeights(TensorStore store, Architecture model, TensorNames names, DType dtype, Arena arena)
            throws IOException {
        Matrix.checkComputed(dtype);
        this.model = model;
        this.names = names;
        this.dtype = dtype;
        this.arena = arena;
        for (Weight weight : Weight.values()) {
            if (model.has(weight)) {
                find(store, weight);
            }
        }
    }

    private void find(TensorStore store, Weight weight) throws IOException {
        for (int layer = 0; layer < (weight.perLayer() ? model.layers() : 1); layer++) {
            if (!weight.perLayer() || model.has(weight, layer)) {
                for (int expert = 0; expert < model.matrices(weight); expert++) {
                    TensorPart part = TensorPart.of(model, names, weight, layer, expert);
                    tensors.put(part.tensor(), checked(store, part));
                }
            }
        }
    }

    private static StoredTensor checked(TensorStore store, TensorPart part) throws IOException {
        String name = part.tensor();
        if (!store.names().contains(name)) {
            throw new IOException(store.path() + ": no tensor '" + name + "'; expected one of shape " + part.shape());
        }
        StoredTensor tensor = store.tensor(name);
        if (!tensor.shape().equals(part.shape())) {
            throw new IOException(tensor.file() + ": byte " + tensor.offset() + ": tensor '" + name + "' has shape "
                    + tensor.shape() + "; expected " + part.shape());
        }
        return tensor;
    }

    /// The matrix in a role; one that must be converted is converted anew by every call.
    ///
    /// @throws IllegalArgumentException if the architecture has no such matrix
    @Override
    public Matrix matrix(Weight weight, int layer, int expert) {
        Shapes.check(model, weight, layer, expert);
        TensorPart part = TensorPart.of(model, names, weight, layer, expert);
        DType type = Shapes.isVector(weight) ? DType.FLOAT32 : dtype;
        int rows = model.rows(weight);
        int columns = model.columns(weight);
        StoredTensor tensor = Objects.requireNonNull(tensors.get(part.tensor()));
        return new Matrix(data(tensor, part.first(), (long) rows * columns, type), type, rows, columns);
    }

    private MemorySegment data(StoredTensor tensor, long first, long count, DType type) {
        MemorySegment all = tensor.data();
        return switch (tensor.type()) {
            case F32 ->
                type == DType.FLOAT32
                        ? all.asSlice(first * Float.BYTES, count * Float.BYTES)
                        : converted(tensor, first, count, type);
            case BF16 ->
                type == DType.BFLOAT16
                        ? all.asSlice(first * Short.BYTES, count * Short.BYTES)
                        : converted(tensor, first, count, type);
            case F16, Q8_0, Q4_0 -> converted(tensor, first, count, type);
        };
    }

    private MemorySegment converted(StoredTensor tensor, long first, long count, DType type) {
        MemorySegment data = arena.allocate(type.bytes(count), ALIGNMENT);
        Elements.Source source = tensor.type().reader(tensor.data());
        Elements.fill(data, type, i -> source.at(first + i));
        return data;
    }
}
