package org.unmask.core.decode;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Answers to problems, setting by setting: an assumption for predictions of the same strategies, also under other
/// models.
///
/// @param name  of its file, for messages
/// @param settings  at least one
public record AnswerProfile(String name, List<RecordedAnswers> settings) implements Recording {
    private static final int NAMED = 4;

    /// Strategies that finish a block before they begin the next, so that passes over a block can be told.
    private static final List<StrategyFamily> BLOCK_BY_BLOCK = List.of(
            FullCanvas.FAMILY,
            CachedCanvas.PREFIX,
            CachedCanvas.DUAL,
            DelayedCache.FAMILY,
            FeatureCache.FAMILY,
            BlockDiffusion.FAMILY);

    public AnswerProfile {
        settings = List.copyOf(settings);
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("profile " + name + " has no answers");
        }
    }

    /// The answers under the strategy of a specification, with blocks as long; where it was asked more than once, those
    /// to the most problems.
    ///
    /// @throws IllegalArgumentException if there are none, or passes over blocks cannot be told
    RecordedAnswers of(StrategySpec spec, Request request) {
        Strategy strategy = Strategies.create(spec, request.generatedTokens());
        check(spec, strategy, request);
        return settings.stream()
                .filter(answers -> answers.strategy().id().equals(spec.id())
                        && Strategies.create(answers.strategy(), answers.generatedTokens())
                                .equals(strategy)
                        && !answers.blocks().isEmpty())
                .max(Comparator.comparingInt(RecordedAnswers::count))
                .orElseThrow(() -> new IllegalArgumentException("profile " + name + " has no answers under '"
                        + spec.without(StrategyKeys.PROFILE.name()) + "' with blocks as long; it has " + known()));
    }

    private void check(StrategySpec spec, Strategy strategy, Request request) {
        if (!BLOCK_BY_BLOCK.contains(Strategies.family(spec.id()))) {
            throw new IllegalArgumentException("profile " + name + " holds answers, which tell the passes of "
                    + BLOCK_BY_BLOCK.stream().map(StrategyFamily::id).collect(Collectors.joining(", "))
                    + ", not those of " + spec.id());
        }
        if (!Unfolding.dependsOnLogits(strategy, request)) {
            throw new IllegalArgumentException("strategy '" + spec
                    + "' needs no profile of answers: its schedule says what each pass commits; leave profile out");
        }
    }

    private String known() {
        List<String> all = settings.stream()
                .map(answers -> "'" + answers.strategy() + "' of " + answers.generatedTokens() + " tokens")
                .distinct()
                .toList();
        String first = all.stream().limit(NAMED).collect(Collectors.joining(", "));
        return all.size() > NAMED ? first + " and " + (all.size() - NAMED) + " more" : first;
    }
}
