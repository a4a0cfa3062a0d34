package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
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
    private final DType dtype;
    private final Arena arena;
    private final Map<Weight, List<StoredTensor>> tensors = new EnumMap<>(Weight.class);

    /// Finds every tensor of the architecture.
    ///
    /// @param dtype  of matrices; norms and biases are float32 always
    /// @param arena  owns what is converted; accessible to every thread, hence not a confined one
    /// @throws IOException if a tensor is missing or has another shape
    public StoredWeights(TensorStore store, Architecture model, TensorNames names, DType dtype, Arena arena)
            throws IOException {
        this.model = model;
        this.dtype = dtype;
        this.arena = arena;
        for (Weight weight : Weight.values()) {
            if (model.has(weight)) {
                int layers = weight.perLayer() ? model.layers() : 1;
                List<StoredTensor> found = new ArrayList<>();
                for (int layer = 0; layer < layers; layer++) {
                    found.add(checked(store, names.of(weight, layer), Shapes.of(model, weight)));
                }
                tensors.put(weight, List.copyOf(found));
            }
        }
    }

    private static StoredTensor checked(TensorStore store, String name, List<Long> expected) throws IOException {
        if (!store.names().contains(name)) {
            throw new IOException(store.path() + ": no tensor '" + name + "'; expected one of shape " + expected);
        }
        StoredTensor tensor = store.tensor(name);
        if (!tensor.shape().equals(expected)) {
            throw new IOException(tensor.file() + ": byte " + tensor.offset() + ": tensor '" + name + "' has shape "
                    + tensor.shape() + "; expected " + expected);
        }
        return tensor;
    }

    /// The tensor in a role; one that must be converted is converted anew by every call.
    ///
    /// @throws IllegalArgumentException if the architecture has no such tensor
    @Override
    public Matrix matrix(Weight weight, int layer) {
        Shapes.check(model, weight, layer);
        StoredTensor tensor =
                Objects.requireNonNull(tensors.get(weight)).get(weight.perLayer() ? layer : 0);
        DType type = Shapes.isVector(weight) ? DType.FLOAT32 : dtype;
        return new Matrix(data(tensor, type), type, model.rows(weight), model.columns(weight));
    }

    private MemorySegment data(StoredTensor tensor, DType type) {
        boolean same = switch (tensor.type()) {
            case F32 -> type == DType.FLOAT32;
            case BF16 -> type == DType.BFLOAT16;
            case F16, Q8_0, Q4_0 -> false;
        };
        return same ? tensor.data() : converted(tensor, type);
    }

    private MemorySegment converted(StoredTensor tensor, DType type) {
        MemorySegment data = arena.allocate(tensor.elements() * type.bytes(), ALIGNMENT);
        Elements.fill(data, type, tensor.type().reader(tensor.data()));
        return data;
    }
}
