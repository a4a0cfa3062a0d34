package org.unmask.result.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.result.ImportedResult;
import org.unmask.result.Metric;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Statistics;
import org.unmask.result.imports.ImportedFiles;
import org.unmask.result.imports.Importers;
import org.unmask.result.imports.JsonObjects;

/// All series of one file, or of a folder of results of other programs.
///
/// @param series  one per setting, machine, quantity and definition
/// @param bad  one per file of a folder that could not be read
public record Side(Path path, List<Series> series, List<IOException> bad) {
    private static final int HEADER_BYTES = 4096;

    /// What tells runs of one setting from those of another.
    private record Key(Setting setting, String name, String unit, String definition) {}

    public Side {
        series = List.copyOf(series);
        bad = List.copyOf(bad);
    }

    /// All series of a file that could be read.
    public Side(Path path, List<Series> series) {
        this(path, series, List.of());
    }

    /// Reads results of this program, predictions of `predict --format json`, or results of another program.
    ///
    /// @throws IOException in one line, if the file is none of these, or no file of a folder can be read
    public static Side read(Path path) throws IOException {
        Map<Key, List<List<Double>>> runs = new LinkedHashMap<>();
        List<IOException> bad = new ArrayList<>();
        if (Files.isDirectory(path)) {
            ImportedFiles files = ImportedFiles.read(List.of(path));
            bad.addAll(files.bad());
            files.results().forEach(result -> add(result, runs));
        } else {
            file(path, runs);
        }
        List<Series> series = series(runs);
        if (series.isEmpty()) {
            if (!bad.isEmpty()) {
                throw bad.getFirst();
            }
            throw new IOException(path + ": no times or rates to compare");
        }
        return new Side(path, series, bad);
    }

    /// The series of results that were read already; none if they hold no runs and no results of other programs.
    public static Side of(Results results) {
        Map<Key, List<List<Double>>> runs = new LinkedHashMap<>();
        add(results, runs);
        return new Side(results.path(), series(runs));
    }

    private static void add(Results results, Map<Key, List<List<Double>>> runs) {
        results.runs().stream().filter(run -> !run.timesOperators()).forEach(run -> add(run, runs));
        results.imported().forEach(result -> add(result, runs));
    }

    private static List<Series> series(Map<Key, List<List<Double>>> runs) {
        List<Series> series = new ArrayList<>();
        runs.forEach((key, all) -> series.add(series(key, all)));
        return series;
    }

    private static void file(Path path, Map<Key, List<List<Double>>> runs) throws IOException {
        if (isOurs(path)) {
            add(Results.read(path), runs);
            return;
        }
        List<Fields> objects = JsonObjects.read(path);
        if (!objects.isEmpty() && objects.getFirst().says("schema", Predicted.SCHEMA)) {
            for (Fields object : objects) {
                Predicted.of(object).forEach(series -> add(series, runs));
            }
        } else {
            Importers.read(path).forEach(result -> add(result, runs));
        }
    }

    /// Whether a file begins as results of this program do; they may be longer than those of others, and end in a torn line.
    ///
    /// @throws IOException in one line, if it cannot be read
    public static boolean isOurs(Path path) throws IOException {
        InputFile.checkRegular(path);
        try (InputStream in = Files.newInputStream(path)) {
            String start = new String(in.readNBytes(HEADER_BYTES), StandardCharsets.UTF_8);
            return start.startsWith("{") && start.contains("\"study_hash\"");
        }
    }

    private static void add(Series predicted, Map<Key, List<List<Double>>> runs) {
        add(
                new Key(predicted.setting(), predicted.name(), predicted.unit(), predicted.definition()),
                List.of(predicted.value()),
                runs);
    }

    private static void add(RunResult run, Map<Key, List<List<Double>>> runs) {
        String definition = "unmask seconds: time of the whole generation";
        add(new Key(run.setting(), "seconds", "s", definition), List.of(run.seconds()), runs);
    }

    private static void add(ImportedResult result, Map<Key, List<List<Double>>> runs) {
        for (Metric metric : result.metrics()) {
            OptionalDouble middle = metric.middle();
            if (middle.isPresent()) {
                add(
                        new Key(result.setting(), metric.name(), metric.unit(), metric.definition()),
                        metric.samples().isEmpty() ? List.of(middle.getAsDouble()) : metric.samples(),
                        runs);
            }
        }
    }

    private static void add(Key key, List<Double> samples, Map<Key, List<List<Double>>> runs) {
        runs.computeIfAbsent(key, _ -> new ArrayList<>()).add(samples);
    }

    /// Several runs vary more than the samples of one.
    private static Series series(Key key, List<List<Double>> runs) {
        List<Double> samples = runs.size() == 1
                ? runs.getFirst()
                : runs.stream().map(Side::middle).toList();
        return new Series(
                key.setting(),
                key.name(),
                key.unit(),
                key.definition(),
                middle(samples),
                samples.size() > 1 ? samples : List.of());
    }

    private static double middle(List<Double> samples) {
        return Statistics.quantile(
                samples.stream().mapToDouble(Double::doubleValue).toArray(), 50);
    }
}
