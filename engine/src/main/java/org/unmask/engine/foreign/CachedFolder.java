package org.unmask.engine.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// A folder in the user's cache with shared libraries, as the system loads libraries from files only.
///
/// A folder gets its name when it is complete, so one that exists is whole, whoever else fills it at the same time.
///
/// @param cache  holds the folders of all versions; made if it is not there
/// @param name  of the folder, of this version alone
public record CachedFolder(Path cache, String name) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /// Puts the files into a folder.
    @FunctionalInterface
    public interface Filler {
        /// Called once, with a folder that is empty.
        void fill(Path folder) throws IOException;
    }

    /// Where the user's caches are: `$XDG_CACHE_HOME/unmask`, else `~/.cache/unmask`.
    public static Path cacheOf(Map<String, String> environment, String home) {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (caches.isEmpty() ? Path.of(home, ".cache") : Path.of(caches)).resolve("unmask");
    }

    /// The folder with its files; fills it if it is not there.
    ///
    /// @throws IOException also if others may write to it
    public Path filled(Filler filler) throws IOException {
        Path folder = cache.resolve(name).toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            fill(folder, filler);
        }
        requireOurs(folder);
        return folder;
    }

    private void fill(Path folder, Filler filler) throws IOException {
        Files.createDirectories(cache, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Path unfinished = Files.createTempDirectory(cache, "unpacking-");
        try {
            filler.fill(unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException cause) {
            delete(unfinished);
            if (!Files.isDirectory(folder)) {
                throw cause;
            }
            // Another process was faster.
        }
    }

    /// Writes a file down to the disk, so that no crash leaves one that only looks complete.
    public static void write(InputStream bytes, Path file) throws IOException {
        Files.copy(bytes, file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    /// Code is loaded from there: nobody else may be able to put files into it.
    private static void requireOurs(Path folder) throws IOException {
        Object owner = Files.getAttribute(folder, "unix:uid");
        Path process = Path.of("/proc/self");
        Path mine = Files.exists(process) ? process : Host.HOME;
        Object self = Files.getAttribute(mine, "unix:uid");
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (!owner.equals(self)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("others may write to " + folder);
        }
    }
}
