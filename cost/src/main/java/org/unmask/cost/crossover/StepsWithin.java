package org.unmask.cost.crossover;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.predict.PointQuoter;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;

/// How many denoising steps a generation may have to take no longer than some time.
public final class StepsWithin {
    private StepsWithin() {}

    /// The most steps with which the generation of a scenario takes at most `seconds` (K*): [Answer#ALWAYS] if one per token is
    /// not too many, [Answer#NEVER] if the fewest are, [Answer#NOT_APPLICABLE] if the strategy has no fixed schedule.
    ///
    /// Memory is not looked at.
    ///
    /// @param files  reads those that the strategy names
    public static StepCrossover of(Scenario scenario, double seconds, StrategyFiles files) {
        Variations.Steps variations = Variations.steps(scenario.strategy());
        if (!variations.reason().isEmpty()) {
            return StepCrossover.none(Answer.NOT_APPLICABLE, variations.reason());
        }
        Request request = scenario.request();
        PointQuoter quoter = new PointQuoter(scenario, files);
        List<StepScan.Trial> seen = new ArrayList<>();
        for (int steps = 1; steps <= request.generatedTokens(); steps++) {
            StrategySpec strategy = variations.with(steps);
            if (Variations.objection(strategy, request).isEmpty()) {
                Totals quote = quoter.quote(scenario.of(strategy, request));
                Verdict verdict = Verdict.within(seconds, quote);
                seen.add(new StepScan.Trial(steps, quote.seconds(), quote.passes(), verdict));
            }
        }
        return new StepScan(seconds, seen).result("");
    }
}
