package org.unmask.engine.c;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.unmask.core.op.DType;
import org.unmask.engine.foreign.Native;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// The functions of the compiled kernels, which `products.c` describes.
///
/// They hold nothing, so any thread may call them, several at a time for parts of a product.
final class Products {
    private static final FunctionDescriptor WORKSPACE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor ROUND =
            FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);

    private final SymbolLookup library;
    private final Instructions instructions;
    private final MethodHandle groupsWorkspace;
    private final MethodHandle bytesWorkspace;
    private final MethodHandle roundGroups;
    private final MethodHandle roundBytes;
    private final MethodHandle multiplyGroups;
    private final MethodHandle multiplyBytes;
    private final MethodHandle multiplyPanels;

    /// What the kernels are made of.
    ///
    /// `number` is that of the library.
    enum Instructions {
        PLAIN(0, "plain C"),
        AVX2(1, "AVX2"),
        AVX512(2, "AVX-512 with VNNI");

        private final int number;
        private final String words;

        Instructions(int number, String words) {
            this.number = number;
            this.words = words;
        }

        private static Instructions of(int number) {
            for (Instructions one : values()) {
                if (one.number == number) {
                    return one;
                }
            }
            throw new IllegalStateException("the library chose instructions without a name: " + number);
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /// With the best instructions that the processor has.
    ///
    /// @throws java.util.NoSuchElementException if the library has not all of the functions
    Products(SymbolLookup library) {
        this(library, best(library));
    }

    private Products(SymbolLookup library, Instructions instructions) {
        this.library = library;
        this.instructions = instructions;
        groupsWorkspace = Native.link(library, "unmask_groups_workspace", WORKSPACE);
        bytesWorkspace = Native.link(library, "unmask_bytes_workspace", WORKSPACE);
        roundGroups = Native.link(library, "unmask_round_groups", ROUND);
        roundBytes = Native.link(library, "unmask_round_bytes", ROUND);
        multiplyGroups = Native.link(
                library,
                "unmask_multiply_groups",
                FunctionDescriptor.ofVoid(
                        JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        ADDRESS));
        multiplyBytes = Native.link(
                library,
                "unmask_multiply_bytes",
                FunctionDescriptor.ofVoid(
                        JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG, ADDRESS));
        multiplyPanels = Native.link(
                library,
                "unmask_multiply_panels",
                FunctionDescriptor.ofVoid(
                        JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG, JAVA_LONG, ADDRESS));
    }

    private static Instructions best(SymbolLookup library) {
        MethodHandle function = Native.link(library, "unmask_instructions", FunctionDescriptor.of(JAVA_INT));
        return Instructions.of(Native.call("unmask_instructions", () -> (int) function.invokeExact()));
    }

    /// These functions with other instructions, which the processor must have.
    Products with(Instructions others) {
        return new Products(library, others);
    }

    Instructions instructions() {
        return instructions;
    }

    /// Bytes of rounded rows.
    long workspace(DType weights, long rows, long columns) {
        MethodHandle function = weights == DType.W4A8 ? groupsWorkspace : bytesWorkspace;
        return Native.call("workspace", () -> (long) function.invokeExact(rows, columns));
    }

    /// Rounds the rows `[from, to)` of `x[rows x columns]` as products with weights of a type read them.
    void round(DType weights, MemorySegment x, long rows, long columns, long from, long to, MemorySegment workspace) {
        MethodHandle function = weights == DType.W4A8 ? roundGroups : roundBytes;
        Native.call("round", () -> {
            function.invokeExact(x, rows, columns, from, to, workspace);
            return true;
        });
    }

    /// The panels `[from, to)` of `y[rows x n] = x[rows x k] · wᵀ`, weights in float32, bf16 or int8.
    ///
    /// @param rows  at most [Layout#PANEL_ROWS]
    /// @throws IndexOutOfBoundsException if `x` or `y` is too short
    void multiplyPanels(MemorySegment x, long rows, Matrix w, long from, long to, MemorySegment y) {
        int level = instructions.number;
        int type = switch (w.dtype()) {
            case FLOAT32 -> 0;
            case BFLOAT16 -> 1;
            case INT8 -> 2;
            case INT4, W8A8, W4A8, FP16, FP8, FP4 -> throw w.notRead();
        };
        long columns = w.columns();
        long outputs = w.rows();
        long padded = Layout.panelBytes(w.dtype(), w.columns());
        MemorySegment data = w.data();
        MemorySegment scales = w.scales();
        MemorySegment read = x.asSlice(0, Float.BYTES * rows * columns);
        MemorySegment written = y.asSlice(0, Float.BYTES * rows * outputs);
        Native.call("multiply_panels", () -> {
            multiplyPanels.invokeExact(
                    level, type, read, rows, columns, data, scales, padded, outputs, from, to, written);
            return true;
        });
    }

    /// The stripes `[from, to)` of `y[rows x n] = x[rows x k] · wᵀ`.
    ///
    /// @param workspace  `x`, rounded
    void multiply(MemorySegment workspace, long rows, Matrix w, long from, long to, MemorySegment y) {
        int level = instructions.number;
        long columns = w.columns();
        long outputs = w.rows();
        long words = Layout.words(w.dtype(), w.columns());
        MemorySegment data = w.data();
        MemorySegment scales = w.scales();
        Native.call("multiply", () -> {
            if (w.dtype() == DType.W4A8) {
                long groups = words * Layout.elementsPerWord(DType.W4A8) / Int4.GROUP;
                multiplyGroups.invokeExact(level, workspace, rows, columns, data, groups, outputs, from, to, y);
            } else {
                multiplyBytes.invokeExact(level, workspace, rows, columns, data, scales, words, outputs, from, to, y);
            }
            return true;
        });
    }
}
