package org.unmask.report.page;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.cost.crossover.Race;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;

/// Races with results of a test's choice.
final class Races {
    private static final Model MODEL = new Model(
            "made-up",
            "made up",
            MadeUpFamilies.of(Paradigm.AUTOREGRESSIVE),
            Architectures.dense(1, 8, 1, 1, 8, 8, 8),
            OptionalInt.empty(),
            List.of(),
            false,
            "made up");
    private static final Device DEVICE = new Device("made-up", "made up", Map.of(DType.BFLOAT16, 1.0), 1, 1, "made up");

    private Races() {}

    /// @param generated  tokens of each sequence
    static Race of(
            int batch,
            int prompt,
            int generated,
            double autoregressiveSeconds,
            double diffusionSeconds,
            boolean autoregressiveFits,
            boolean diffusionFits) {
        Request request = new Request(batch, prompt, generated, LogitRows.ACTIVE);
        return new Race(
                batch,
                prompt,
                totals(request, autoregressiveSeconds, autoregressiveFits),
                totals(request, diffusionSeconds, diffusionFits));
    }

    private static Totals totals(Request request, double seconds, boolean fits) {
        Scenario scenario = Scenario.of(MODEL, DEVICE, StrategySpec.parse("ar"), request, DTypes.all(DType.BFLOAT16));
        long bytes = fits ? DEVICE.memoryBytes() : DEVICE.memoryBytes() + 1;
        return new Totals(scenario, 1, Work.NONE, seconds, seconds, new MemoryEstimate(bytes, 0, 0, 0));
    }
}
