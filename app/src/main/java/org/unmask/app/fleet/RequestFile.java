package org.unmask.app.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Traffic;
import org.unmask.input.InputFile;

/// Requests that were recorded, as comma-separated values: seconds from the beginning, tokens of the prompt and of the
/// answer.
///
/// ```
/// seconds,prompt_tokens,generated_tokens
/// 0,512,128
/// 0.4,2048,96
/// ```
public final class RequestFile {
    private static final String HEADER = "seconds,prompt_tokens,generated_tokens";
    private static final long MOST_BYTES = 1L << 28;
    private static final int COLUMNS = 3;

    private RequestFile() {}

    /// Reads all requests.
    ///
    /// @throws IOException naming file and line, if a line is no request, or requests are not in order
    public static Traffic read(Path path) throws IOException {
        List<Arrival> arrivals = new ArrayList<>();
        try (BufferedReader lines = InputFile.lines(path, MOST_BYTES)) {
            String header = lines.readLine();
            if (header == null || !header.strip().equals(HEADER)) {
                throw new IOException(path + ": the first line is not " + HEADER);
            }
            String line = lines.readLine();
            while (line != null) {
                Arrival arrival = arrival(path, arrivals.size() + 2, line);
                check(path, arrivals, arrival);
                arrivals.add(arrival);
                line = lines.readLine();
            }
        }
        if (arrivals.isEmpty()) {
            throw new IOException(path + ": there are no requests below the first line");
        }
        return new Traffic.Trace(arrivals);
    }

    private static void check(Path path, List<Arrival> before, Arrival arrival) throws IOException {
        if (!before.isEmpty() && arrival.seconds() < before.getLast().seconds()) {
            throw new IOException(path + ", line " + (before.size() + 2) + ": " + arrival.seconds() + " s comes after "
                    + before.getLast().seconds() + " s; sort the requests by time");
        }
    }

    /// How many passes a recorded request took is not known: one is as likely as another, in turn.
    private static Arrival arrival(Path path, int number, String line) throws IOException {
        String[] parts = line.split(",", -1);
        try {
            if (parts.length == COLUMNS) {
                return new Arrival(
                        Double.parseDouble(parts[0].strip()),
                        Integer.parseInt(parts[1].strip()),
                        Integer.parseInt(parts[2].strip()),
                        rank(number));
            }
        } catch (IllegalArgumentException _) {
            // said below, with the line
        }
        throw new IOException(path + ", line " + number + ": '" + line
                + "'; expected seconds from 0 and whole numbers of tokens from 1");
    }

    /// Multiples of the golden ratio spread evenly over 0 to 1, however many there are (Weyl's sequence).
    private static double rank(int number) {
        double golden = 0.6180339887498949;
        return (number * golden) % 1;
    }
}
