package org.unmask.app.terminal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Columns and rows of a terminal.
public record WindowSize(int columns, int rows) {
    /// What to assume of a terminal that does not say.
    public static final WindowSize USUAL = new WindowSize(80, 24);

    /// `TIOCGWINSZ`, from `asm-generic/ioctls.h` of Linux and `sys/ttycom.h` of macOS.
    private static final long LINUX_REQUEST = 0x5413;

    private static final long MAC_REQUEST = 0x40087468;
    /// `struct winsize`: rows, columns, and two sizes in pixels.
    private static final int SHORTS = 4;

    private static final MethodHandle IOCTL = ioctl();

    @SuppressWarnings("restricted")
    private static MethodHandle ioctl() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("ioctl"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
                Linker.Option.firstVariadicArg(2));
    }

    /// What a terminal says, with the usual number in place of one that it does not know: a recorded session or a serial line
    /// may have columns and no rows.
    static WindowSize said(int columns, int rows) {
        return new WindowSize(columns > 0 ? columns : USUAL.columns, rows > 0 ? rows : USUAL.rows);
    }

    /// The size of the terminal behind a descriptor; empty if there is none behind it.
    public static Optional<WindowSize> of(int descriptor) {
        boolean mac = System.getProperty("os.name", "").startsWith("Mac");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, SHORTS);
            int failure = (int) IOCTL.invokeExact(descriptor, mac ? MAC_REQUEST : LINUX_REQUEST, size);
            if (failure != 0) {
                return Optional.empty();
            }
            int rows = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            return Optional.of(said(columns, rows));
        } catch (Throwable cause) {
            throw new IllegalStateException("ioctl(" + descriptor + ", TIOCGWINSZ)", cause);
        }
    }
}
