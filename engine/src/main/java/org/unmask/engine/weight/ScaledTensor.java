package org.unmask.engine.weight;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A matrix of eight-bit floats and what they are multiplied with: one scale for blocks of rows and columns, for each row, or
/// for all.
///
/// Blocks are those of DeepSeek-V3 (arXiv 2412.19437, section 3.3.2): 128 x 128, the last ones cut off, their scales in a
/// tensor whose name ends with `_scale_inv` though they are multiplied with. Scales of rows or of the whole matrix are in one
/// whose name ends with `_scale`.
final class ScaledTensor {
    private static final List<String> SUFFIXES = List.of("_scale_inv", "_scale");
    private static final int USUAL_BLOCK = 128;

    /// `[rows, columns]`
    private final StoredTensor values;
    /// `[block rows, block columns]`
    private final float[] scales;

    private final int blockRows;
    private final int blockColumns;

    private ScaledTensor(StoredTensor values, float[] scales, int blockRows, int blockColumns) {
        this.values = values;
        this.scales = scales;
        this.blockRows = blockRows;
        this.blockColumns = blockColumns;
    }

    /// The tensor a name belongs to, if it is a name of scales.
    static Optional<String> scaled(String name) {
        return SUFFIXES.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(suffix -> name.substring(0, name.length() - suffix.length()));
    }

    /// A matrix with its scales.
    ///
    /// @throws IOException if there are none, or they are of another shape
    static ScaledTensor of(TensorStore store, StoredTensor values) throws IOException {
        String name = SUFFIXES.stream()
                .map(suffix -> values.name() + suffix)
                .filter(store.names()::contains)
                .findFirst()
                .orElseThrow(() -> new IOException(values.file() + ": byte " + values.offset() + ": tensor "
                        + SafetensorsFile.quoted(values.name()) + " is " + values.type()
                        + ", but there are no scales for it; expected a tensor "
                        + SafetensorsFile.quoted(values.name() + "_scale_inv")));
        StoredTensor scales = store.tensor(name);
        if (values.shape().size() != 2 || scales.shape().size() > 2) {
            throw bad(values, scales);
        }
        long rows = values.shape().get(0);
        long columns = values.shape().get(1);
        long scaleRows = scales.shape().isEmpty() ? 1 : scales.shape().getFirst();
        long scaleColumns = scales.shape().size() < 2 ? 1 : scales.shape().getLast();
        int blockRows = block(rows, scaleRows).orElseThrow(() -> bad(values, scales));
        int blockColumns = block(columns, scaleColumns).orElseThrow(() -> bad(values, scales));
        return new ScaledTensor(values, scales.float32(), blockRows, blockColumns);
    }

    /// The size of a block along one side, if the number of blocks decides it.
    private static Optional<Integer> block(long size, long blocks) {
        if (Math.ceilDiv(size, USUAL_BLOCK) == blocks) {
            return Optional.of(USUAL_BLOCK);
        }
        return blocks >= 1 && size % blocks == 0 ? Optional.of((int) (size / blocks)) : Optional.empty();
    }

    private static IOException bad(StoredTensor values, StoredTensor scales) {
        return new IOException(scales.file() + ": byte " + scales.offset() + ": tensor "
                + SafetensorsFile.quoted(scales.name()) + " of shape " + scales.shape() + " are no scales for "
                + values.shape() + "; expected one for each block of " + USUAL_BLOCK + " x " + USUAL_BLOCK
                + ", for each row, or for all");
    }

    /// The elements, scaled.
    Elements.Source source() {
        Elements.Source plain = values.type().reader(values.data());
        int columns = Math.toIntExact(values.shape().get(1));
        int perRow = Math.ceilDiv(columns, blockColumns);
        return (first, target, count) -> {
            plain.read(first, target, count);
            long row = first / columns;
            int column = (int) (first % columns);
            for (int i = 0; i < count; i++) {
                target[i] *= scales[(int) (row / blockRows) * perRow + column / blockColumns];
                if (++column == columns) {
                    column = 0;
                    row++;
                }
            }
        };
    }
}
