package org.unmask.engine.onednn;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// Primitives by shape; those used longest ago go when there are too many.
final class Primitives<K> implements AutoCloseable {
    private final int most;
    private final SequencedMap<K, Primitive> primitives = new LinkedHashMap<>(16, 0.75f, true);

    Primitives(int most) {
        this.most = most;
    }

    Primitive of(K shape, Supplier<Primitive> creation) {
        Primitive primitive = primitives.get(shape);
        if (primitive == null) {
            primitive = creation.get();
            primitives.put(shape, primitive);
            if (primitives.size() > most) {
                primitives.pollFirstEntry().getValue().close();
            }
        }
        return primitive;
    }

    @Override
    public void close() {
        primitives.values().forEach(Primitive::close);
        primitives.clear();
    }
}
