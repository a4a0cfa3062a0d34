package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.unmask.app.study.Outputs;
import org.unmask.app.study.StudyFile;
import org.unmask.app.study.StudyRunner;
import org.unmask.core.text.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// A report from results at hand.
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Write the report of a study again from the results in its folder, without running anything.")
final class ReportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the study, for instance unmask-quickstart.")
    private Path folder;

    ReportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Outputs outputs = Outputs.in(folder);
        if (!Files.isRegularFile(outputs.study()) || !Files.isRegularFile(outputs.results())) {
            throw new UsageException(folder + ": no study was run here; expected a folder with "
                    + outputs.study().getFileName() + " and "
                    + outputs.results().getFileName());
        }
        new StudyRunner(context.catalog(), context.home(), context.progress(), context.err()::println)
                .report(StudyFile.read(outputs.study()), outputs);
        context.out().println(outputs.report());
        context.out().flush();
        return 0;
    }
}
