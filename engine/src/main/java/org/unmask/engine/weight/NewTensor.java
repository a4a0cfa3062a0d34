package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.input.NewFile;

/// A tensor that is to be written to a file.
///
/// @param shape  outermost dimension first
/// @param parts  little-endian, row-major, one after the other; each made when it is written, in the arena given
public record NewTensor(String name, ElementType type, List<Long> shape, List<Function<Arena, MemorySegment>> parts) {
    /// Bytes written at a time.
    private static final long CHUNK = 1 << 24;

    public NewTensor {
        shape = List.copyOf(shape);
        parts = List.copyOf(parts);
        if (shape.isEmpty() || shape.getLast() % type.blockElements() != 0) {
            throw new IllegalArgumentException("bad tensor: " + name + " of " + type + " " + shape);
        }
    }

    /// A tensor that is made at once.
    public NewTensor(String name, ElementType type, List<Long> shape, Function<Arena, MemorySegment> data) {
        this(name, type, shape, List.of(data));
    }

    /// Every tensor of an architecture. Matrices have the element type asked for, norms and biases float32. Matrices
    /// that share a tensor are its parts.
    ///
    /// @param source  the weights, in matrices of that type, owned by the arena given
    /// @throws IllegalArgumentException if matrices of the type cannot be written
    public static List<NewTensor> all(
            Architecture model, TensorNames names, DType dtype, Function<Arena, WeightSource> source) {
        if (dtype != DType.FLOAT32 && dtype != DType.BFLOAT16) {
            throw new IllegalArgumentException(dtype.id() + " weights cannot be written; give float32 or bf16");
        }
        Map<String, NewTensor> tensors = new LinkedHashMap<>();
        for (Weight weight : Weight.values()) {
            int layers = !model.has(weight) ? 0 : weight.perLayer() ? model.layers() : 1;
            for (int layer = 0; layer < layers; layer++) {
                boolean exists = !weight.perLayer() || model.has(weight, layer);
                for (int expert = 0; exists && expert < model.matrices(weight); expert++) {
                    NewTensor tensor = of(model, names, weight, layer, expert, dtype, source);
                    tensors.merge(tensor.name(), tensor, NewTensor::with);
                }
            }
        }
        return List.copyOf(tensors.values());
    }

    /// The tensor a matrix is in, with this one as its only part.
    private static NewTensor of(
            Architecture model,
            TensorNames names,
            Weight weight,
            int layer,
            int expert,
            DType dtype,
            Function<Arena, WeightSource> source) {
        TensorPart part = TensorPart.of(model, names, weight, layer, expert);
        boolean wide = Shapes.isVector(weight) || dtype == DType.FLOAT32;
        return new NewTensor(
                part.tensor(),
                wide ? ElementType.F32 : ElementType.BF16,
                part.shape(),
                arena -> source.apply(arena).matrix(weight, layer, expert).data());
    }

    /// This tensor with the parts of another behind: matrices of a tensor come in their order there.
    private NewTensor with(NewTensor more) {
        List<Function<Arena, MemorySegment>> all = new ArrayList<>(parts);
        all.addAll(more.parts());
        return new NewTensor(name, type, shape, all);
    }

    /// Bytes of all elements.
    public long bytes() {
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        return elements / type.blockElements() * type.blockBytes();
    }

    /// Appends the data to a file.
    void writeTo(FileChannel channel) throws IOException {
        long written = 0;
        for (Function<Arena, MemorySegment> part : parts) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment made = part.apply(arena);
                for (long from = 0; from < made.byteSize(); from += CHUNK) {
                    NewFile.write(
                            channel,
                            made.asSlice(from, Math.min(CHUNK, made.byteSize() - from))
                                    .asByteBuffer());
                }
                written += made.byteSize();
            }
        }
        if (written != bytes()) {
            throw new IllegalStateException(name + ": " + written + " bytes for " + type + " " + shape);
        }
    }
}
