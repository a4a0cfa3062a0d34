package org.unmask.cost.predict;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.decode.Drafter;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.roofline.Quoter;

/// Totals of one point after another that differ in strategy and request alone; what neighbours share is made once.
/// Not thread-safe.
public final class PointQuoter {
    private final Scenario setting;
    private final Map<Optional<Drafter>, Quoter> quoters = new HashMap<>();
    private final StrategyFiles files;
    private Optional<Known> last = Optional.empty();

    private record Known(StrategySpec spec, int generatedTokens, Strategy strategy, Quoter quoter) {
        boolean isOf(StrategySpec other, int tokens) {
            return generatedTokens == tokens && spec.equals(other);
        }
    }

    /// A quoter for one model on one device.
    ///
    /// @param setting  model, device, types, profile and deployment of all points
    /// @param files  reads those that a strategy names; each file is read once
    public PointQuoter(Scenario setting, StrategyFiles files) {
        this.files = files.remembered();
        this.setting = setting;
    }

    /// Prices one point.
    ///
    /// @throws IllegalArgumentException if the strategy does not fit the generated length
    public Totals quote(Scenario point) {
        Request request = point.request();
        Known known = last.filter(some -> some.isOf(point.strategy(), request.generatedTokens()))
                .orElseGet(() -> known(point));
        last = Optional.of(known);
        return Totals.of(
                point,
                known.quoter()
                        .quote(known.strategy(), request, Strategies.assumption(point.strategy(), request, files)));
    }

    /// Points may differ in their drafters.
    private Known known(Scenario point) {
        int generated = point.request().generatedTokens();
        Strategy strategy = Strategies.create(point.strategy(), generated);
        Quoter quoter = quoters.computeIfAbsent(
                strategy.drafter(), _ -> new Quoter(point.participants(), setting.profile(), setting.deployment()));
        return new Known(point.strategy(), generated, strategy, quoter);
    }
}
