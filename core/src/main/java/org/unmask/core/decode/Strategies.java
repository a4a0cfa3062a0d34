package org.unmask.core.decode;

import java.util.List;
import java.util.function.Function;
import org.unmask.core.text.Names;

/// The strategies that can be named in text.
public final class Strategies {
    private static final int BLOCK = 32;

    private static final Key STEPS =
            new Key("steps", "G", "passes over the whole generated length, a fixed schedule (K in LLaDA)");
    private static final Key THRESHOLD =
            new Key("threshold", "", "commit every position at least this confident, and always the best one");
    private static final Key TOKENS_PER_PASS = new Key(
            "tokens-per-pass",
            "",
            "assumed average for predictions, where the logits decide how many tokens a pass commits");

    /// All of them, in the order in which they are listed.
    public static final List<Family> ALL = List.of(
            new Family("ar", "autoregressive with KV cache", List.of(), _ -> new Autoregressive()),
            new Family(
                    "diffusion",
                    "masked diffusion over the full canvas, no cache (LLaDA, Dream); block<G is semi-autoregressive",
                    diffusionKeys("G"),
                    values -> new FullCanvas(values.positive("block", values.generatedTokens()), values.rule())),
            new Family(
                    "prefix-cache",
                    "Fast-dLLM: full pass at each block start, then block and everything after it",
                    diffusionKeys("min(32,G)"),
                    values -> new CachedCanvas(false, values.block(), values.rule())),
            new Family(
                    "dual-cache",
                    "Fast-dLLM: full pass at each block start, then the block alone",
                    diffusionKeys("min(32,G)"),
                    values -> new CachedCanvas(true, values.block(), values.rule())),
            new Family(
                    "block-diffusion",
                    "block-causal with exact KV cache and a commit pass per block (SDAR, LLaDA2.0, BD3-LM)",
                    diffusionKeys("min(32,G)"),
                    values -> new BlockDiffusion(values.block(), values.rule())));

    private Strategies() {}

    /// A strategy and the key names it takes.
    ///
    /// @param create  makes the strategy from checked values
    public record Family(String id, String summary, List<Key> keys, Function<Values, Strategy> create) {}

    /// @param initial  the value when the key is not given, as shown to people; empty if there is none
    public record Key(String name, String initial, String meaning) {}

    /// Makes the strategy a specification describes.
    ///
    /// @throws IllegalArgumentException if the name or a key is unknown (the nearest known ones are named), or a
    ///     value is bad
    public static Strategy create(StrategySpec spec, int generatedTokens) {
        Family family = family(spec.id());
        List<String> known = family.keys().stream().map(Key::name).toList();
        for (String key : spec.keys().keySet()) {
            if (known.isEmpty()) {
                throw new IllegalArgumentException("strategy '" + spec.id() + "' takes no keys; found '" + key + "'");
            }
            if (!known.contains(key)) {
                throw Names.unknown("key of strategy " + spec.id(), key, known);
            }
        }
        return family.create().apply(new Values(spec, generatedTokens));
    }

    /// Makes the strategy and runs its own checks of the request, so that a bad combination is refused before any
    /// work.
    public static Strategy checked(StrategySpec spec, Request request) {
        Strategy strategy = create(spec, request.generatedTokens());
        strategy.start(request);
        return strategy;
    }

    /// The assumed outcomes for a specification: its `tokens-per-pass` where the logits would decide.
    public static Function<Pass, Outcome> assumption(StrategySpec spec, int batch) {
        return spec.keys().containsKey(TOKENS_PER_PASS.name())
                ? Assumption.tokensPerPass(new Values(spec, 0).number(TOKENS_PER_PASS.name()), batch)
                : Assumption.scheduled(batch);
    }

    /// Whether the passes can be priced without an engine.
    public static boolean isPredictable(StrategySpec spec) {
        return !spec.keys().containsKey(THRESHOLD.name()) || spec.keys().containsKey(TOKENS_PER_PASS.name());
    }

    private static Family family(String id) {
        return ALL.stream()
                .filter(family -> family.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Names.unknown(
                        "strategy", id, ALL.stream().map(Family::id).toList()));
    }

    private static List<Key> diffusionKeys(String block) {
        return List.of(
                new Key("block", block, "positions of a block; the generated length must be a multiple"),
                STEPS,
                THRESHOLD,
                TOKENS_PER_PASS);
    }

    /// The values of a specification, read with a clear error.
    public record Values(StrategySpec spec, int generatedTokens) {
        int block() {
            return positive("block", Math.min(BLOCK, generatedTokens));
        }

        int positive(String key, int initial) {
            String text = spec.keys().get(key);
            if (text == null) {
                return initial;
            }
            try {
                int value = Integer.parseInt(text);
                if (value >= 1) {
                    return value;
                }
            } catch (NumberFormatException _) {
                // reported below, like a number out of range
            }
            throw new IllegalArgumentException(
                    "bad value in strategy '" + spec + "': " + key + "=" + text + "; expected a whole number from 1");
        }

        double number(String key) {
            String text = spec.keys().get(key);
            try {
                double value = Double.parseDouble(text);
                if (Double.isFinite(value)) {
                    return value;
                }
            } catch (NumberFormatException _) {
                // reported below, like a number out of range
            }
            throw new IllegalArgumentException(
                    "bad value in strategy '" + spec + "': " + key + "=" + text + "; expected a number");
        }

        Rule rule() {
            boolean steps = spec.keys().containsKey(STEPS.name());
            boolean threshold = spec.keys().containsKey(THRESHOLD.name());
            boolean assumed = spec.keys().containsKey(TOKENS_PER_PASS.name());
            if (steps && (threshold || assumed)) {
                throw new IllegalArgumentException(
                        "strategy '" + spec + "' gives steps, a fixed schedule, together with "
                                + (threshold ? "threshold" : "tokens-per-pass") + "; leave one of them out");
            }
            if (assumed) {
                Assumption.tokensPerPass(number(TOKENS_PER_PASS.name()), 1);
            }
            if (threshold) {
                return new Rule.Threshold(number(THRESHOLD.name()));
            }
            return assumed ? new Rule.Assumed() : new Rule.Fixed(positive(STEPS.name(), generatedTokens));
        }
    }
}
