package org.unmask.app.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Traffic;
import org.unmask.input.InputFile;

/// Requests that were recorded, as comma-separated values: when they came, tokens of the prompt and of the answer. The
/// traces of Azure and of BurstGPT are read as they are published.
///
/// ```
/// seconds,prompt_tokens,generated_tokens
/// 0,512,128
/// 0.4,2048,96
/// ```
public final class RequestFile {
    private static final long MOST_BYTES = 1L << 28;

    private final Path path;
    private final TraceFormat format;
    private final List<String> columns;
    private final List<Arrival> arrivals = new ArrayList<>();
    private double beginning;
    private int skipped;

    private RequestFile(Path path, TraceFormat format, List<String> columns) {
        this.path = path;
        this.format = format;
        this.columns = columns;
        this.beginning = format.beginsAnywhere() ? Double.NaN : 0;
    }

    /// Requests of a file.
    ///
    /// @param skipped  those that have no prompt or no answer, as failed ones do, and are left out
    public record Recorded(Traffic.Trace traffic, int skipped) {}

    /// Reads all requests.
    ///
    /// @throws IOException naming file and line, if a line is no request, or requests are not in order
    public static Recorded read(Path path) throws IOException {
        try (BufferedReader lines = InputFile.lines(path, MOST_BYTES)) {
            String header = lines.readLine();
            List<String> columns = header == null ? List.of() : cells(header);
            TraceFormat format = TraceFormat.of(columns)
                    .orElseThrow(() -> new IOException(
                            path + ": the first line does not name the columns " + TraceFormat.known()));
            return new RequestFile(path, format, columns).rest(lines);
        }
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    }

    private Recorded rest(BufferedReader lines) throws IOException {
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            add(number, line);
        }
        if (arrivals.isEmpty()) {
            throw new IOException(path + ": there are no requests below the first line"
                    + (skipped == 0 ? "" : " that have a prompt and an answer"));
        }
        return new Recorded(new Traffic.Trace(arrivals), skipped);
    }

    /// How many passes a recorded request took is not known: one is as likely as another, in turn.
    private void add(int number, String line) throws IOException {
        List<String> cells = cells(line);
        try {
            if (cells.size() == columns.size()) {
                double time = format.seconds(cell(cells, format.time));
                int prompt = Integer.parseInt(cell(cells, format.prompt));
                int answer = Integer.parseInt(cell(cells, format.answer));
                if (Double.isNaN(beginning)) {
                    beginning = time;
                }
                if (format.beginsAnywhere() && Math.min(prompt, answer) == 0) {
                    skipped++;
                    return;
                }
                checkOrder(number, time);
                arrivals.add(new Arrival(time - beginning, prompt, answer, rank(number)));
                return;
            }
        } catch (IllegalArgumentException | DateTimeException _) {
            // said below, with the line
        }
        throw new IOException(path + ", line " + number + ": '" + line + "'; expected "
                + (format.beginsAnywhere() ? "a time" : "seconds from 0") + " and whole numbers of tokens from 1");
    }

    private String cell(List<String> cells, String column) {
        return cells.get(columns.indexOf(column));
    }

    private void checkOrder(int number, double time) throws IOException {
        if (!arrivals.isEmpty() && time - beginning < arrivals.getLast().seconds()) {
            throw new IOException(path + ", line " + number + ": " + (time - beginning) + " s comes after "
                    + arrivals.getLast().seconds() + " s; sort the requests by time");
        }
    }

    /// Multiples of the golden ratio spread evenly over 0 to 1, however many there are (Weyl's sequence).
    private static double rank(int number) {
        double golden = 0.6180339887498949;
        return (number * golden) % 1;
    }
}
