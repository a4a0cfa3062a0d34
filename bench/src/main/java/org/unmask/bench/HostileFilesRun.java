package org.unmask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.unmask.engine.cases.HostileFiles;

/// Reads damaged weight files for as long as one wants; the tests read a few thousand.
public final class HostileFilesRun {
    private HostileFilesRun() {}

    /// Reads damaged weight files, as many as asked for.
    ///
    /// @param args  `[files [seed]]`, for instance `1000000 7`
    public static void main(String[] args) throws IOException {
        long files = args.length > 0 ? Long.parseLong(args[0]) : 1_000_000;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Path folder = Files.createTempDirectory("unmask-hostile");
        long start = System.nanoTime();
        long refused = HostileFiles.refused(folder, seed, files);
        System.out.printf(
                "%,d files damaged with seed %d: %,d refused, the others read, in %.0f s%n",
                files, seed, refused, (System.nanoTime() - start) * 1e-9);
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path file : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
