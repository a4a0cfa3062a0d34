package org.unmask.app.fleet;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.unmask.core.traffic.Arrival;
import org.unmask.fleet.Simulation;

/// A fleet over time in the Trace Event Format of Chrome, which Perfetto and `chrome://tracing` show: a row of passes for
/// each replica, and requests from arrival to answer.
///
/// @see <a href="https://perfetto.dev">Perfetto</a>
public final class Timeline implements Simulation.Watcher, AutoCloseable {
    /// Viewers are slow beyond.
    private static final int MOST_EVENTS = 500_000;

    private static final double MICROSECONDS = 1e6;

    private final BufferedWriter out;
    private int events;
    private int fleets;
    private int leftOut;

    /// A timeline that begins.
    ///
    /// @param file  closed with the timeline
    public Timeline(OutputStream file) throws IOException {
        out = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8));
        out.write("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [");
    }

    /// What follows is of another fleet.
    public void fleet(String name) {
        fleets++;
        write("{\"ph\": \"M\", \"name\": \"process_name\", \"pid\": %d, \"args\": {\"name\": \"%s\"}}", fleets, name);
    }

    @Override
    public void pass(int replica, double from, double to, int sequences) {
        if (isFull() || sequences == 0) {
            return;
        }
        write(
                "{\"ph\": \"X\", \"name\": \"%d sequences\", \"pid\": %d, \"tid\": %d, \"ts\": %.3f, \"dur\": %.3f}",
                sequences, fleets, replica + 1, from * MICROSECONDS, (to - from) * MICROSECONDS);
    }

    @Override
    public void answer(int replica, Arrival request, double firstPass, double firstBlock, double end) {
        if (isFull()) {
            return;
        }
        String tokens = request.promptTokens() + " + " + request.generatedTokens() + " tokens";
        long id = events;
        edge("b", "waiting", tokens, id, request.seconds());
        edge("e", "waiting", tokens, id, firstPass);
        edge("b", "first block", tokens, id, firstPass);
        edge("e", "first block", tokens, id, firstBlock);
        edge("b", "further tokens", tokens, id, firstBlock);
        edge("e", "further tokens", tokens, id, end);
    }

    private void edge(String kind, String name, String tokens, long id, double seconds) {
        write(
                "{\"ph\": \"%s\", \"cat\": \"request\", \"name\": \"%s\", \"id\": %d, \"pid\": %d, \"ts\": %.3f, \"args\":"
                        + " {\"request\": \"%s\"}}",
                kind, name, id, fleets, seconds * MICROSECONDS, tokens);
    }

    private boolean isFull() {
        if (events < MOST_EVENTS) {
            return false;
        }
        leftOut++;
        return true;
    }

    private void write(String format, Object... values) {
        try {
            out.write((events == 0 ? "\n" : ",\n") + String.format(Locale.ROOT, format, values));
            events++;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Passes and requests after the largest number of events that viewers show well.
    public int leftOut() {
        return leftOut;
    }

    @Override
    public void close() throws IOException {
        out.write("\n]}\n");
        out.close();
    }
}
