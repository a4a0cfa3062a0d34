package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.unmask.result.ImportedResult;

/// What many files hold: of each all results, or none and the reason.
///
/// @param results  each once, however many files hold it
/// @param bad  one per file that could not be read
/// @param notes  for people, one line each
public record ImportedFiles(List<ImportedResult> results, List<IOException> bad, List<String> notes) {
    public ImportedFiles {
        results = List.copyOf(results);
        bad = List.copyOf(bad);
        notes = List.copyOf(notes);
    }

    /// Reads files, and all files of folders in the order of their names.
    public static ImportedFiles read(List<Path> places) {
        List<IOException> bad = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<List<Object>, ImportedResult> results = new LinkedHashMap<>();
        for (Path place : places) {
            try {
                for (Path file : files(place)) {
                    add(file, results, bad, notes);
                }
            } catch (IOException e) {
                bad.add(e);
            }
        }
        return new ImportedFiles(List.copyOf(results.values()), bad, notes);
    }

    /// The place itself, or all files below it, if it is a folder, in the order of their names.
    ///
    /// @throws IOException in one line, if it is a folder without files, or cannot be walked through
    public static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        try (Stream<Path> below = Files.walk(place)) {
            List<Path> files = below.filter(Files::isRegularFile).sorted().toList();
            if (files.isEmpty()) {
                throw new IOException(place + ": a folder without files");
            }
            return files;
        }
    }

    private static void add(
            Path file, Map<List<Object>, ImportedResult> results, List<IOException> bad, List<String> notes) {
        try {
            for (ImportedResult result : Importers.read(file)) {
                ImportedResult known = results.putIfAbsent(result.content(), result);
                if (known != null) {
                    notes.add(result.source() + " repeats " + known.source() + "; it is left out");
                }
            }
        } catch (IOException e) {
            bad.add(e);
        }
    }
}
