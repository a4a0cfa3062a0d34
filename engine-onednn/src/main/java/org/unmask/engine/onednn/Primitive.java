package org.unmask.engine.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Generated code and the matrices it works on.
final class Primitive implements AutoCloseable {
    /// `DNNL_ARG_SRC`, `DNNL_ARG_WEIGHTS`, `DNNL_ARG_DST`.
    static final int SOURCE = 1;

    static final int WEIGHTS = 33;
    static final int DESTINATION = 17;
    /// `DNNL_ARG_ATTR_SCALES`.
    static final int SCALES = 4096;

    /// `dnnl_exec_arg_t`: an argument's number, then its memory.
    private static final long ARGUMENT_BYTES = 16;

    private static final long MEMORY = 8;

    private final Dnnl dnnl;
    private final Handle code;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment arguments;
    private final List<Handle> memories = new ArrayList<>();

    private Primitive(Dnnl dnnl, Handle code, int arguments) {
        this.dnnl = dnnl;
        this.code = code;
        this.arguments = arena.allocate(ARGUMENT_BYTES * arguments, 8);
    }

    /// `y = x · w` for matrices of these descriptions.
    static Primitive product(Dnnl dnnl, Handle x, Handle w, Handle y) {
        try (Handle plan = dnnl.planProduct(x, w, y, false)) {
            return new Primitive(dnnl, dnnl.primitive(plan), 3)
                    .argument(SOURCE, x)
                    .argument(WEIGHTS, w)
                    .argument(DESTINATION, y);
        }
    }

    /// `y = x · w`, each column times its scale; the scales are the last argument.
    static Primitive scaledProduct(Dnnl dnnl, Handle x, Handle w, Handle y, Handle scales) {
        try (Handle plan = dnnl.planProduct(x, w, y, true)) {
            return new Primitive(dnnl, dnnl.primitive(plan), 4)
                    .argument(SOURCE, x)
                    .argument(WEIGHTS, w)
                    .argument(DESTINATION, y)
                    .argument(SCALES | WEIGHTS, scales);
        }
    }

    /// A copy into another layout or type.
    static Primitive copy(Dnnl dnnl, Handle from, Handle to) {
        try (Handle plan = dnnl.planCopy(from, to)) {
            return new Primitive(dnnl, dnnl.primitive(plan), 2)
                    .argument(SOURCE, from)
                    .argument(DESTINATION, to);
        }
    }

    private Primitive argument(int number, Handle descriptor) {
        Handle memory = dnnl.memory(descriptor);
        long at = ARGUMENT_BYTES * memories.size();
        arguments.set(JAVA_INT, at, number);
        arguments.set(ADDRESS, at + MEMORY, memory.pointer());
        memories.add(memory);
        return this;
    }

    /// Runs it on these data, in the order of its arguments; one thread at a time.
    void run(Handle stream, MemorySegment... data) {
        for (int i = 0; i < data.length; i++) {
            dnnl.point(memories.get(i), data[i]);
        }
        dnnl.run(code, stream, data.length, arguments);
    }

    @Override
    public void close() {
        code.close();
        memories.forEach(Handle::close);
        arena.close();
    }
}
