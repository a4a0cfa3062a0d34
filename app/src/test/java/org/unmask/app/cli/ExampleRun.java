package org.unmask.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs a file of examples, one a line, in the folder where it starts.
final class ExampleRun {
    /// Begins the line of each example, before its exit code.
    static final String MARK = "ran: ";

    private ExampleRun() {}

    /// @param args  the file
    public static void main(String[] args) throws IOException {
        Terminal terminal = Terminal.inRepository(Path.of("user"));
        for (String example : Files.readAllLines(Path.of(args[0]))) {
            long start = System.nanoTime();
            Terminal.Result result = terminal.run(ExamplesTest.words(example).toArray(String[]::new));
            long milliseconds = (System.nanoTime() - start) / 1_000_000;
            System.err.println(MARK + result.code() + " " + milliseconds + " ms: " + example);
            if (result.code() != 0) {
                System.err.print(result.err());
            }
        }
    }
}
