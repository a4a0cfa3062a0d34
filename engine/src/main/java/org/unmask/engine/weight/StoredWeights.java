package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// The weights of a checkpoint.
///
/// Matrices come in the element type asked for: as a part of the mapped file where that has the same type, else
/// converted: float32 from any type exactly (a quantised element is its scale times its quantum, rounded once), bf16 to
/// the nearest, ties to even, int8 with a scale for each row, int4 with one for each group of 32, which is how Q4_0 is stored. Eight-bit floats are multiplied with
/// their scales first. Norms and biases come as float32.
public final class StoredWeights implements WeightSource {
    private final Architecture model;
    private final TensorNames names;
    private final DType dtype;
    private final Arena arena;
    private final Map<String, StoredTensor> tensors;
    private final Map<String, ScaledTensor> scaled;

    /// Finds every tensor of the architecture.
    ///
    /// @param dtype  of matrices; norms and biases are float32 always
    /// @param arena  owns what is converted; accessible to every thread, hence not a confined one
    /// @throws IOException if a tensor is missing, has another shape, or has no place in the model
    /// @throws IllegalArgumentException if the engine does not compute with the type
    public StoredWeights(TensorStore store, Architecture model, TensorNames names, DType dtype, Arena arena)
            throws IOException {
        Matrix.checkComputed(dtype);
        this.model = model;
        this.names = names;
        this.dtype = dtype;
        this.arena = arena;
        this.tensors = new HashMap<>();
        this.scaled = new HashMap<>();
        for (Weight weight : Weight.values()) {
            if (model.has(weight)) {
                find(store, weight);
            }
        }
        Places.check(store.path(), store.names(), model, names);
        for (StoredTensor tensor : tensors.values()) {
            if (tensor.type().isScaledApart()) {
                scaled.put(tensor.name(), ScaledTensor.of(store, tensor));
            }
        }
    }

    private StoredWeights(StoredWeights same, Arena arena) {
        this.model = same.model;
        this.names = same.names;
        this.dtype = same.dtype;
        this.tensors = same.tensors;
        this.scaled = same.scaled;
        this.arena = arena;
    }

    @Override
    public StoredWeights within(Arena other) {
        return new StoredWeights(this, other);
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
        DType type = Shapes.type(weight, dtype);
        int rows = model.rows(weight);
        int columns = model.columns(weight);
        StoredTensor tensor = Objects.requireNonNull(tensors.get(part.tensor()));
        if (isStoredAs(tensor.type(), type)) {
            long bytes = Matrix.bytes(type, rows, columns);
            long from = part.first() / columns * Matrix.bytes(type, 1, columns);
            MemorySegment data = tensor.data().asSlice(from, bytes);
            return new Matrix(data, type, rows, columns);
        }
        ScaledTensor scales = scaled.get(part.tensor());
        Elements.Source source = scales == null ? tensor.type().reader(tensor.data()) : scales.source();
        return Elements.matrix(type, rows, columns, arena, source.from(part.first()));
    }

    private static boolean isStoredAs(ElementType stored, DType type) {
        return switch (stored) {
            case F32 -> type == DType.FLOAT32;
            case BF16 -> type == DType.BFLOAT16;
            case Q4_0 -> type.stored() == DType.INT4;
            case F16,
                    F8_E4M3,
                    F8_E5M2,
                    Q8_0,
                    Q4_1,
                    Q5_0,
                    Q5_1,
                    IQ4_NL,
                    MXFP4,
                    Q2_K,
                    Q3_K,
                    Q4_K,
                    Q5_K,
                    Q6_K,
                    IQ4_XS,
                    NVFP4,
                    IQ3_S,
                    IQ3_XXS,
                    IQ2_S,
                    IQ2_XS,
                    IQ2_XXS,
                    IQ1_M,
                    IQ1_S,
                    TQ2_0,
                    TQ1_0,
                    Q1_0 -> false;
        };
    }
}
