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
/// converted (wider exactly, narrower to the nearest, ties to even). Norms and biases come as float32.
public final class SafetensorsWeights implements WeightSource {
    private static final long ALIGNMENT = 64;

    private final Architecture model;
    private final DType dtype;
    private final Arena arena;
    private final Map<Weight, List<SafetensorsFile.Tensor>> tensors = new EnumMap<>(Weight.class);

    /// Finds every tensor of the architecture.
    ///
    /// @param dtype  of matrices; norms and biases are float32 always
    /// @param arena  owns what is converted; accessible to every thread, hence not a confined one
    /// @throws IOException if a tensor is missing or has another shape
    public SafetensorsWeights(SafetensorsFile file, Architecture model, TensorNames names, DType dtype, Arena arena)
            throws IOException {
        this.model = model;
        this.dtype = dtype;
        this.arena = arena;
        for (Weight weight : Weight.values()) {
            if (model.has(weight)) {
                int layers = weight.perLayer() ? model.layers() : 1;
                List<SafetensorsFile.Tensor> found = new ArrayList<>();
                for (int layer = 0; layer < layers; layer++) {
                    found.add(checked(file, names.of(weight, layer), shape(weight)));
                }
                tensors.put(weight, List.copyOf(found));
            }
        }
    }

    private List<Long> shape(Weight weight) {
        long columns = model.columns(weight);
        return Shapes.isVector(weight) ? List.of(columns) : List.of((long) model.rows(weight), columns);
    }

    private static SafetensorsFile.Tensor checked(SafetensorsFile file, String name, List<Long> expected)
            throws IOException {
        if (!file.names().contains(name)) {
            throw new IOException(file.path() + ": no tensor '" + name + "'; expected one of shape " + expected);
        }
        SafetensorsFile.Tensor tensor = file.tensor(name);
        if (!tensor.shape().equals(expected)) {
            throw new IOException(file.path() + ": byte " + tensor.offset() + ": tensor '" + name + "' has shape "
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
        SafetensorsFile.Tensor tensor =
                Objects.requireNonNull(tensors.get(weight)).get(weight.perLayer() ? layer : 0);
        DType type = Shapes.isVector(weight) ? DType.FLOAT32 : dtype;
        return new Matrix(data(tensor, type), type, model.rows(weight), model.columns(weight));
    }

    private MemorySegment data(SafetensorsFile.Tensor tensor, DType type) {
        MemorySegment data = tensor.data();
        return switch (tensor.type()) {
            case F32 -> type == DType.FLOAT32 ? data : converted(tensor, type, i -> Elements.float32(data, i));
            case BF16 -> type == DType.BFLOAT16 ? data : converted(tensor, type, i -> Elements.bfloat16(data, i));
            case F16 -> converted(tensor, type, i -> Elements.float16(data, i));
        };
    }

    private MemorySegment converted(SafetensorsFile.Tensor tensor, DType type, Elements.Source source) {
        long count = tensor.shape().stream().reduce(1L, Math::multiplyExact);
        MemorySegment data = arena.allocate(count * type.bytes(), ALIGNMENT);
        Elements.fill(data, type, source);
        return data;
    }
}
