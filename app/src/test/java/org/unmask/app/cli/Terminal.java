package org.unmask.app.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.unmask.core.text.Progress;

/// The command line with everything it prints kept in memory.
///
/// @param home  the folder of the program
/// @param user  the folder of the user's own files
record Terminal(Path home, Path user) {

    /// The repository as the folder of the program.
    static Terminal inRepository(Path user) {
        return new Terminal(Path.of(System.getProperty("unmask.home")), user);
    }

    /// What a command left behind.
    record Result(int code, String out, String err) {
        List<String> errorLines() {
            return err.lines().toList();
        }
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Context context = new Context(new PrintWriter(out), new PrintWriter(err, true), home, user, Progress.SILENT);
        int code = Main.commandLine(context, arguments).execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }
}
