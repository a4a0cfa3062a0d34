package org.unmask.cost.crossover;

import java.util.Optional;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.predict.PointQuoter;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.predict.Totals;

/// How many tokens a pass must commit for a generation to take no longer than some time.
public final class TokensWithin {
    private TokensWithin() {}

    /// The strategy of a scenario with an assumption in place of its schedule, or beside its rule; empty if it takes none, as
    /// those of autoregressive models.
    ///
    /// @throws IllegalArgumentException if the strategy is not known
    public static Optional<StrategySpec> with(Scenario scenario, double tokensPerPass) {
        Variations.Tokens variations = Variations.tokens(scenario.strategy());
        return variations.reason().isEmpty() ? Optional.of(variations.with(tokensPerPass)) : Optional.empty();
    }

    /// The fewest tokens per pass with which the generation of a scenario takes at most `seconds`: [Answer#ALWAYS] if one is
    /// enough, [Answer#NEVER] if all tokens of a block in one pass are not, [Answer#NOT_APPLICABLE] if the strategy takes
    /// no assumption.
    ///
    /// Memory is not looked at.
    ///
    /// @param files  reads those that the strategy names
    public static TokenCrossover of(Scenario scenario, double seconds, StrategyFiles files) {
        Variations.Tokens variations = Variations.tokens(scenario.strategy());
        String strategy = variations.base().toString();
        String reason = variations.reason().isEmpty()
                ? Variations.objection(variations.with(1), scenario.request())
                : variations.reason();
        if (!reason.isEmpty()) {
            return TokenCrossover.none(Answer.NOT_APPLICABLE, reason, strategy);
        }
        PointQuoter quoter = new PointQuoter(scenario, files);
        return new TokenSearch(seconds, scenario.request().generatedTokens(), strategy, tokens -> {
                    Totals quote = quoter.quote(scenario.of(variations.with(tokens), scenario.request()));
                    return new TokenSearch.Trial(
                            tokens, quote.seconds(), quote.passes(), Verdict.within(seconds, quote));
                })
                .result("");
    }
}
