package org.unmask.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.unmask.catalog.Catalog;
import org.unmask.web.explorer.Explorer;
import org.unmask.web.http.LocalServer;

/// Moves the sliders of the explorer at random, one movement after another, and prints how long the answers take, map
/// included: `java -cp ... org.unmask.bench.ExplorerBench [WARM [MEASURED]]`.
public final class ExplorerBench {
    private static final int[] GENERATED = {32, 64, 128, 256, 512, 1024};
    private static final double MILLIS = 1e6;

    private ExplorerBench() {}

    /// Runs warm-up and measurement.
    ///
    /// @param args  numbers of movements before and while it measures; 300 and 1000 if nothing is said
    public static void main(String[] args) throws IOException, InterruptedException {
        int warm = args.length > 0 ? Integer.parseInt(args[0]) : 300;
        int measured = args.length > 1 ? Integer.parseInt(args[1]) : 1000;
        Path nowhere = Path.of("no-such-folder");
        Random random = new Random(1);
        try (LocalServer server = LocalServer.start(0, new Explorer(new Catalog(nowhere, nowhere)).routes());
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = server.address().resolve("/api/1/compare");
            run(client, address, random, warm);
            double[] times = run(client, address, random, measured);
            Arrays.sort(times);
            System.out.printf(
                    Locale.ROOT,
                    "%d answers: median %.1f ms, 95 %% %.1f ms, 99 %% %.1f ms, most %.1f ms%n",
                    measured,
                    times[measured / 2],
                    times[(int) (measured * 0.95)],
                    times[(int) (measured * 0.99)],
                    times[measured - 1]);
        }
    }

    private static double[] run(HttpClient client, URI address, Random random, int count)
            throws IOException, InterruptedException {
        double[] times = new double[count];
        for (int i = 0; i < count; i++) {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(question(random)))
                    .build();
            long start = System.nanoTime();
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            times[i] = (System.nanoTime() - start) / MILLIS;
            if (response.statusCode() != 200) {
                throw new IllegalStateException(new String(response.body(), StandardCharsets.UTF_8));
            }
        }
        return times;
    }

    private static String question(Random random) {
        int generated = GENERATED[random.nextInt(GENERATED.length)];
        int steps = Math.max(1, generated >> random.nextInt(3));
        int block = Math.min(generated, 32);
        String strategy = steps * block < generated || random.nextBoolean()
                ? "dual-cache:block=" + block + ",tokens-per-pass=" + (1 + random.nextInt(16) / 4.0)
                : "dual-cache:block=" + block + ",steps=" + steps;
        return """
                {"prompt_tokens": %d, "generated_tokens": %d, "batch": %d, "map": true, "contestants": [
                  {"model": "llama-3-8b", "device": "h200-sxm", "strategy": "ar"},
                  {"model": "llada-8b", "device": "h200-sxm", "strategy": "%s"}]}
                """.formatted(1 + random.nextInt(8192), generated, 1 + random.nextInt(256), strategy);
    }
}
