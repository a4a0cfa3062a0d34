package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.WritableFolder;
import org.unmask.app.site.Site;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// The documentation as a static site.
@Command(
        name = "site",
        mixinStandardHelpOptions = true,
        description = {
            "Write a static site: who is faster for ten pairs of models, the figures of the papers, their claims, all commands, all formats, the method.",
            "Its pages have no scripts, load nothing from other places, and suit any host of static files; the figures have interactive pages of their own."
        },
        footer = {"", "Examples:", "  unmask site", "  unmask site docs/site", "  unmask site public"})
final class SiteCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = "DIR",
            converter = WritableFolder.class,
            defaultValue = "unmask-site",
            description = "Folder to write to. Default: ${DEFAULT-VALUE}.")
    private Path folder;

    SiteCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        new Site(context.catalog(), context.home(), context.progress()).write(folder, Main.commandLine(context));
        context.out().println(folder.resolve("index.html"));
        context.out().flush();
        return 0;
    }
}
