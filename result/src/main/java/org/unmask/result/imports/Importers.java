package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.unmask.result.ImportedResult;

/// All formats of other programs.
public final class Importers {
    /// The formats, each recognised by what its files hold. The first that reads a file has it.
    public static final List<Importer> ALL = List.of(
            new VllmServe(),
            new VllmLatency(),
            new VllmThroughput(),
            new VllmRecords(),
            new SglangServing(),
            new SglangOneBatch(),
            new Aiperf(),
            new AiperfTable(),
            new AiperfRecords(),
            new AiperfServer(),
            new Guidellm(),
            new LlamaBench(),
            new LlamaBenchTable(),
            new LlamaBatchedBench(),
            new InferenceX(),
            new OptimumBenchmark());

    private Importers() {}

    /// Reads every result of a file, whatever its name is. Results whose numbers cannot be right have remarks.
    ///
    /// @throws IOException in one line, naming the file, if it is missing, empty, cut off or of no known format, or a
    ///     result in it is incomplete or has impossible numbers
    public static List<ImportedResult> read(Path path) throws IOException {
        ForeignFile file = ForeignFile.read(path);
        for (Importer importer : ALL) {
            if (importer.reads(file)) {
                return checked(file, read(importer, file));
            }
        }
        if (file.hasKeys(List.of("traceEvents"))) {
            throw new IOException(path + ": a trace of the PyTorch profiler; see `unmask trace`");
        }
        throw new IOException(path + ": not results in a known format; known: " + known());
    }

    /// A number that is finite by itself may not be so in its base unit, or over another one.
    private static List<ImportedResult> read(Importer importer, ForeignFile file) throws IOException {
        try {
            return importer.read(file);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException(
                    file.path() + ": " + importer.id() + " with impossible numbers: " + e.getMessage(), e);
        }
    }

    /// A file of which nothing can be taken was cut, or is of a version that names everything anew.
    private static List<ImportedResult> checked(ForeignFile file, List<ImportedResult> results) throws IOException {
        for (ImportedResult result : results) {
            if (result.metrics().isEmpty()) {
                throw new IOException(file.path() + " result " + result.source().number() + ": "
                        + result.source().format() + " without any of its metrics");
            }
        }
        return results.stream()
                .map(result -> result.remarked(Plausibility.remarks(result)))
                .toList();
    }

    /// The names of the formats, for messages. The help of the command says how to make such files.
    public static String known() {
        return ALL.stream().map(Importer::id).collect(Collectors.joining(", "));
    }
}
