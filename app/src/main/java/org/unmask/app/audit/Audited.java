package org.unmask.app.audit;

import java.util.List;
import java.util.Optional;

/// A claim and what physics says of it.
///
/// @param setting  what it was priced as; empty if it could not be
/// @param numbers  empty if it could not be priced
/// @param words  the verdict, for people; if there is none, the reason
/// @param assumed  what was not stated, one sentence each
public record Audited(
        Claimed claim,
        Optional<Setting> setting,
        Optional<Numbers> numbers,
        Outcome outcome,
        String words,
        List<String> assumed) {
    /// What a claim was priced as, by names of the catalogue.
    ///
    /// @param types  of weights, activations and cache
    public record Setting(
            String model,
            String device,
            int devices,
            String strategy,
            int batch,
            int promptTokens,
            int generatedTokens,
            String types) {}

    /// What follows for the claim, in its own unit where nothing else is said.
    ///
    /// @param roof  the best that the roofs allow: of a strategy whose passes are not stated, with one token a pass
    /// @param share  of the roof that the claim reaches; above 1 it is beyond it
    /// @param profile  what the runtime profile predicts, with the same passes
    /// @param tokensStated  generated tokens of a sequence over passes, as stated; empty if passes are not
    /// @param tokensAtRoof  tokens per pass that the claim implies at full roof: 1 if one is enough, empty if none are
    /// @param tokensUnderProfile  the same under the profile
    /// @param autoregressiveRoof  the same model, token by token
    /// @param autoregressiveProfile  the same under the profile
    public record Numbers(
            double roof,
            double share,
            double profile,
            Optional<Double> tokensStated,
            Optional<Double> tokensAtRoof,
            Optional<Double> tokensUnderProfile,
            double autoregressiveRoof,
            double autoregressiveProfile) {}

    public Audited {
        assumed = List.copyOf(assumed);
    }

    /// A claim that cannot be audited.
    static Audited unknown(Claimed claim, String reason) {
        return new Audited(claim, Optional.empty(), Optional.empty(), Outcome.UNKNOWN, reason, claim.said());
    }
}
