package org.unmask.engine.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.unmask.engine.foreign.Native.call;
import static org.unmask.engine.foreign.Native.link;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.unmask.core.op.DType;
import org.unmask.engine.foreign.Native;

/// The functions of oneDNN (C API, version 3) and of the OpenMP library below it. Numbers are those of its headers.
///
/// Objects of the library are [Handle]s where the caller owns them. A call that fails throws an
/// `IllegalStateException` that says which one.
final class Dnnl {
    /// How a matrix lies in memory: `dnnl_ab`, `dnnl_ba`, `dnnl_BA16a64b`, `dnnl_BA16a64b2a`, `dnnl_format_tag_any`.
    static final int ROWS_DENSE = 3;

    /// `dnnl_a`.
    private static final int VECTOR = 2;

    static final int COLUMNS_DENSE = 14;
    static final int PANELS_OF_ONE = 506;
    static final int PANELS_OF_TWO = 384;
    static final int LIBRARY_CHOOSES = 1;

    private static final int CPU = 1;
    private static final int IN_ORDER = 1;
    private static final int WEIGHTS_DESCRIPTOR = 131;
    private static final int MOST_DIMENSIONS = 12;
    private static final int PAUSE = 1;
    /// Bit 1, for dimension 1.
    private static final int SCALE_PER_COLUMN = 2;

    private final MethodHandle descriptorCreate;
    private final MethodHandle descriptorCreateWithStrides;
    private final MethodHandle descriptorClone;
    private final MethodHandle descriptorBytes;
    private final MethodHandle descriptorDestroy;
    private final MethodHandle productPlan;
    private final MethodHandle reorderPlan;
    private final MethodHandle plannedDescriptor;
    private final MethodHandle planDestroy;
    private final MethodHandle attributesCreate;
    private final MethodHandle attributesDestroy;
    private final MethodHandle scalesMask;
    private final MethodHandle primitiveCreate;
    private final MethodHandle primitiveDestroy;
    private final MethodHandle memoryCreate;
    private final MethodHandle memoryPoint;
    private final MethodHandle memoryDestroy;
    private final MethodHandle streamCreate;
    private final MethodHandle streamDestroy;
    private final MethodHandle execute;
    private final MethodHandle await;
    private final MethodHandle setThreads;
    private final MethodHandle pause;
    private final String version;
    private final Instructions instructions;
    private final MemorySegment engine;

    /// Loads both libraries for the rest of the process.
    ///
    /// @throws IllegalArgumentException if the system cannot load one
    /// @throws java.util.NoSuchElementException if one lacks a function
    Dnnl(Path openMpFile, Path dnnlFile) {
        // Waiting threads of OpenMP would spin for milliseconds and take the cores from all other kernels.
        Native.setEnvironment("OMP_WAIT_POLICY", "PASSIVE");
        // OpenMP first, so that the other library finds this one loaded, whatever the system has.
        SymbolLookup openMp = Native.load(openMpFile);
        SymbolLookup dnnl = Native.load(dnnlFile);
        setThreads = link(openMp, "omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
        pause = link(openMp, "omp_pause_resource_all", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        descriptorCreate =
                link(dnnl, "dnnl_memory_desc_create_with_tag", status(ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        descriptorCreateWithStrides = link(
                dnnl, "dnnl_memory_desc_create_with_strides", status(ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
        descriptorClone = link(dnnl, "dnnl_memory_desc_clone", status(ADDRESS, ADDRESS));
        descriptorBytes = link(dnnl, "dnnl_memory_desc_get_size", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
        descriptorDestroy = link(dnnl, "dnnl_memory_desc_destroy", status(ADDRESS));
        productPlan = link(
                dnnl,
                "dnnl_matmul_primitive_desc_create",
                status(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        reorderPlan = link(
                dnnl,
                "dnnl_reorder_primitive_desc_create",
                status(ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        plannedDescriptor =
                link(dnnl, "dnnl_primitive_desc_query_md", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));
        planDestroy = link(dnnl, "dnnl_primitive_desc_destroy", status(ADDRESS));
        attributesCreate = link(dnnl, "dnnl_primitive_attr_create", status(ADDRESS));
        attributesDestroy = link(dnnl, "dnnl_primitive_attr_destroy", status(ADDRESS));
        scalesMask = link(dnnl, "dnnl_primitive_attr_set_scales_mask", status(ADDRESS, JAVA_INT, JAVA_INT));
        primitiveCreate = link(dnnl, "dnnl_primitive_create", status(ADDRESS, ADDRESS));
        primitiveDestroy = link(dnnl, "dnnl_primitive_destroy", status(ADDRESS));
        memoryCreate = link(dnnl, "dnnl_memory_create", status(ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        memoryPoint = link(dnnl, "dnnl_memory_set_data_handle", status(ADDRESS, ADDRESS));
        memoryDestroy = link(dnnl, "dnnl_memory_destroy", status(ADDRESS));
        streamCreate = link(dnnl, "dnnl_stream_create", status(ADDRESS, ADDRESS, JAVA_INT));
        streamDestroy = link(dnnl, "dnnl_stream_destroy", status(ADDRESS));
        execute = link(dnnl, "dnnl_primitive_execute", status(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
        await = link(dnnl, "dnnl_stream_wait", status(ADDRESS));
        version = readVersion(dnnl);
        instructions = readInstructions(dnnl);
        engine = createEngine(dnnl);
    }

    private static FunctionDescriptor status(MemoryLayout... arguments) {
        return FunctionDescriptor.of(JAVA_INT, arguments);
    }

    /// `dnnl_version_t` starts with the numbers of the version.
    private static String readVersion(SymbolLookup dnnl) {
        MethodHandle function = link(dnnl, "dnnl_version", FunctionDescriptor.of(ADDRESS));
        MemorySegment numbers = call("dnnl_version", () -> (MemorySegment) function.invokeExact());
        return Arrays.stream(Native.read(numbers, 3))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining("."));
    }

    private static Instructions readInstructions(SymbolLookup dnnl) {
        MethodHandle function = link(dnnl, "dnnl_get_effective_cpu_isa", FunctionDescriptor.of(JAVA_INT));
        return new Instructions(call("dnnl_get_effective_cpu_isa", () -> (int) function.invokeExact()));
    }

    private static MemorySegment createEngine(SymbolLookup dnnl) {
        MethodHandle function = link(dnnl, "dnnl_engine_create", status(ADDRESS, JAVA_INT, JAVA_LONG));
        return create("engine", to -> (int) function.invokeExact(to, CPU, 0L));
    }

    /// For instance `3.11.0`.
    String version() {
        return version;
    }

    /// What it generates code for on this machine.
    Instructions instructions() {
        return instructions;
    }

    /// Sets the threads of the following calls of this thread.
    void useThreads(int threads) {
        call("omp_set_num_threads", () -> {
            setThreads.invokeExact(threads);
            return threads;
        });
    }

    /// Ends the threads that have worked for this thread; the next call that needs some starts them again.
    void endThreads() {
        call("omp_pause_resource_all", () -> (int) pause.invokeExact(PAUSE));
    }

    /// Describes one number for each column.
    Handle vector(int columns) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = dimensions(arena, columns);
            int element = code(DType.FLOAT32);
            return own(
                    create("descriptor of " + columns + " numbers", to ->
                            (int) descriptorCreate.invokeExact(to, 1, sizes, element, VECTOR)),
                    descriptorDestroy);
        }
    }

    /// Describes a matrix `[rows x columns]`.
    Handle descriptor(int rows, int columns, DType type, int layout) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = dimensions(arena, rows, columns);
            int element = code(type);
            return own(
                    create("descriptor of " + rows + "x" + columns, to ->
                            (int) descriptorCreate.invokeExact(to, 2, sizes, element, layout)),
                    descriptorDestroy);
        }
    }

    /// Describes float32 columns of a wider matrix: `[rows x columns]`, its rows `stride` elements apart.
    Handle part(int rows, int columns, int stride) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = dimensions(arena, rows, columns);
            MemorySegment strides = dimensions(arena, stride, 1);
            int element = code(DType.FLOAT32);
            return own(
                    create("descriptor of " + rows + "x" + columns + " of " + stride, to ->
                            (int) descriptorCreateWithStrides.invokeExact(to, 2, sizes, element, strides)),
                    descriptorDestroy);
        }
    }

    /// `dnnl_dims_t`.
    private static MemorySegment dimensions(Arena arena, long... values) {
        return arena.allocate(JAVA_LONG, MOST_DIMENSIONS).copyFrom(MemorySegment.ofArray(values));
    }

    /// `dnnl_data_type_t`.
    private static int code(DType type) {
        return switch (type) {
            case FLOAT32 -> 3;
            case BFLOAT16 -> 2;
            case INT8 -> 5;
            case FP16, FP8, FP4, INT4, W8A8, W4A8 ->
                throw new IllegalArgumentException("oneDNN is not used for " + type.id() + " here");
        };
    }

    /// Bytes of a matrix of that description.
    long bytes(Handle descriptor) {
        return call("dnnl_memory_desc_get_size", () -> (long) descriptorBytes.invokeExact(descriptor.pointer()));
    }

    /// Plans `y = x · w`, each column times a scale of its own if `w` is int8.
    Handle planProduct(Handle x, Handle w, Handle y, boolean scaled) {
        MemorySegment none = MemorySegment.NULL;
        try (Handle attributes = attributes()) {
            if (scaled) {
                check("dnnl_primitive_attr_set_scales_mask", () ->
                        (int) scalesMask.invokeExact(attributes.pointer(), Primitive.WEIGHTS, SCALE_PER_COLUMN));
            }
            return own(
                    create("plan of a product", to -> (int) productPlan.invokeExact(
                            to, engine, x.pointer(), w.pointer(), none, y.pointer(), attributes.pointer())),
                    planDestroy);
        }
    }

    private Handle attributes() {
        return own(create("attributes", to -> (int) attributesCreate.invokeExact(to)), attributesDestroy);
    }

    /// Plans a copy into another layout or type.
    Handle planCopy(Handle from, Handle to) {
        return own(
                create("plan of a copy", plan -> (int) reorderPlan.invokeExact(
                        plan, from.pointer(), engine, to.pointer(), engine, MemorySegment.NULL)),
                planDestroy);
    }

    /// The description of `w` that a planned product has chosen.
    Handle weights(Handle plan) {
        MemorySegment chosen = call("dnnl_primitive_desc_query_md", () ->
                (MemorySegment) plannedDescriptor.invokeExact(plan.pointer(), WEIGHTS_DESCRIPTOR, 0));
        return own(
                create("copy of a descriptor", to -> (int) descriptorClone.invokeExact(to, chosen)), descriptorDestroy);
    }

    /// Generates the code of a plan.
    Handle primitive(Handle plan) {
        return own(create("primitive", to -> (int) primitiveCreate.invokeExact(to, plan.pointer())), primitiveDestroy);
    }

    /// A matrix at an address that [#point] sets.
    Handle memory(Handle descriptor) {
        return own(
                create("memory", to ->
                        (int) memoryCreate.invokeExact(to, descriptor.pointer(), engine, MemorySegment.NULL)),
                memoryDestroy);
    }

    /// Lets a matrix lie at the start of `data`, which must stay there until the matrix is used no more.
    void point(Handle memory, MemorySegment data) {
        check("dnnl_memory_set_data_handle", () -> (int) memoryPoint.invokeExact(memory.pointer(), data));
    }

    /// What primitives run on, one after the other.
    Handle stream() {
        return own(create("stream", to -> (int) streamCreate.invokeExact(to, engine, IN_ORDER)), streamDestroy);
    }

    /// Runs a primitive to its end.
    ///
    /// @param arguments  `dnnl_exec_arg_t[count]`
    void run(Handle primitive, Handle stream, int count, MemorySegment arguments) {
        check("dnnl_primitive_execute", () ->
                (int) execute.invokeExact(primitive.pointer(), stream.pointer(), count, arguments));
        check("dnnl_stream_wait", () -> (int) await.invokeExact(stream.pointer()));
    }

    private static Handle own(MemorySegment pointer, MethodHandle destroy) {
        return new Handle(pointer, owned -> check("destroy", () -> (int) destroy.invokeExact(owned)));
    }

    @FunctionalInterface
    private interface Creation {
        /// @param to  where the pointer to the new object goes
        int run(MemorySegment to) throws Throwable;
    }

    private static MemorySegment create(String what, Creation creation) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment to = arena.allocate(ADDRESS);
            check(what, () -> creation.run(to));
            return to.get(ADDRESS, 0);
        }
    }

    private static void check(String what, Native.Call<Integer> call) {
        int status = Native.call(what, call);
        if (status != 0) {
            throw new IllegalStateException("oneDNN: " + what + " failed with status " + status);
        }
    }
}
