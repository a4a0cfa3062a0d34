package org.unmask.result.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.result.ImportedResult;

/// All formats of other programs.
public final class Importers {
    /// The formats, each recognised by what its files hold. The first that reads a file has it.
    public static final List<Importer> ALL = List.of(
            new VllmServe(),
            new VllmLatency(),
            new VllmThroughput(),
            new VllmRecords(),
            new VllmTurns(),
            new SglangServing(),
            new SglangOneBatch(),
            new SglangOffline(),
            new Aiperf(),
            new AiperfTable(),
            new AiperfRecords(),
            new AiperfAggregate(),
            new AiperfServer(),
            new Guidellm(),
            new GuidellmTable(),
            new LlamaBench(),
            new LlamaBenchTable(),
            new LlamaBatchedBench(),
            new InferenceX(),
            new OptimumBenchmark());

    private static final String TRACE = "a trace of the PyTorch profiler; see `unmask trace`";
    private static final String ACCURACIES = "accuracies of lm-evaluation-harness, which are neither times nor rates;"
            + " `unmask evaluate` asks the same questions";

    /// What is no result, though a program writes it beside results.
    ///
    /// @param keys  that tell it
    private record Other(List<String> keys, String sentence) {}

    private static final List<Other> OTHERS = List.of(
            new Other(List.of("traceEvents"), TRACE),
            new Other(List.of("ph", "ts", "pid"), TRACE),
            new Other(List.of("results", "versions", "config"), ACCURACIES),
            new Other(List.of("doc_id", "resps", "filtered_resps"), ACCURACIES),
            new Other(
                    List.of("experiments", "service_kind"),
                    "requests as GenAI-Perf sent them, without their tokens; import profile_export_genai_perf.json"),
            new Other(
                    List.of("timeslices", "input_config"),
                    "slices of a run of AIPerf; import profile_export_aiperf.json, which has the whole run"));

    /// The schema of files of this program.
    private static final Pattern OURS = Pattern.compile("unmask\\.[a-z-]{1,40}/\\d{1,4}");

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
        throw new IOException(path + ": "
                + ours(file)
                        .or(() -> OTHERS.stream()
                                .filter(other -> file.hasKeys(other.keys()))
                                .findFirst()
                                .map(Other::sentence))
                        .orElse("not results in a known format; known: " + known()));
    }

    /// What this program wrote needs no import.
    private static Optional<String> ours(ForeignFile file) {
        return file.objects().stream()
                .limit(1)
                .map(first -> first.node("schema").asString(""))
                .filter(schema -> OURS.matcher(schema).matches())
                .map(schema -> "a file of this program (" + schema + "), no result of another; what it measured or"
                        + " predicted needs no import: see `unmask compare`")
                .findFirst();
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
        return results.stream().map(Importers::judged).toList();
    }

    /// What a reader knows of the program comes before what its numbers say.
    private static ImportedResult judged(ImportedResult result) {
        return result.remarked(Stream.concat(result.remarks().stream(), Plausibility.remarks(result).stream())
                .toList());
    }

    /// The names of the formats, for messages. The help of the command says how to make such files.
    public static String known() {
        return ALL.stream().map(Importer::id).collect(Collectors.joining(", "));
    }
}
