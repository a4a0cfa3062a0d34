package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.unmask.core.text.Names;

/// The strategies that can be named in text.
public final class Strategies {
    /// All of them, in the order in which they are listed.
    public static final List<StrategyFamily> ALL = List.of(
            Autoregressive.FAMILY,
            SpeculativeDecoding.FAMILY,
            HeadDrafting.FAMILY,
            BlockDrafting.FAMILY,
            FullCanvas.FAMILY,
            CachedCanvas.PREFIX,
            CachedCanvas.DUAL,
            DelayedCache.FAMILY,
            FeatureCache.FAMILY,
            BlockDiffusion.FAMILY,
            HierarchicalBlocks.FAMILY,
            JointThreshold.FAMILY,
            JointThreshold.WITH_INSERTIONS,
            PipelinedBlocks.FAMILY,
            PipelinedBlocks.BOUNDED,
            CausalWindow.FAMILY,
            SelfSpeculation.FAMILY,
            RenoisedCanvas.FAMILY,
            PaddedCanvas.FAMILY);

    static final String LOGIT_ASSUMPTIONS = "tokens-per-pass=X or profile=FILE";
    static final String STEP_ASSUMPTIONS = "steps=N, steps=FILE, " + LOGIT_ASSUMPTIONS;
    static final String DRAFT_ASSUMPTIONS = "acceptance=A, accepted=X or accepted=FILE";

    /// The usual strategy of autoregressive models.
    public static final StrategySpec AUTOREGRESSIVE = StrategySpec.parse(Autoregressive.FAMILY.id());

    /// What may stand in the place of a drafter and is no model.
    public static final String LOOKUP = SpeculativeDecoding.LOOKUP;

    private Strategies() {}

    /// The strategy of that name.
    ///
    /// @throws IllegalArgumentException naming the nearest known ones, if there is none
    public static StrategyFamily family(String id) {
        return Names.find("strategy", id, ALL, StrategyFamily::id);
    }

    /// Makes the strategy a specification describes.
    ///
    /// @throws IllegalArgumentException if the name or a key is unknown (the nearest known ones are named), or a
    ///     value is bad
    public static Strategy create(StrategySpec spec, int generatedTokens) {
        return family(spec.id()).create(spec, generatedTokens);
    }

    /// Makes the strategy and runs its own checks of the request, so that a bad combination is refused before any
    /// work.
    public static Strategy checked(StrategySpec spec, Request request) {
        Strategy strategy = create(spec, request.generatedTokens());
        strategy.start(request);
        return strategy;
    }

    /// True if a specification is for autoregressive models.
    ///
    /// @throws IllegalArgumentException if its name is unknown
    public static boolean isAutoregressive(StrategySpec spec) {
        return family(spec.id()).autoregressive();
    }

    /// The name of the model that a strategy drafts with; empty if it needs none besides its target.
    ///
    /// @throws IllegalArgumentException if the specification is bad
    public static Optional<String> drafter(StrategySpec spec, int generatedTokens) {
        if (!StrategyKeys.DRAFTER.isGiven(spec)) {
            return Optional.empty();
        }
        return create(spec, generatedTokens).drafter().flatMap(drafter -> switch (drafter) {
            case Drafter.Named(String model) -> Optional.of(model);
            case Drafter.Head _, Drafter.Block _ -> Optional.empty();
        });
    }

    /// Speculative decoding with a drafter.
    ///
    /// @param drafter  the name of a model, or `ngram`
    public static StrategySpec draftedBy(String drafter) {
        return StrategySpec.parse(SpeculativeDecoding.FAMILY.id()).with(StrategyKeys.DRAFTER.name(), drafter);
    }

    /// Checks that the engine runs a strategy, and that nothing it decides by is only assumed.
    ///
    /// @return the strategy
    /// @throws IllegalArgumentException with the reason, if it does not, or the specification does not fit the request
    public static Strategy runnable(StrategySpec spec, Request request) {
        family(spec.id()).obstacle().ifPresent(reason -> {
            throw new IllegalArgumentException("strategy '" + spec + "' can be priced, not run: " + reason);
        });
        Strategy strategy = checked(spec, request);
        if (StrategyKeys.isAssumed(spec) && Unfolding.isAssumed(strategy, request)) {
            throw new IllegalArgumentException("strategy '" + spec + "' can be priced, not run: "
                    + assumed(spec) + " is an assumption for predictions; to run, leave it out, or say what commits:"
                    + " steps, threshold, factor or entropy, as far as the strategy has them");
        }
        return strategy;
    }

    private static String assumed(StrategySpec spec) {
        return StrategyKeys.ASSUMPTIONS.stream()
                .filter(key -> key.isGiven(spec))
                .map(Key::name)
                .collect(Collectors.joining(" and "));
    }

    /// What to add to a specification whose passes only logits can tell, for it to be predicted.
    ///
    /// @throws IllegalArgumentException if its name is unknown
    public static String assumptions(StrategySpec spec) {
        StrategyFamily family = family(spec.id());
        if (family.takes(StrategyKeys.ACCEPTED)) {
            return DRAFT_ASSUMPTIONS;
        }
        return family.equals(RenoisedCanvas.FAMILY) ? STEP_ASSUMPTIONS : LOGIT_ASSUMPTIONS;
    }

    /// A strategy of blocks that are aligned to position 0, with a block of this length if it names none.
    ///
    /// @return the same if that is its default already, or it is of another kind
    /// @throws IllegalArgumentException if its name is unknown
    public static StrategySpec withBlock(StrategySpec spec, int generatedTokens, int block) {
        boolean fits = List.of(BlockDiffusion.FAMILY, HierarchicalBlocks.FAMILY, JointThreshold.FAMILY)
                .contains(family(spec.id()));
        if (!fits || spec.keys().containsKey(StrategyKeys.BLOCK)) {
            return spec;
        }
        StrategySpec own = spec.with(StrategyKeys.BLOCK, "" + block);
        return create(own, generatedTokens).equals(create(spec, generatedTokens)) ? spec : own;
    }

    /// True if only logits can tell the passes of a request: no schedule is fixed, and nothing is assumed. Such a
    /// specification can be run, but not predicted.
    ///
    /// @throws IllegalArgumentException if the specification is bad or does not fit the request
    public static boolean needsLogits(StrategySpec spec, Request request) {
        Strategy strategy = create(spec, request.generatedTokens());
        return !StrategyKeys.isAssumed(spec)
                && !RenoisedCanvas.isAssumed(spec)
                && Unfolding.dependsOnLogits(strategy, request);
    }

    /// The assumed outcomes for a specification: its `tokens-per-pass`, `profile` or what it says of drafts, where the
    /// logits would decide.
    public static Function<Pass, Outcome> assumption(StrategySpec spec, Request request, StrategyFiles files) {
        Values values = new Values(spec, request.generatedTokens());
        Optional<String> profile = values.find(StrategyKeys.PROFILE);
        if (profile.isPresent()) {
            return switch (files.profile(profile.get())) {
                case CommitProfile commits -> Assumption.profile(commits, request.generatedTokens(), request.batch());
                case AnswerProfile answers -> new Paced(answers.of(spec, request), request.batch());
            };
        }
        Optional<StepCounts> steps = RenoisedCanvas.counts(spec, request.generatedTokens(), files);
        if (steps.isPresent()) {
            RenoisedCanvas canvases = (RenoisedCanvas) create(spec, request.generatedTokens());
            return canvases.taking(steps.get().mean(), request);
        }
        return values.find(StrategyKeys.TOKENS_PER_PASS)
                .or(() -> Drafts.tokensPerPass(values, files))
                .map(tokens -> Assumption.tokensPerPass(tokens, values.get(StrategyKeys.EDIT_PASSES), request.batch()))
                .orElseGet(() -> Assumption.scheduled(request.batch()));
    }

    /// The answers that the passes of a specification are assumed after; empty if it names none.
    ///
    /// @throws IllegalArgumentException if they do not suit the strategy
    public static Optional<RecordedAnswers> answers(StrategySpec spec, Request request, StrategyFiles files) {
        return new Values(spec, request.generatedTokens())
                .find(StrategyKeys.PROFILE)
                .flatMap(file -> switch (files.profile(file)) {
                    case CommitProfile _ -> Optional.empty();
                    case AnswerProfile answers -> Optional.of(answers.of(spec, request));
                });
    }

    /// Between what a generation is, if a specification assumes a distribution; empty if it does not.
    ///
    /// @throws IllegalArgumentException if a file is no distribution, or does not suit the strategy
    public static Optional<Spread> spread(StrategySpec spec, Request request, StrategyFiles files) {
        return quantile(spec, request, files, Spread.FEW)
                .map(few -> new Spread(
                        few, quantile(spec, request, files, Spread.MANY).orElseThrow()));
    }

    /// The strategy of a generation that takes more passes than a share of all, if a specification assumes a distribution;
    /// empty if it does not.
    ///
    /// @param share  of generations that take no more passes, above 0 and below 1
    /// @throws IllegalArgumentException if a file is no distribution, or does not suit the strategy
    public static Optional<StrategySpec> quantile(
            StrategySpec spec, Request request, StrategyFiles files, double share) {
        return RenoisedCanvas.counts(spec, request.generatedTokens(), files)
                .map(counts -> spec.with(RenoisedCanvas.STEPS.name(), "" + counts.quantile(share)))
                .or(() -> Drafts.quantile(new Values(spec, request.generatedTokens()), files, share));
    }

    /// The number that the generated length of a request must be a multiple of: the block of a strategy that generates whole
    /// blocks, else 1.
    ///
    /// @throws IllegalArgumentException if the specification is bad
    public static int lengthUnit(StrategySpec spec, int generatedTokens) {
        StrategyFamily family = family(spec.id());
        if (family.takes(StrategyKeys.ACCEPTED)) {
            return 1;
        }
        Values values = new Values(spec, generatedTokens);
        return family.keys().stream()
                .filter(key -> key.name().equals(StrategyKeys.BLOCK))
                .map(values::get)
                .mapToInt(block -> block instanceof Integer positions ? Math.max(1, positions) : 1)
                .findFirst()
                .orElse(1);
    }

    /// The assumed outcomes for a specification that names no file.
    ///
    /// @throws IllegalArgumentException if it does
    public static Function<Pass, Outcome> assumption(StrategySpec spec, Request request) {
        return assumption(spec, request, StrategyFiles.NONE);
    }
}
