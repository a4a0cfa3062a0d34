package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Matrix;

/// A tensor that is to be written to a file.
///
/// @param shape  outermost dimension first
/// @param data  little-endian, row-major; made when it is written, in the arena given
public record NewTensor(String name, ElementType type, List<Long> shape, Function<Arena, MemorySegment> data) {
    /// Bytes written at a time.
    private static final long CHUNK = 1 << 24;

    public NewTensor {
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.getLast() % type.blockElements() != 0) {
            throw new IllegalArgumentException("bad tensor: " + name + " of " + type + " " + shape);
        }
    }

    /// Every tensor of a dense architecture. Matrices have the element type asked for, norms and biases float32.    ///    /// @param source  the weights, in matrices of that type, owned by the arena given    /// @throws IllegalArgumentException if the architecture has experts, or the engine does not compute with the type
    public static List<NewTensor> all(
            Architecture model, TensorNames names, DType dtype, Function<Arena, WeightSource> source) {
        Matrix.checkComputed(dtype);
        if (model.experts().isPresent() || names.fusesQueryKeyValue()) {
            throw new IllegalArgumentException("models with experts, or with fused projections, cannot be written");
        }
        List<NewTensor> tensors = new ArrayList<>();
        for (Weight weight : Weight.values()) {
            int layers = !model.has(weight) ? 0 : weight.perLayer() ? model.layers() : 1;
            for (int layer = 0; layer < layers; layer++) {
                int in = layer;
                DType type = Shapes.isVector(weight) ? DType.FLOAT32 : dtype;
                tensors.add(new NewTensor(
                        names.of(weight, layer),
                        type == DType.FLOAT32 ? ElementType.F32 : ElementType.BF16,
                        Shapes.of(model, weight),
                        arena -> source.apply(arena).matrix(weight, in).data()));
            }
        }
        return tensors;
    }

    /// Bytes of all elements.
    public long bytes() {
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        return elements / type.blockElements() * type.blockBytes();
    }

    /// Appends the data to a file.
    void writeTo(FileChannel channel) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment made = data.apply(arena);
            if (made.byteSize() != bytes()) {
                throw new IllegalStateException(name + ": " + made.byteSize() + " bytes for " + type + " " + shape);
            }
            for (long from = 0; from < made.byteSize(); from += CHUNK) {
                NewFile.write(
                        channel,
                        made.asSlice(from, Math.min(CHUNK, made.byteSize() - from))
                                .asByteBuffer());
            }
        }
    }
}
