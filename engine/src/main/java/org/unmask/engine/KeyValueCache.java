package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.engine.spi.KeyValue;

/// Keys and values of every sequence, layer and position, float32.
///
/// Rows are indexed by absolute position and overwritten in place. That alone makes every cache of the canvas and
/// block strategies: a pass stores the rows it computes; what it does not compute stays as an earlier pass left it,
/// exact or stale.
final class KeyValueCache {
    private final List<List<KeyValue>> layers = new ArrayList<>();
    private final long rowBytes;

    KeyValueCache(Arena arena, Architecture model, int sequences, int positions) {
        this.rowBytes = (long) model.keyWidth() * Float.BYTES;
        long bytes = rowBytes * positions;
        for (int layer = 0; layer < model.layers(); layer++) {
            List<KeyValue> caches = new ArrayList<>(sequences);
            for (int sequence = 0; sequence < sequences; sequence++) {
                caches.add(new KeyValue(arena.allocate(bytes, 64), arena.allocate(bytes, 64)));
            }
            layers.add(List.copyOf(caches));
        }
    }

    /// Stores the fresh rows of a pass at positions from `from` on.
    ///
    /// @param keys  `[sequences·queries x keyWidth]`, in the order of `sequences`
    void store(int layer, int[] sequences, int from, int queries, MemorySegment keys, MemorySegment values) {
        long bytes = rowBytes * queries;
        for (int i = 0; i < sequences.length; i++) {
            KeyValue cache = layers.get(layer).get(sequences[i]);
            MemorySegment.copy(keys, i * bytes, cache.keys(), from * rowBytes, bytes);
            MemorySegment.copy(values, i * bytes, cache.values(), from * rowBytes, bytes);
        }
    }

    /// The caches of the sequences of a pass, in their order.
    List<KeyValue> of(int layer, int[] sequences) {
        List<KeyValue> all = layers.get(layer);
        List<KeyValue> chosen = new ArrayList<>(sequences.length);
        for (int sequence : sequences) {
            chosen.add(all.get(sequence));
        }
        return chosen;
    }
}
