package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.unmask.app.cli.option.WritableFolder;
import org.unmask.app.study.Outputs;
import org.unmask.app.study.Study;
import org.unmask.app.study.StudyFile;
import org.unmask.app.study.StudyRunner;
import org.unmask.app.terminal.Interruption;
import org.unmask.core.text.Names;
import org.unmask.input.InputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The main job.
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = {
            "Predict, measure on this machine, and write a report.",
            "A study that was interrupted goes on where it stopped if you start it again with its folder."
        },
        footer = {
            "",
            "Examples:",
            "  unmask study",
            "  unmask study studies/smoke.yaml --out smoke",
            "  unmask study docs/figures/intensity/study.yaml --out intensity"
        })
final class StudyCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = "quickstart",
            paramLabel = "STUDY",
            description = "Study file, or the name of a study that comes with the program. Default: ${DEFAULT-VALUE}.")
    private String study;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            converter = WritableFolder.class,
            description = "Folder for results and report. Default: unmask-<name of the study>.")
    private Path out;

    StudyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Path file = find();
        Study parsed = StudyFile.read(file);
        Outputs outputs = Outputs.in(out == null ? Path.of("unmask-" + parsed.name()) : out);
        Files.createDirectories(outputs.folder());
        StudyRunner runner =
                new StudyRunner(context.catalog(), context.home(), context.progress(), context.err()::println);
        try (Interruption _ =
                Interruption.then(() -> context.stopped(runner.resumption().stop()))) {
            runner.run(parsed, outputs);
        }
        context.out().println(outputs.report());
        context.out().flush();
        context.err().println("open the report in a browser; results are in " + outputs.results());
        return 0;
    }

    private Path find() throws IOException {
        Path given = Path.of(study);
        if (Files.isRegularFile(given)) {
            return given;
        }
        Path folder = context.home().resolve("studies");
        Path named = folder.resolve(study + ".yaml");
        if (!study.contains("/") && Files.isRegularFile(named)) {
            return named;
        }
        if (study.contains("/") || study.endsWith(".yaml")) {
            throw InputFile.missing(given);
        }
        throw Names.unknown("study", study, known(context.home()));
    }

    /// Names of the studies that come with the program.
    static List<String> known(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("studies"))) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }
}
