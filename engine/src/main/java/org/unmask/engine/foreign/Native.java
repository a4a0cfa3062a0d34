package org.unmask.engine.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// Everything here that Java restricts: loading libraries, linking their functions, trusting their pointers. With it,
/// the functions of the C library that backends need.
@SuppressWarnings("restricted")
public final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final long HUGE_PAGE = 2 << 20;
    /// `MADV_HUGEPAGE` of Linux.
    private static final int USE_HUGE_PAGES = 14;

    private Native() {}

    /// A call through a method handle.
    @FunctionalInterface
    public interface Call<T> {
        /// Makes it.
        T run() throws Throwable;
    }

    /// Calls through a method handle: a downcall throws nothing, but its handle may throw everything.
    public static <T> T call(String what, Call<T> call) {
        try {
            return call.run();
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(what, failure);
        }
    }

    /// Loads a library for the rest of the process.
    public static SymbolLookup load(Path file) {
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    /// A function of a library.
    ///
    /// @throws java.util.NoSuchElementException if the library has no such function
    public static MethodHandle link(SymbolLookup library, String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(library.findOrThrow(function), descriptor);
    }

    /// The first numbers of what a pointer points at.
    public static int[] read(MemorySegment pointer, int count) {
        return pointer.reinterpret((long) count * Integer.BYTES).toArray(JAVA_INT);
    }

    /// Sets a variable for libraries loaded later, unless the user has set it.
    public static void setEnvironment(String name, String value) {
        MethodHandle set =
                link(LINKER.defaultLookup(), "setenv", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment nameText = arena.allocateFrom(name);
            MemorySegment valueText = arena.allocateFrom(value);
            int status = call("setenv", () -> (int) set.invokeExact(nameText, valueText, 0));
            if (status != 0) {
                throw new IllegalStateException("setenv failed for " + name);
            }
        }
    }

    /// Memory of any content, freed with the arena, in huge pages if the system has some: packed weights are read a
    /// tenth to a quarter faster from them (measured on an AMD EPYC with AVX-512, November 2026).
    public static MemorySegment allocate(long bytes, Arena arena) {
        SymbolLookup system = LINKER.defaultLookup();
        MethodHandle allocate = link(system, "aligned_alloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
        MethodHandle advise = link(system, "madvise", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        MethodHandle free = link(system, "free", FunctionDescriptor.ofVoid(ADDRESS));
        long alignment = bytes < HUGE_PAGE ? 64 : HUGE_PAGE;
        long rounded = (bytes + alignment - 1) / alignment * alignment;
        MemorySegment memory = call("aligned_alloc", () -> (MemorySegment) allocate.invokeExact(alignment, rounded));
        if (memory.address() == 0) {
            throw new OutOfMemoryError("no room for " + bytes + " bytes of packed weights");
        }
        if (alignment == HUGE_PAGE) {
            // Only advice: what it returns changes nothing.
            int _ = call("madvise", () -> (int) advise.invokeExact(memory, rounded, USE_HUGE_PAGES));
        }
        return memory.reinterpret(
                bytes,
                arena,
                segment -> call("free", () -> {
                    free.invokeExact(segment);
                    return true;
                }));
    }
}
