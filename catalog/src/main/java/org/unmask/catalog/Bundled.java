package org.unmask.catalog;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The catalogue that comes with the program: the folder `catalog` of its jar, or of the classes it was compiled to.
final class Bundled {
    private static final String SUFFIX = ".json";

    private Bundled() {}

    /// The JSON files of `catalog/<kind>` by name without `.json`.
    static SortedMap<String, byte[]> files(String kind) throws IOException {
        return read(catalog -> files(catalog.resolve(kind)));
    }

    /// The file `catalog/<name>`.
    static byte[] file(String name) throws IOException {
        return read(catalog -> Files.readAllBytes(catalog.resolve(name)));
    }

    /// What is done with the folder `catalog` while it is open.
    private interface Reader<T> {
        T read(Path catalog) throws IOException;
    }

    private static <T> T read(Reader<T> reader) throws IOException {
        Path program = program();
        if (Files.isDirectory(program)) {
            return reader.read(program.resolve("catalog"));
        }
        try (FileSystem jar = FileSystems.newFileSystem(program)) {
            return reader.read(jar.getPath("/catalog"));
        }
    }

    private static Path program() throws IOException {
        try {
            return Path.of(Bundled.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("cannot tell where the program is: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, byte[]> files(Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Path file : list(folder)) {
            files.put(id(file), Files.readAllBytes(file));
        }
        return files;
    }

    /// The JSON files of a folder; none if it does not exist.
    static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    /// The file name without `.json`.
    static String id(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }
}
