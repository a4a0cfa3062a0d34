package org.unmask.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// Classes as workers fetch them: jars as they are, folders packed.
final class Jars {
    private Jars() {}

    /// Jars of classes.
    ///
    /// @param folder  gets what is packed
    static List<Path> of(List<Path> classes, Path folder) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (Path entry : classes) {
            jars.add(
                    Files.isDirectory(entry)
                            ? packed(entry, folder.resolve("classes-" + jars.size() + ".jar"))
                            : entry);
        }
        return jars;
    }

    private static Path packed(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
