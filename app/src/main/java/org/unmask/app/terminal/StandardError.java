package org.unmask.app.terminal;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The standard error of the process.
///
/// Java announces every incubating module on standard error before the program runs, and has no flag against it. The
/// launcher `unmask` therefore starts it with standard error going through a pipe that drops that line, and keeps the
/// real one as another descriptor. A progress bar must see the terminal itself, so the program puts it back first.
public final class StandardError {

    private static final int DESCRIPTOR = 2;

    private StandardError() {}

    /// Puts the real standard error back, if the launcher kept it (`-Dunmask.stderr=<descriptor>`).
    public static void restore() {
        Integer kept = Integer.getInteger("unmask.stderr");
        if (kept != null) {
            duplicate(kept, DESCRIPTOR);
        }
    }

    @SuppressWarnings("restricted")
    private static void duplicate(int from, int to) {
        Linker linker = Linker.nativeLinker();
        MethodHandle dup2 = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("dup2"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            int _ = (int) dup2.invokeExact(from, to);
        } catch (Throwable cause) {
            throw new IllegalStateException("dup2(" + from + ", " + to + ")", cause);
        }
    }
}
