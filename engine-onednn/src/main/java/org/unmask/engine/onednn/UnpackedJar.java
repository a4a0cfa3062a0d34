package org.unmask.engine.onednn;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/// The shared libraries of a jar as files: unpacked once per version, as the system loads libraries from files only.
///
/// A folder gets its name when it is complete, so one that exists is whole, whoever else unpacks at the same time.
///
/// @param resource  name of the jar beside this class
/// @param cache  folder that holds the unpacked folders of all versions; made if it is not there
record UnpackedJar(String resource, Path cache) {
    static final String DNNL = "libdnnl.so.3";
    static final String OPENMP = "libgomp.so.1";

    private static final String VERSION = "3.11-1.5.13";
    private static final String INSIDE = "org/bytedeco/dnnl/linux-x86_64/";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /// The jar of this build, in the user's cache: `$XDG_CACHE_HOME/unmask`, else `~/.cache/unmask`.
    static UnpackedJar inCacheOf(Map<String, String> environment, String home) {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path folder = caches.isEmpty() ? Path.of(home, ".cache") : Path.of(caches);
        return new UnpackedJar("dnnl-" + VERSION + "-linux-x86_64.jar", folder.resolve("unmask"));
    }

    /// The folder with both libraries; unpacks them if it is not there.
    ///
    /// @throws FileNotFoundException if this build has no such jar, or the jar no such libraries
    Path folder() throws IOException {
        Path folder = cache.resolve("onednn-" + VERSION).toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            unpack(folder);
        }
        requireOurs(folder);
        return folder;
    }

    private void unpack(Path folder) throws IOException {
        Files.createDirectories(cache, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Path unfinished = Files.createTempDirectory(cache, "unpacking-");
        try {
            copyTo(unfinished);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException cause) {
            delete(unfinished);
            if (!Files.isDirectory(folder)) {
                throw cause;
            }
            // Another process was faster.
        }
    }

    private void copyTo(Path folder) throws IOException {
        Set<String> wanted = new HashSet<>(Set.of(DNNL, OPENMP));
        try (InputStream jar = UnpackedJar.class.getResourceAsStream(resource)) {
            if (jar == null) {
                throw new FileNotFoundException("there is no " + resource);
            }
            ZipInputStream entries = new ZipInputStream(jar);
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                String name = entry.getName();
                String file = name.startsWith(INSIDE) ? name.substring(INSIDE.length()) : name;
                if (wanted.remove(file)) {
                    write(entries, folder.resolve(file));
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw new FileNotFoundException(resource + " lacks " + String.join(" and ", wanted));
        }
    }

    /// Down to the disk, so that no crash leaves a file that only looks complete.
    private static void write(InputStream bytes, Path file) throws IOException {
        Files.copy(bytes, file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(DNNL));
        Files.deleteIfExists(folder.resolve(OPENMP));
        Files.deleteIfExists(folder);
    }

    /// Code is loaded from there: nobody else may be able to put files into it.
    private static void requireOurs(Path folder) throws IOException {
        Object owner = Files.getAttribute(folder, "unix:uid");
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        if (!owner.equals(self)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("others may write to " + folder);
        }
    }
}
