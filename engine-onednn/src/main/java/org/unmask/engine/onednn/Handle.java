package org.unmask.engine.onednn;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// An object of the library that somebody here owns.
record Handle(MemorySegment pointer, Consumer<MemorySegment> destroyer) implements AutoCloseable {
    @Override
    public void close() {
        destroyer.accept(pointer);
    }
}
