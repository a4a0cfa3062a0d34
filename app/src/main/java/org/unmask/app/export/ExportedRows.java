package org.unmask.app.export;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.result.ImportedResult;
import org.unmask.result.Results;
import org.unmask.result.bundle.Bundle;
import org.unmask.result.bundle.BundleFile;
import org.unmask.result.compare.Side;
import org.unmask.result.evaluation.EvaluationFile;
import org.unmask.result.imports.Importers;
import org.unmask.result.imports.JsonObjects;

/// All numbers of files, folders and bundles.
///
/// Of the folder of a study its results, its predictions and what it has imported are read; of any other folder every file.
///
/// @param bad  one per file that could not be read, of which nothing is taken
/// @param notes  what a person should know, one line each
public record ExportedRows(List<ExportedRow> rows, List<IOException> bad, List<String> notes) {
    private static final String ZIP = "PK";
    private static final int HEADER_BYTES = 4096;
    private static final String PREDICTIONS = "predictions.csv";

    public ExportedRows {
        rows = List.copyOf(rows);
        bad = List.copyOf(bad);
        notes = List.copyOf(notes);
    }

    /// Reads files, folders and bundles. Results of other programs that are copies of one another are taken once.
    ///
    /// @throws IOException in one line, if a folder cannot be read or is empty
    public static ExportedRows read(List<Path> places) throws IOException {
        Reader reader = new Reader();
        for (Path place : places) {
            for (Path file : files(place)) {
                reader.add(file);
            }
        }
        return new ExportedRows(reader.rows, reader.bad, reader.notes);
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        List<Path> ours = Stream.of(Bundle.RESULTS, Bundle.IMPORTS, PREDICTIONS)
                .map(place::resolve)
                .filter(Files::isRegularFile)
                .toList();
        if (!ours.isEmpty() && (ours.size() > 1 || !ours.getFirst().endsWith(PREDICTIONS))) {
            return ours;
        }
        try (Stream<Path> below = Files.walk(place)) {
            List<Path> files = below.filter(Files::isRegularFile).sorted().toList();
            if (files.isEmpty()) {
                throw new IOException(place + ": a folder without files");
            }
            return files;
        }
    }

    /// Takes files one by one.
    private static final class Reader {
        private final List<ExportedRow> rows = new ArrayList<>();
        private final List<IOException> bad = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final Set<List<Object>> imported = new HashSet<>();

        void add(Path file) {
            try {
                rows.addAll(read(file));
            } catch (IOException e) {
                bad.add(e);
            }
        }

        private List<ExportedRow> read(Path file) throws IOException {
            InputFile.checkRegular(file);
            String start = start(file);
            if (start.startsWith(ZIP)) {
                return bundle(file);
            }
            if (Side.isOurs(file)) {
                return own(Results.read(file));
            }
            if (start.contains("\"" + EvaluationFile.SCHEMA + "\"")) {
                return OwnRows.of(file, EvaluationFile.read(file));
            }
            List<ExportedRow> table = PredictedRows.table(file);
            if (!table.isEmpty()) {
                return table;
            }
            List<Fields> objects = JsonObjects.read(file);
            return PredictedRows.are(objects) ? PredictedRows.of(file, objects) : foreign(Importers.read(file));
        }

        private static String start(Path file) throws IOException {
            try (InputStream in = Files.newInputStream(file)) {
                return new String(in.readNBytes(HEADER_BYTES), StandardCharsets.UTF_8);
            }
        }

        private List<ExportedRow> bundle(Path file) throws IOException {
            Bundle bundle = BundleFile.read(file);
            List<ExportedRow> all = new ArrayList<>();
            for (String name : List.of(Bundle.RESULTS, Bundle.IMPORTS)) {
                String text = bundle.files().get(name);
                if (text != null) {
                    Path place = Path.of(file + "!" + name);
                    all.addAll(own(Results.of(place, text.getBytes(StandardCharsets.UTF_8))));
                }
            }
            if (all.isEmpty()) {
                throw new IOException(file + ": a bundle without results");
            }
            return all;
        }

        private List<ExportedRow> own(Results results) {
            if (!results.torn().isEmpty()) {
                notes.add(results.torn());
            }
            return OwnRows.of(results);
        }

        /// Copies are looked for among files of other programs alone: what was imported was looked through then.
        private List<ExportedRow> foreign(List<ImportedResult> results) {
            List<ExportedRow> all = new ArrayList<>();
            for (ImportedResult result : results) {
                if (imported.add(result.content())) {
                    all.addAll(OwnRows.imported(result));
                } else {
                    notes.add(result.source() + " repeats a result that was read before; it is left out");
                }
            }
            return all;
        }
    }
}
