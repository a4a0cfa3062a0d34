package org.unmask.app.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.unmask.app.study.Outputs;
import org.unmask.app.study.StudyBundle;
import org.unmask.app.study.StudyFile;
import org.unmask.app.study.StudyRunner;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.UsageException;
import org.unmask.result.bundle.Bundle;
import org.unmask.result.bundle.BundleFile;
import org.unmask.result.bundle.Redaction;
import org.unmask.run.checkpoint.GgufModels;
import org.unmask.run.measure.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A report from results at hand.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Write the report of a study again from the results in its folder, without running anything.",
            "A bundle holds results, study and environment in one file to give to others, without names of host and user,"
                    + " folders, addresses and keys; its report is the same."
        },
        footer = {
            "",
            "Examples:",
            "  unmask report unmask-quickstart --bundle quickstart.zip",
            "  unmask report quickstart.zip --out theirs"
        })
final class ReportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            index = "0",
            paramLabel = "DIR|BUNDLE",
            description = "Folder of the study, for instance unmask-quickstart, or a bundle of one.")
    private Path place;

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description = "Bundle to write: one file with all that the report is made of.")
    private Path bundle;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the files of a bundle and its report. Default: the name of the bundle without its"
                    + " ending.")
    private Path out;

    ReportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (Files.isRegularFile(place)) {
            ofBundle();
        } else {
            ofFolder();
        }
        return 0;
    }

    private void ofFolder() throws IOException {
        if (out != null) {
            throw new UsageException("--out " + out + " needs a bundle; the report of a folder is written into it");
        }
        Outputs outputs = Outputs.in(place);
        if (!Files.isRegularFile(outputs.study()) || !Files.isRegularFile(outputs.results())) {
            throw new UsageException(place + ": no study was run here; expected a folder with "
                    + outputs.study().getFileName() + " and "
                    + outputs.results().getFileName());
        }
        report(context.catalog(), outputs);
        if (bundle != null) {
            BundleFile.write(
                    bundle,
                    StudyBundle.of(outputs, context.home(), context.user(), redaction()),
                    "unmask " + Environment.VERSION);
            context.err().println("bundle written to " + bundle);
        }
    }

    private void ofBundle() throws IOException {
        if (bundle != null) {
            throw new UsageException("--bundle " + bundle + ": " + place + " is a bundle already");
        }
        Bundle read = BundleFile.read(place);
        Path folder = out == null ? Path.of(withoutEnding(place.getFileName().toString())) : out;
        StudyBundle.unpack(read, folder);
        report(new Catalog(context.home(), folder, List.of(new GgufModels())), Outputs.in(folder));
    }

    private static String withoutEnding(String name) {
        String without = name.replaceFirst("\\.[^.]+$", "");
        return without.equals(name) || without.isEmpty() ? name + "-report" : without;
    }

    private void report(Catalog catalog, Outputs outputs) throws IOException {
        new StudyRunner(catalog, context.home(), context.progress(), context.err()::println)
                .report(StudyFile.read(outputs.study()), outputs);
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
