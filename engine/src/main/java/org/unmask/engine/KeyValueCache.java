package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.weight.Bfloat16;

/// Keys and values of every sequence, layer and position, float32, or bf16 to which they are rounded when they are stored.
///
/// Rows are indexed by absolute position and overwritten in place. That alone makes every cache of the canvas and
/// block strategies: a pass stores the rows it computes, wherever they stand; what it does not compute stays as an
/// earlier pass left it, exact or stale.
final class KeyValueCache implements AutoCloseable {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;

    private final int layerCount;
    private final int[] first;
    private final int sequences;
    private final int width;
    private final DType type;
    private final long rowBytes;
    private final List<List<KeyValue>> layers = new ArrayList<>();
    private MemorySegment widened = MemorySegment.NULL;
    private Arena arena = Arena.ofShared();
    private int positions;

    KeyValueCache(Architecture model, DType type, int sequences, int positions) {
        this(model, type, new int[sequences], positions);
    }

    /// @param type  of the elements: float32 or bf16
    /// @param first  the first position of each sequence that is no padding
    KeyValueCache(Architecture model, DType type, int[] first, int positions) {
        this(model, type, first);
        reserve(positions);
    }

    /// A cache in memory that another owns, which must not grow.
    ///
    /// @param room  gives each sequence of each layer its keys, then its values
    KeyValueCache(Architecture model, DType type, int sequences, int positions, SegmentAllocator room) {
        this(model, type, new int[sequences]);
        allocate(positions, room);
    }

    private KeyValueCache(Architecture model, DType type, int[] first) {
        this.layerCount = model.layers();
        this.first = first;
        this.sequences = first.length;
        this.width = model.keyWidth();
        this.type = type;
        this.rowBytes = type.bytes(width);
    }

    /// Sequences it holds.
    int sequences() {
        return sequences;
    }

    /// Makes room for as many positions and keeps what there is.
    void reserve(int most) {
        if (most <= positions) {
            return;
        }
        Arena larger = Arena.ofShared();
        allocate(most, larger);
        arena.close();
        arena = larger;
        widened = MemorySegment.NULL;
    }

    private void allocate(int most, SegmentAllocator room) {
        for (int layer = 0; layer < layerCount; layer++) {
            List<KeyValue> caches = new ArrayList<>(sequences);
            for (int sequence = 0; sequence < sequences; sequence++) {
                KeyValue fresh = new KeyValue(
                        room.allocate(rowBytes * most, 64), room.allocate(rowBytes * most, 64), type, first[sequence]);
                if (positions > 0) {
                    KeyValue old = layers.get(layer).get(sequence);
                    fresh.keys().copyFrom(old.keys());
                    fresh.values().copyFrom(old.values());
                }
                caches.add(fresh);
            }
            if (positions == 0) {
                layers.add(List.copyOf(caches));
            } else {
                layers.set(layer, List.copyOf(caches));
            }
        }
        positions = most;
    }

    /// Stores fresh rows of keys at their positions.
    ///
    /// @param at  position of each row, sequence by sequence in the order of `of`
    /// @param keys  `[at.length x keyWidth]`
    void storeKeys(int layer, int[] of, int[] at, MemorySegment keys) {
        List<KeyValue> caches = of(layer, of);
        int rows = at.length / of.length;
        for (int i = 0; i < of.length; i++) {
            scatter(keys, at, i * rows, rows, caches.get(i).keys());
        }
    }

    /// Stores fresh rows of values at their positions, as [#storeKeys].
    void storeValues(int layer, int[] of, int[] at, MemorySegment values) {
        List<KeyValue> caches = of(layer, of);
        int rows = at.length / of.length;
        for (int i = 0; i < of.length; i++) {
            scatter(values, at, i * rows, rows, caches.get(i).values());
        }
    }

    /// Copies rows `[first, first + rows)` to their positions, rows that follow each other at once.
    private void scatter(MemorySegment from, int[] at, int first, int rows, MemorySegment to) {
        int start = first;
        while (start < first + rows) {
            int end = start + 1;
            while (end < first + rows && at[end] == at[end - 1] + 1) {
                end++;
            }
            copy(from, (long) start * width, to, (long) at[start] * width, (long) (end - start) * width);
            start = end;
        }
    }

    /// @param from0  element of `from`
    /// @param to0  element of the cache
    private void copy(MemorySegment from, long from0, MemorySegment to, long to0, long count) {
        if (type == DType.FLOAT32) {
            MemorySegment.copy(from, from0 * Float.BYTES, to, to0 * Float.BYTES, count * Float.BYTES);
            return;
        }
        for (long i = 0; i < count; i++) {
            to.setAtIndex(SHORT, to0 + i, Bfloat16.nearest(from.getAtIndex(FLOAT, from0 + i)));
        }
    }

    /// Rows `[first, first + rows)` of the values of a sequence as float32.
    MemorySegment values(int layer, int sequence, int first, int rows) {
        MemorySegment values = layers.get(layer).get(sequence).values().asSlice(first * rowBytes, rows * rowBytes);
        if (type == DType.FLOAT32) {
            return values;
        }
        if (widened.byteSize() < (long) rows * width * Float.BYTES) {
            widened = arena.allocate((long) rows * width * Float.BYTES, 64);
        }
        for (long i = 0; i < (long) rows * width; i++) {
            widened.setAtIndex(FLOAT, i, Bfloat16.wide(values.getAtIndex(SHORT, i)));
        }
        return widened;
    }

    /// The caches of the sequences of a pass, in their order.
    List<KeyValue> of(int layer, int[] of) {
        List<KeyValue> all = layers.get(layer);
        List<KeyValue> chosen = new ArrayList<>(of.length);
        for (int sequence : of) {
            chosen.add(all.get(sequence));
        }
        return chosen;
    }

    /// The first layer in which keys or values of one of the first `end` positions are not finite.
    OptionalInt firstFaultyLayer(int[] of, int end) {
        for (int layer = 0; layer < layerCount; layer++) {
            for (KeyValue cache : of(layer, of)) {
                if (isFaulty(cache.keys(), end * rowBytes) || isFaulty(cache.values(), end * rowBytes)) {
                    return OptionalInt.of(layer);
                }
            }
        }
        return OptionalInt.empty();
    }

    private boolean isFaulty(MemorySegment x, long bytes) {
        boolean wide = type == DType.FLOAT32;
        long step = wide ? Float.BYTES : Short.BYTES;
        for (long at = 0; at < bytes; at += step) {
            float element = wide ? x.get(FLOAT, at) : Bfloat16.wide(x.get(SHORT, at));
            if (!Float.isFinite(element)) {
                return true;
            }
        }
        return false;
    }

    /// Bytes of all keys and values.
    long bytes() {
        return 2L * layerCount * sequences * rowBytes * positions;
    }

    @Override
    public void close() {
        arena.close();
    }
}
