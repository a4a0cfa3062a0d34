package org.unmask.fleet;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.MadeUpFamilies;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Model;
import org.unmask.core.model.Paradigm;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.traffic.Arrival;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Upkeep;
import org.unmask.cost.roofline.Profile;

/// A model, a device and a profile that are made up.
final class Small {
    private static final Device DEVICE =
            new Device("d", "D", Map.of(DType.BFLOAT16, 1e12), 1e10, 400_000_000, "made up");
    private static final Profile PROFILE = new Profile("test", 0.7, 0.4, 0.9, 0.8, 1, 1e-6, 1e-4, "made up");

    private Small() {}

    private static Model model(String id, Architecture architecture) {
        return new Model(
                id,
                id,
                MadeUpFamilies.of(Paradigm.AUTOREGRESSIVE),
                architecture,
                OptionalInt.empty(),
                List.of(),
                false,
                "made up");
    }

    static Scenario scenario(StrategySpec strategy, Request request) {
        return new Scenario(
                model("large", Architectures.dense(6, 256, 8, 2, 32, 512, 1000)),
                DEVICE,
                strategy,
                request,
                DTypes.BF16,
                PROFILE,
                Deployment.SINGLE,
                Upkeep.UNKNOWN,
                Map.of("small", model("small", Architectures.dense(2, 64, 4, 4, 16, 128, 1000))));
    }

    /// A priced service with another memory, in which every key takes a byte.
    static final class Tight implements Service {
        private final Service priced;
        private final long capacityBytes;

        Tight(Scenario scenario, long capacityBytes) {
            this.priced = PricedService.of(scenario, StrategyFiles.NONE, Limits.USUAL);
            this.capacityBytes = capacityBytes;
        }

        @Override
        public Script script(Arrival request) {
            return priced.script(request);
        }

        @Override
        public double seconds(Composition sequences) {
            return priced.seconds(sequences);
        }

        @Override
        public long keptBytes(int keys) {
            return keys;
        }

        @Override
        public long capacityBytes() {
            return capacityBytes;
        }
    }
}
