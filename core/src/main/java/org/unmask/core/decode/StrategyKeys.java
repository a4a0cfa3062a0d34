package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The keys that several strategies take: their block, and how many tokens a pass commits.
public final class StrategyKeys {
    /// Passes of a fixed schedule.
    public static final Key<Integer> STEPS = Key.positive(
            "steps", Key.Initial.generated(), "passes over the whole generated length, a fixed schedule (K in LLaDA)");

    static final Key<Order> ORDER = Key.choice(
            "rule",
            List.of(Order.values()),
            "order of a fixed schedule: confidence, margin, entropy, sequential, random");
    static final Key<Rule.Pace> PACE = Key.choice(
            "schedule", List.of(Rule.Pace.values()), "even, or dream: in proportion to the time a step covers");
    static final Key<Double> THRESHOLD = Key.optional(
            "threshold", Domain.above0(), "commit every position at least this confident, and always the best one");
    static final Key<Double> FACTOR = Key.optional(
            "factor",
            Domain.above0(),
            "commit the n most confident while (n+1)(1-confidence) is below this (Fast-dLLM)");
    static final Key<Double> ENTROPY = Key.optional(
            "entropy", Domain.above0(), "commit the surest while their entropies sum to less than this (nats)");

    /// The average a prediction assumes where logits decide.
    public static final Key<Double> TOKENS_PER_PASS = Key.optional(
            "tokens-per-pass",
            Domain.from(1),
            "assumed average for predictions, where the logits decide how many a pass commits");
    /// A file of what passes of a run or of an evaluation committed.
    public static final Key<String> PROFILE = Key.optional(
            "profile",
            Domain.file(),
            "file with what passes commit, recorded by a run or an evaluation: an assumption for predictions");

    /// The model that drafts.
    public static final Key<String> DRAFTER = Key.optional(
            "drafter",
            new Domain<>("the name of a model, or ngram", Optional::of, name -> name),
            "the model that drafts, by name; ngram looks drafts up in prompt and answer, without a model");

    static final Key<Double> ACCEPTANCE = Key.optional(
            "acceptance",
            Domain.upTo(1),
            "assumed for predictions: probability that the target keeps a drafted token if it kept those before it"
                    + " (Leviathan's alpha)");
    /// What is kept of a draft on average, or a file that says it.
    public static final Key<String> ACCEPTED = Key.optional(
            "accepted",
            new Domain<>("a number from 0, or a file", Optional::of, text -> text),
            "assumed for predictions: drafted tokens kept per verify pass on average, the token of the target itself not"
                    + " counted; or a file with their distribution");

    static final Key<Integer> EDIT_PASSES = Key.positive(
            "edit-passes", 1, "assumed passes over a block without masks, the last of which edits nothing");

    /// Keys of a fixed schedule.
    public static final List<Key<?>> SCHEDULE = List.of(STEPS, ORDER, PACE);
    /// Keys of the rules under which logits decide how many tokens a pass commits; a strategy has at most one rule.
    public static final List<Key<Double>> LOGIT_RULES = List.of(THRESHOLD, FACTOR, ENTROPY);
    /// Keys of what a prediction assumes in place of logits.
    public static final List<Key<?>> ASSUMPTIONS = List.of(TOKENS_PER_PASS, PROFILE);
    /// Keys of what a prediction assumes of drafts.
    public static final List<Key<?>> DRAFT_ASSUMPTIONS = List.of(ACCEPTANCE, ACCEPTED);

    private static final List<Key<?>> RULES = List.of(STEPS, THRESHOLD, FACTOR, ENTROPY, ORDER, PACE);

    /// The name of the key of the block.
    static final String BLOCK = "block";

    private StrategyKeys() {}

    /// The block of a strategy that generates whole blocks.
    static Key<Integer> block(Key.Initial<Integer> initial) {
        return Key.positive(BLOCK, initial, "positions of a block; the generated length must be a multiple");
    }

    /// The keys of a strategy that takes any rule: its block, the rules, its own keys, the assumptions.
    static List<Key<?>> ofAnyRule(Key<Integer> block, Key<?>... own) {
        return joined(Stream.concat(Stream.of(block), RULES.stream()), own);
    }

    /// The keys of a strategy that takes a threshold only.
    static List<Key<?>> ofThreshold(Key<Integer> block, Key<?>... own) {
        return joined(Stream.of(block, THRESHOLD), own);
    }

    /// True if a specification says what to assume in place of logits.
    static boolean isAssumed(StrategySpec spec) {
        return isAnyGiven(ASSUMPTIONS, spec) || isAnyGiven(DRAFT_ASSUMPTIONS, spec);
    }

    private static boolean isAnyGiven(List<Key<?>> keys, StrategySpec spec) {
        for (Key<?> key : keys) {
            if (key.isGiven(spec)) {
                return true;
            }
        }
        return false;
    }

    /// The number that a text stands for; a text that is none names a file.
    static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static List<Key<?>> joined(Stream<? extends Key<?>> first, Key<?>... own) {
        return Stream.of(first, Stream.of(own), ASSUMPTIONS.stream())
                .<Key<?>>flatMap(part -> part)
                .toList();
    }
}
