package org.unmask.cost.predict;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.decode.CommitProfile;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.roofline.Quoter;

/// Totals of one point after another that differ in strategy and request alone; what neighbours share is made once.
/// Not thread-safe.
public final class PointQuoter {
    private final Quoter quoter;
    private final Function<String, CommitProfile> reader;
    private final Map<String, CommitProfile> profiles = new HashMap<>();
    private Optional<Known> last = Optional.empty();

    private record Known(StrategySpec spec, int generatedTokens, Strategy strategy) {
        boolean isOf(StrategySpec other, int tokens) {
            return generatedTokens == tokens && spec.equals(other);
        }
    }

    /// A quoter for one model on one device.
    ///
    /// @param setting  model, device, types, profile and deployment of all points
    /// @param reader  reads the file that a strategy names as `profile=FILE`; each file is read once
    public PointQuoter(Scenario setting, Function<String, CommitProfile> reader) {
        this.reader = reader;
        this.quoter = new Quoter(
                setting.model().architecture(),
                setting.types(),
                setting.roofline(),
                setting.profile(),
                setting.deployment());
    }

    /// Prices one point.
    ///
    /// @throws IllegalArgumentException if the strategy does not fit the generated length
    public Totals quote(Scenario point) {
        Request request = point.request();
        return Totals.of(
                point,
                quoter.quote(
                        strategy(point.strategy(), request.generatedTokens()),
                        request,
                        Strategies.assumption(
                                point.strategy(), request, file -> profiles.computeIfAbsent(file, reader))));
    }

    private Strategy strategy(StrategySpec spec, int generatedTokens) {
        Known known = last.filter(some -> some.isOf(spec, generatedTokens))
                .orElseGet(() -> new Known(spec, generatedTokens, Strategies.create(spec, generatedTokens)));
        last = Optional.of(known);
        return known.strategy();
    }
}
