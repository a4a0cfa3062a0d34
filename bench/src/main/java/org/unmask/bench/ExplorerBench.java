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
        Sliders sliders = new Sliders(random);
        for (int i = 0; i < count; i++) {
            sliders.move();
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(sliders.question()))
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

    /// Where the sliders stand.
    private static final class Sliders {
        private final Random random;
        private int promptTokens = 512;
        private int generatedTokens = 256;
        private int batch = 8;
        private int block = 32;
        private int quarterTokensPerPass = 8;

        private Sliders(Random random) {
            this.random = random;
        }

        /// Moves one of them.
        private void move() {
            switch (random.nextInt(5)) {
                case 0 -> promptTokens = 1 + random.nextInt(8192);
                case 1 -> generatedTokens = GENERATED[random.nextInt(GENERATED.length)];
                case 2 -> batch = 1 + random.nextInt(256);
                case 3 -> block = 8 << random.nextInt(3);
                default -> quarterTokensPerPass = 1 + random.nextInt(32);
            }
        }

        private String question() {
            return """
                    {"prompt_tokens": %d, "generated_tokens": %d, "batch": %d, "map": true, "contestants": [
                      {"model": "llama-3-8b", "device": "h200-sxm", "strategy": "ar"},
                      {"model": "llada-8b", "device": "h200-sxm", "strategy": "dual-cache:block=%d,tokens-per-pass=%s"}]}
                    """.formatted(promptTokens, generatedTokens, batch, block, Math.max(1, quarterTokensPerPass / 4.0));
        }
    }
}
