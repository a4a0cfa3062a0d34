package org.unmask.cost.sweep;

import java.util.Optional;
import java.util.function.Consumer;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.cost.predict.PointQuoter;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;

/// Prices stretches of a grid; who prices which changes nothing.
///
/// @param files  reads those that strategies name
/// @param skipping  whether points that cannot be priced are left out, not errors
public record GridQuoter(Grid grid, StrategyFiles files, boolean skipping) {
    /// Prices points in their order.
    ///
    /// @param first  number of the first
    /// @param rows  gets what they come to
    /// @return how many were priced
    /// @throws IllegalArgumentException naming a point that cannot be priced, unless such points are left out
    public int quote(long first, int count, Consumer<Totals> rows) {
        int priced = 0;
        int known = -1;
        Optional<PointQuoter> quoter = Optional.empty();
        for (long index = first; index < first + count; index++) {
            Scenario scenario = grid.scenario(index);
            try {
                int setting = grid.setting(index);
                if (quoter.isEmpty() || setting != known) {
                    quoter = Optional.of(new PointQuoter(scenario, files));
                    known = setting;
                }
                rows.accept(quoter.get().quote(scenario));
                priced++;
            } catch (IllegalArgumentException | ArithmeticException e) {
                if (!skipping) {
                    throw bad(scenario, e);
                }
            }
        }
        return priced;
    }

    private static IllegalArgumentException bad(Scenario scenario, RuntimeException e) {
        Request request = scenario.request();
        String why =
                e instanceof ArithmeticException ? "the sizes are too large to be counted in 63 bits" : e.getMessage();
        return new IllegalArgumentException(
                scenario.model().id() + " on " + scenario.device().id() + ", " + scenario.strategy() + ", batch "
                        + request.batch() + ", prompt " + request.promptTokens() + ", generated "
                        + request.generatedTokens() + ": " + why + "; --skip leaves such points out",
                e);
    }
}
