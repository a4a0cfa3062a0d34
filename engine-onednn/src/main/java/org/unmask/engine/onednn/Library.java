package org.unmask.engine.onednn;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.unmask.engine.foreign.Host;

/// oneDNN in this process, or the reason why it is not there.
sealed interface Library {
    record Loaded(Dnnl dnnl) implements Library {}

    /// @param reason  one sentence a user can act on
    record Missing(String reason) implements Library {}

    /// The operating system and processor that the shared libraries are for.
    String SYSTEM = "Linux amd64";

    /// Loads it when asked for the first time: a process holds a library once.
    static Library ofThisProcess() {
        return Holder.LIBRARY;
    }

    /// @param system  name of the operating system and of the processor, as Java has them
    static Library load(String system, UnpackedJar jar) {
        if (!system.equals(SYSTEM)) {
            return new Missing("oneDNN is packaged for " + SYSTEM + " only, this is " + system);
        }
        Path folder;
        try {
            folder = jar.folder();
        } catch (FileNotFoundException cause) {
            return new Missing("oneDNN is not in this build: " + cause.getMessage());
        } catch (IOException cause) {
            return new Missing("cannot unpack oneDNN (" + cause
                    + "): set XDG_CACHE_HOME to a folder of yours with 90 MB of space");
        }
        try {
            return new Loaded(new Dnnl(folder.resolve(UnpackedJar.OPENMP), folder.resolve(UnpackedJar.DNNL)));
        } catch (IllegalCallerException cause) {
            return new Missing("start java with --enable-native-access=org.unmask.engine");
        } catch (IllegalArgumentException | NoSuchElementException | IllegalStateException cause) {
            return new Missing("cannot load oneDNN from " + folder + ": " + cause.getMessage()
                    + "; if these files are damaged, delete the folder");
        }
    }

    /// Initialised with the first use of the library.
    final class Holder {
        private static final Library LIBRARY = load(Host.SYSTEM, UnpackedJar.in(Host.cache()));

        private Holder() {}
    }
}
