package org.unmask.engine.onednn;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.unmask.engine.foreign.CachedFolder;

/// The shared libraries of a jar as files: unpacked once per version.
///
/// @param resource  name of the jar beside this class
/// @param cache  folder that holds the unpacked folders of all versions; made if it is not there
record UnpackedJar(String resource, Path cache) {
    static final String DNNL = "libdnnl.so.3";
    static final String OPENMP = "libgomp.so.1";

    private static final String VERSION = "3.11-1.5.13";
    private static final String INSIDE = "org/bytedeco/dnnl/linux-x86_64/";

    /// The jar of this build, in a user's cache.
    static UnpackedJar in(Path cache) {
        return new UnpackedJar("dnnl-" + VERSION + "-linux-x86_64.jar", cache);
    }

    /// The folder with both libraries; unpacks them if it is not there.
    ///
    /// @throws FileNotFoundException if this build has no such jar, or the jar no such libraries
    Path folder() throws IOException {
        return new CachedFolder(cache, "onednn-" + VERSION).filled(this::copyTo);
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
                    CachedFolder.write(entries, folder.resolve(file));
                }
            }
        }
        if (!wanted.isEmpty()) {
            throw new FileNotFoundException(resource + " lacks " + String.join(" and ", wanted));
        }
    }
}
