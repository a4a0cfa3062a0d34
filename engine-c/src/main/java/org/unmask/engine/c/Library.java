package org.unmask.engine.c;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.unmask.engine.foreign.CachedFolder;
import org.unmask.engine.foreign.Host;
import org.unmask.engine.foreign.Native;

/// The compiled kernels in this process, or the reason why they are not there.
sealed interface Library {
    record Loaded(Products products) implements Library {}

    /// @param reason  one sentence a user can act on
    record Missing(String reason) implements Library {}

    /// Name of the library's file.
    String FILE = "products.so";

    /// So many characters of a digest tell one build from another.
    int DIGITS = 16;

    /// Loads them when asked for the first time: a process holds a library once.
    static Library ofThisProcess() {
        return Holder.LIBRARY;
    }

    /// @param system  name of the operating system and of the processor, as Java has them
    /// @param cache  where the library becomes a file
    static Library load(String system, Path cache) {
        String resource = resource(system);
        try (InputStream compiled = Library.class.getResourceAsStream(resource)) {
            if (compiled == null) {
                return new Missing("it is compiled when the program is built, and this build has none for " + system
                        + ": build with a C compiler (cc, or set CC)");
            }
            return load(compiled.readAllBytes(), cache);
        } catch (IOException cause) {
            return new Missing("cannot unpack it (" + cause + "): set XDG_CACHE_HOME to a folder of yours");
        }
    }

    /// The resource of a build for a system.
    static String resource(String system) {
        return "products-" + system.toLowerCase(Locale.ROOT).replace(' ', '-') + ".so";
    }

    private static Library load(byte[] compiled, Path cache) throws IOException {
        Path file = new CachedFolder(cache, "native-" + digest(compiled))
                .filled(folder -> CachedFolder.write(new ByteArrayInputStream(compiled), folder.resolve(FILE)))
                .resolve(FILE);
        try {
            return new Loaded(new Products(Native.load(file)));
        } catch (IllegalCallerException cause) {
            return new Missing("start java with --enable-native-access=org.unmask.engine");
        } catch (IllegalArgumentException | NoSuchElementException cause) {
            return new Missing(
                    "cannot load " + file + ": " + cause.getMessage() + "; if it is damaged, delete its folder");
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// Initialised with the first use of the library.
    final class Holder {
        private static final Library LIBRARY = load(Host.SYSTEM, Host.cache());

        private Holder() {}
    }
}
