package org.unmask.app.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.input.InputFile;
import org.unmask.result.compare.Series;
import org.unmask.result.compare.Side;

/// What many files claim: of each all claims, or none and the reason.
///
/// @param bad  one per file that could not be read
public record ClaimFiles(List<Claimed> claims, List<IOException> bad) {
    private static final long MOST_BYTES = 1L << 28;
    private static final int MOST_HEADING = 1 << 16;
    private static final String INDEX = "index.json";

    public ClaimFiles {
        claims = List.copyOf(claims);
        bad = List.copyOf(bad);
    }

    /// All that was published and comes with the program, but for tables of reports: their rows state some quantities only,
    /// and what is predicted of them is an interval.
    ///
    /// @throws IOException if a file of the catalogue cannot be read
    public static ClaimFiles published(Catalog catalog) throws IOException {
        List<Claimed> claims = new ArrayList<>();
        for (PublishedFile file : catalog.published()) {
            if (!file.isOfReports()) {
                claims.addAll(PublishedClaims.of(catalog, file));
            }
        }
        return new ClaimFiles(claims, List.of());
    }

    /// Tables of claims, results of this program or of others, and predictions; of a folder all files in it.
    public static ClaimFiles read(Catalog catalog, List<Path> places) {
        List<Claimed> claims = new ArrayList<>();
        List<IOException> bad = new ArrayList<>();
        for (Path place : places) {
            try {
                for (Path file : files(place)) {
                    add(catalog, file, claims, bad);
                }
            } catch (IOException e) {
                bad.add(e);
            }
        }
        return new ClaimFiles(claims, bad);
    }

    /// The index beside tables is no claim.
    private static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> below = Files.walk(place)) {
            List<Path> files = below.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(INDEX) && !file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new IOException(place + ": a folder without files");
            }
            return files;
        }
    }

    private static void add(Catalog catalog, Path file, List<Claimed> claims, List<IOException> bad) {
        try {
            List<Claimed> found = new ArrayList<>();
            if (isTable(file) || isIndexed(catalog, file)) {
                found.addAll(PublishedClaims.of(catalog, catalog.published(file)));
            } else {
                for (Series series : Side.read(file).series()) {
                    SettingClaims.of(String.valueOf(file.getFileName()), series).ifPresent(found::add);
                }
                if (found.isEmpty()) {
                    throw new IOException(file + ": no time or rate that a roof bounds");
                }
            }
            claims.addAll(found);
        } catch (IOException e) {
            bad.add(e);
        }
    }

    /// Whether an index beside a file says what its columns are.
    private static boolean isIndexed(Catalog catalog, Path file) throws IOException {
        return file.toString().endsWith(".csv")
                && Files.isRegularFile(file.resolveSibling(INDEX))
                && !catalog.published(file).format().equals(PublishedFile.POINTS);
    }

    /// Whether the first line that is no comment names the columns of claims.
    private static boolean isTable(Path file) throws IOException {
        try (BufferedReader reader = InputFile.lines(file, MOST_BYTES)) {
            char[] start = new char[MOST_HEADING];
            int length = Math.max(0, reader.read(start));
            return new String(start, 0, length)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .findFirst()
                    .map(TableClaims::isHeading)
                    .orElse(false);
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
