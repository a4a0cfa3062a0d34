package org.unmask.app.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.unmask.app.terminal.BarProgress;
import org.unmask.app.terminal.Console;
import org.unmask.app.terminal.LineProgress;
import org.unmask.app.terminal.StandardOutput;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.text.Progress;
import org.unmask.run.checkpoint.GgufModels;

/// What commands get from the process: streams, folders, the catalogue and how to show progress.
///
/// @param home  the folder of the program
/// @param user  the folder of this user's own catalogue files
/// @param console  the terminal, if there is one
record Context(PrintWriter out, PrintWriter err, Path home, Path user, Progress.Factory progress, Console console) {
    /// Without a terminal.
    Context(PrintWriter out, PrintWriter err, Path home, Path user, Progress.Factory progress) {
        this(out, err, home, user, progress, Console.NONE);
    }

    /// The real process. The launcher says where the program is and whether standard error is a terminal.
    static Context ofProcess(StandardOutput output) {
        PrintWriter out = new PrintWriter(output, false, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        boolean terminal = Boolean.getBoolean("unmask.terminal");
        Console console = Console.ofProcess();
        return new Context(
                out,
                err,
                Path.of(System.getProperty("unmask.home", ".")),
                Path.of(System.getProperty("user.home"), ".unmask"),
                terminal
                        ? new BarProgress(
                                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                                console.window())
                        : new LineProgress(err),
                console);
    }

    /// This process as if its output went to a file: without a terminal's width and styles.
    Context withoutTerminal() {
        return new Context(out, err, home, user, progress);
    }

    Catalog catalog() throws IOException {
        return new Catalog(home, user, List.of(new GgufModels()));
    }

    /// Says at last that a signal ended the work.
    ///
    /// @param kept  what there is, for people
    void stopped(String kept) {
        progress.abandon();
        err.println("unmask: stopped; " + kept);
        err.flush();
    }

    /// Says what a file of a model leaves out or says that is not taken as it stands.
    void tell(CatalogModel entry) {
        entry.notes().forEach(note -> err.println("note: " + entry.model().id() + ": " + note));
    }
}
