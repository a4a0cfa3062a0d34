package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Mask;

/// What strategies with drafts have in common: the verify pass, and what a prediction assumes to be kept.
final class Drafts {
    private static final int LONGEST = 1 << 16;
    /// So that the last of the passes reaches the last token.
    private static final double ROUNDING = 1e-6;

    private Drafts() {}

    /// Where a generation stands between two drafts.
    ///
    /// @param known  tokens of prompt and answer; the target has keys of all but the last
    /// @param cached  positions of which the drafter has keys
    /// @param step  verify passes so far
    /// @param running  sequences that have not stopped
    record State(int known, int cached, int step, int running) {
        boolean isDone(Request request) {
            return known >= request.length() || running == 0;
        }

        /// This state with another number of positions of which the drafter has keys.
        State cached(int positions) {
            return new State(known, positions, step, running);
        }
    }

    /// What follows a verify pass.
    interface Verified {
        /// @param committed  tokens of each sequence
        /// @param next  with the cache of the drafter as it was
        Step then(int committed, State next);
    }

    /// A pass of the drafter over the positions `[start, end)`.
    ///
    /// @param rows  of logits that are needed
    static Pass pass(Request request, State state, Mask mask, int start, int end, int rows) {
        boolean all = rows > 0 && request.logits() == LogitRows.ALL;
        Task task = new Task(Phase.DRAFT, start, end, end, 0, state.step(), new Commit.None());
        return new Pass(state.running(), end - start, start, mask, all ? end - start : rows, task).by(Role.DRAFTER);
    }

    /// The pass of the target over the last known token and the draft. Keys of what it does not keep are cut off.
    static Step verify(Request request, State state, int draft, Verified then) {
        int known = state.known();
        int masked = Math.min(draft + 1, request.length() - known);
        Task task =
                new Task(Phase.VERIFY, known - 1, known, known + masked, masked, state.step(), new Commit.Verified());
        Pass pass = new Pass(state.running(), draft + 1, known - 1, Mask.CAUSAL, draft + 1, task);
        return new Step.Run(pass, outcome -> {
            int committed = masked - outcome.masked();
            return then.then(
                    committed, new State(known + committed, state.cached(), state.step() + 1, outcome.running()));
        });
    }

    /// The key of how many tokens are drafted.
    static Key<Integer> length(int initial) {
        return Key.positive("draft", initial, "tokens drafted for one verify pass of the target");
    }

    /// How many tokens are drafted, if that is not too many and what is assumed of them can be.
    ///
    /// @throws IllegalArgumentException if not, or assumptions exclude each other
    static int checked(Values values, Key<Integer> length) {
        return checked(values, length, 0);
    }

    /// Likewise, of a length in which some tokens are no draft.
    static int checked(Values values, Key<Integer> length, int others) {
        int draft = values.get(length) - others;
        if (draft > LONGEST) {
            throw new IllegalArgumentException("bad value in strategy '" + values.spec() + "': " + length.name() + "="
                    + values.get(length) + "; expected a whole number from 1 to " + LONGEST);
        }
        List<String> given = StrategyKeys.DRAFT_ASSUMPTIONS.stream()
                .filter(values::has)
                .<String>map(Key::name)
                .toList();
        if (given.size() > 1) {
            throw new IllegalArgumentException("strategy '" + values.spec() + "' gives " + String.join(" and ", given)
                    + "; leave all but one out");
        }
        values.find(StrategyKeys.ACCEPTED).flatMap(StrategyKeys::number).ifPresent(mean -> check(values, mean, draft));
        return draft;
    }

    private static void check(Values values, double mean, int draft) {
        if (!(mean >= 0 && mean <= draft)) {
            throw new IllegalArgumentException(
                    "bad value in strategy '" + values.spec() + "': accepted=" + values.get(StrategyKeys.ACCEPTED)
                            + "; expected a number from 0 to the draft of " + draft + ", or a file");
        }
    }

    /// Tokens a verify pass is assumed to commit on average: those kept of a draft, and the one the target adds. Empty if
    /// nothing is assumed.
    ///
    /// With an acceptance of `α` that is `1 + α + ... + α^draft = (1 - α^(draft + 1)) / (1 - α)` (Leviathan et al., arXiv
    /// 2211.17192, equation 1).
    ///
    /// @throws IllegalArgumentException if a file is longer than the draft or no distribution
    static Optional<Double> tokensPerPass(Values values, StrategyFiles files) {
        if (!values.has(StrategyKeys.ACCEPTANCE) && !values.has(StrategyKeys.ACCEPTED)) {
            return Optional.empty();
        }
        int draft = Strategies.create(values.spec(), values.generatedTokens()).draft();
        return Optional.of(
                values.has(StrategyKeys.ACCEPTANCE)
                        ? powers(values.get(StrategyKeys.ACCEPTANCE), draft)
                        : 1 + mean(values.get(StrategyKeys.ACCEPTED), draft, files));
    }

    /// The tokens kept on average in a generation that takes more verify passes than a share of all, if a file says how they
    /// are distributed.
    static Optional<StrategySpec> quantile(Values values, StrategyFiles files, double share) {
        Optional<String> file = values.find(StrategyKeys.ACCEPTED)
                .filter(text -> StrategyKeys.number(text).isEmpty());
        return file.map(name -> {
            Strategy strategy = Strategies.create(values.spec(), values.generatedTokens());
            Acceptance acceptance = files.acceptance(name);
            acceptance.mean(strategy.draft());
            // The pass over the prompt of an autoregressive model gives the first token.
            int first = Strategies.isAutoregressive(values.spec()) ? 1 : 0;
            int tokens = Math.max(1, values.generatedTokens() - first);
            return kept(values.spec(), tokens, acceptance.passes(tokens, share), strategy.draft());
        });
    }

    /// So many on average that so many passes are needed.
    private static StrategySpec kept(StrategySpec spec, int tokens, int passes, int draft) {
        double kept = Math.clamp((tokens + ROUNDING) / passes - 1, 0, draft);
        return spec.with(StrategyKeys.ACCEPTED.name(), "" + kept);
    }

    private static double mean(String text, int draft, StrategyFiles files) {
        return StrategyKeys.number(text).orElseGet(() -> files.acceptance(text).mean(draft));
    }

    private static double powers(double acceptance, int draft) {
        double sum = 1;
        for (int i = 0; i < draft; i++) {
            sum = 1 + acceptance * sum;
        }
        return sum;
    }
}
