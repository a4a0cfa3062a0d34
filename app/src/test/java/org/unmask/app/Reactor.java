package org.unmask.app;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The compiled modules of this build, from the folders in the system property `unmask.classes`, which the build
/// sets.
final class Reactor {

    private Reactor() {}

    static List<Path> folders() {
        return Arrays.stream(System.getProperty("unmask.classes").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    static ModuleDescriptor descriptor(Path folder) {
        try (InputStream bytes = Files.newInputStream(folder.resolve("module-info.class"))) {
            return ModuleDescriptor.read(bytes);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /// The class files of a module that declare something: neither `module-info` nor `package-info`.
    static List<Path> classFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class") && !file.endsWith("package-info.class"))
                    .toList();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
