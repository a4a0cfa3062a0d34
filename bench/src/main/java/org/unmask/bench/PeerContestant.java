package org.unmask.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Another program that runs the same tasks: told one by a line, it answers `seconds S` or `cannot REASON`.
final class PeerContestant implements Contestant {
    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer tasks;

    /// Starts it and waits until it is ready.
    ///
    /// @param command  program and arguments, blanks between
    PeerContestant(String name, String command) throws IOException {
        this.name = name;
        this.process = new ProcessBuilder(List.of(command.split(" +", -1)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.tasks = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
        String first = answers.readLine();
        if (!"ready".equals(first)) {
            close();
            throw new IOException("peer " + name + " is not ready: " + (first == null ? "it ended" : first));
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public double seconds(SpeedTask task) {
        try {
            tasks.write(task.command() + "\n");
            tasks.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("peer " + name + " ended at: " + task.command());
            }
            if (answer.startsWith("cannot")) {
                System.err.println(name + ": " + task.name() + ": " + answer);
                return Double.NaN;
            }
            return Double.parseDouble(answer.substring("seconds ".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
