package org.unmask.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.SaidParts;
import org.unmask.app.cli.option.WritableFile;
import org.unmask.app.cli.option.WritableFolder;
import org.unmask.app.study.ImportsPart;
import org.unmask.app.study.Outputs;
import org.unmask.app.study.StudyBundle;
import org.unmask.app.study.StudyFile;
import org.unmask.app.study.StudyRunner;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.UsageException;
import org.unmask.result.Header;
import org.unmask.result.ImportedResult;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.bundle.Bundle;
import org.unmask.result.bundle.BundleFile;
import org.unmask.result.bundle.Redaction;
import org.unmask.result.compare.Side;
import org.unmask.result.imports.AddedImports;
import org.unmask.result.imports.ImportedFiles;
import org.unmask.run.checkpoint.GgufModels;
import org.unmask.run.measure.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A report from results at hand.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Write the report of a study again from the results in its folder, without running anything.",
            "Files of results, of this program or of others, are put beside it with their predictions, and stay in its folder"
                    + " as imports.jsonl. Without a study they make a page of their own.",
            "A bundle holds results, study and environment in one file to give to others, without names of host and user,"
                    + " folders, addresses and keys; its report is the same."
        },
        footer = {
            "",
            "Examples:",
            "  unmask report unmask-quickstart",
            "  unmask report unmask-quickstart --bundle quickstart.zip",
            "  unmask report quickstart.zip --out theirs",
            "  unmask report unmask-quickstart bench.json --device h100-sxm  # beside vLLM",
            "  unmask report results/ imported.jsonl --profile graph --out page"
        })
final class ReportCommand implements Callable<Integer> {
    /// How a ZIP file begins.
    private static final String ZIP = "PK";

    private final Context context;

    @Parameters(
            arity = "1..*",
            paramLabel = "DIR|BUNDLE|FILE",
            description =
                    "Folder of a study, for instance unmask-quickstart, or a bundle of one; then, or instead, files of"
                            + " results or folders of them, recognised by what they hold.")
    private List<Path> places = List.of();

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            converter = WritableFile.class,
            description = "Bundle to write: one file with all that the report is made of.")
    private Path bundle;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            converter = WritableFolder.class,
            description = "Folder for the report of a bundle or of files. Default: the name of the bundle without its"
                    + " ending, or that of the first file with -report.")
    private Path out;

    @Option(
            names = "--profile",
            defaultValue = ImportsPart.PROFILE,
            paramLabel = "NAME",
            description = "Runtime profile that stands beside the roofline where others measured: "
                    + "see `unmask profiles`. Default: ${DEFAULT-VALUE}.")
    private String profile;

    @Mixin
    private SaidParts said = new SaidParts();

    ReportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        // An unknown one is said before anything is written.
        context.catalog().profile(profile);
        Path first = places.getFirst();
        List<Path> others = places.subList(1, places.size());
        if (isBundle(first)) {
            return ofBundle(first, others);
        }
        Outputs outputs = Outputs.in(first);
        if (isStudy(outputs) || isImports(outputs)) {
            if (out != null) {
                throw new UsageException(
                        "--out " + out + " needs a bundle or files; the report of a folder is written" + " into it");
            }
            return ofFolder(outputs, others);
        }
        if (Files.exists(outputs.study()) || !Files.exists(first)) {
            throw new UsageException(first + ": no study was run here; expected a folder with "
                    + outputs.study().getFileName() + " and "
                    + outputs.results().getFileName() + ", a bundle, or files of results");
        }
        Path folder = out == null ? Path.of(plain(first) + "-report") : out;
        return ofFolder(Outputs.in(folder), places);
    }

    private static boolean isStudy(Outputs outputs) {
        return Files.isRegularFile(outputs.study()) && Files.isRegularFile(outputs.results());
    }

    private static boolean isImports(Outputs outputs) {
        return !Files.exists(outputs.study()) && Files.isRegularFile(outputs.imports());
    }

    private static boolean isBundle(Path place) throws IOException {
        if (!Files.isRegularFile(place)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(place)) {
            String start = new String(in.readNBytes(ZIP.length()), StandardCharsets.ISO_8859_1);
            return start.equals(ZIP) || place.toString().endsWith(".zip");
        }
    }

    /// The report of a folder, with files that are added to it.
    private int ofFolder(Outputs outputs, List<Path> files) throws IOException {
        boolean all = add(files, outputs);
        report(context.catalog(), outputs);
        if (bundle != null) {
            BundleFile.write(
                    bundle,
                    StudyBundle.of(outputs, context.home(), context.user(), redaction()),
                    "unmask " + Environment.VERSION);
            context.err().println("bundle written to " + bundle);
        }
        return all ? 0 : 1;
    }

    private int ofBundle(Path place, List<Path> files) throws IOException {
        if (bundle != null) {
            throw new UsageException("--bundle " + bundle + ": " + place + " is a bundle already");
        }
        Bundle read = BundleFile.read(place);
        Path folder = out == null ? Path.of(withoutEnding(plain(place))) : out;
        StudyBundle.unpack(read, folder);
        Outputs outputs = Outputs.in(folder);
        boolean all = add(files, outputs);
        report(new Catalog(context.home(), folder, List.of(new GgufModels())), outputs);
        return all ? 0 : 1;
    }

    /// Puts results of files into a folder. Files that cannot be read are named; of those nothing is taken.
    ///
    /// @return  whether all files could be read
    /// @throws IOException in one line, if none could be
    private boolean add(List<Path> files, Outputs outputs) throws IOException {
        if (files.isEmpty()) {
            if (!said.isEmpty()) {
                throw new UsageException(
                        "--model, --device and --set say what files of results do not; give such files");
            }
            return true;
        }
        List<ImportedResult> imported = new ArrayList<>();
        List<RunResult> runs = new ArrayList<>();
        List<IOException> bad = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (Path place : files) {
            try {
                for (Path file : ImportedFiles.files(place)) {
                    if (Files.isRegularFile(file) && Side.isOurs(file)) {
                        Results ours = Results.read(file);
                        imported.addAll(ours.imported());
                        runs.addAll(ours.runs());
                    } else {
                        others.add(file);
                    }
                }
            } catch (IOException e) {
                bad.add(e);
            }
        }
        if (!others.isEmpty()) {
            ImportedFiles read = ImportedFiles.read(others);
            imported.addAll(said.of(read.results(), context.err()::println));
            bad.addAll(read.bad());
            read.notes().forEach(note -> context.err().println("note: " + note));
        }
        if (imported.isEmpty() && runs.isEmpty()) {
            throw bad.isEmpty() ? new IOException(files.getFirst() + ": no results in it") : bad.getFirst();
        }
        bad.forEach(error -> context.err().println(Errors.line(error)));
        int added = AddedImports.add(outputs.imports(), header(), imported, runs, context.err()::println);
        context.err().println(added + " results added to " + outputs.imports());
        return bad.isEmpty();
    }

    private static Header header() {
        return new Header(
                AddedImports.STUDY,
                AddedImports.STUDY,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                Map.of("program", "unmask " + Environment.VERSION));
    }

    private static String plain(Path place) {
        return place.toAbsolutePath().normalize().getFileName().toString();
    }

    private static String withoutEnding(String name) {
        String without = name.replaceFirst("\\.[^.]+$", "");
        return without.equals(name) || without.isEmpty() ? name + "-report" : without;
    }

    private void report(Catalog catalog, Outputs outputs) throws IOException {
        if (Files.exists(outputs.study())) {
            new StudyRunner(catalog, context.home(), context.progress(), context.err()::println)
                    .report(StudyFile.read(outputs.study()), outputs, profile);
        } else {
            ImportsPart.write(catalog, outputs, profile);
        }
        context.out().println(outputs.report());
        context.out().flush();
    }

    private static Redaction redaction() {
        return Redaction.of(host(), System.getProperty("user.name", ""), System.getProperty("user.home", ""));
    }

    private static Optional<String> host() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName()).filter(name -> !name.equals("localhost"));
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }
}
