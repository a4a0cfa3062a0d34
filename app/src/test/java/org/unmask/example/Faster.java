package org.unmask.example;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DTypes;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;

/// How much faster a diffusion model answers than an autoregressive one, for a few batches.
public final class Faster {
    private Faster() {}

    /// @param args  the folder of the program
    public static void main(String[] args) throws IOException {
        Catalog catalog = new Catalog(Path.of(args[0]), Path.of(System.getProperty("user.home")));
        for (int batch : new int[] {1, 8, 64}) {
            double ar = seconds(catalog, "llama-3-8b", "ar", batch);
            double dlm = seconds(catalog, "llada-8b", "dual-cache:block=32,steps=64", batch);
            System.out.printf(Locale.ROOT, "batch %d: %.2f times as fast%n", batch, ar / dlm);
        }
    }

    private static double seconds(Catalog catalog, String model, String strategy, int batch) throws IOException {
        return Prediction.of(Scenario.of(
                        catalog.model(model).model(),
                        catalog.device("h100-sxm").device(),
                        StrategySpec.parse(strategy),
                        new Request(batch, 512, 256, LogitRows.ACTIVE),
                        DTypes.BF16))
                .timeline()
                .seconds();
    }
}
