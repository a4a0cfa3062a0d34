package org.unmask.core.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.unmask.core.text.Names;

/// The strategies that can be named in text.
public final class Strategies {
    private static final String PER_PASS = "tokens-per-pass";
    private static final String PROFILE = "profile";
    /// Keys of rules whose number of tokens per pass depends on the logits.
    private static final List<String> DEPENDENT = List.of("threshold", "factor", "entropy");

    private static final Key STEPS =
            new Key("steps", "G", "passes over the whole generated length, a fixed schedule (K in LLaDA)");
    private static final Key THRESHOLD =
            new Key("threshold", "", "commit every position at least this confident, and always the best one");
    private static final Key RULE =
            new Key("rule", "confidence", "order of a fixed schedule: confidence, margin, entropy, sequential, random");
    private static final List<Key> RULES = List.of(
            STEPS,
            THRESHOLD,
            new Key("factor", "", "commit the n most confident while (n+1)(1-confidence) is below this (Fast-dLLM)"),
            new Key("entropy", "", "commit the surest while their entropies sum to less than this (nats)"),
            RULE,
            new Key("schedule", "even", "even, or dream: in proportion to the time a step covers"));
    private static final List<Key> ASSUMPTIONS = List.of(
            new Key(PER_PASS, "", "assumed average for predictions, where the logits decide how many a pass commits"),
            new Key(PROFILE, "", "file with what each pass commits, recorded by a run: an assumption for predictions"));
    private static final Key EDIT_PASSES =
            new Key("edit-passes", "1", "assumed passes over a block without masks, the last of which edits nothing");

    /// Reads no file of a profile.
    public static final Function<String, CommitProfile> NO_PROFILES = file -> {
        throw new IllegalArgumentException("profile=" + file + " cannot be read here");
    };

    /// All of them, in the order in which they are listed.
    public static final List<Family> ALL = List.of(
            new Family("ar", "autoregressive with KV cache", List.of(), _ -> new Autoregressive()),
            new Family(
                    "diffusion",
                    "masked diffusion over the full canvas, no cache (LLaDA, Dream); block<G is semi-autoregressive",
                    keys(
                            block("G"),
                            RULES,
                            new Key("cfg", "0", "weight of classifier-free guidance; doubles the batch")),
                    values -> new FullCanvas(
                            values.positive("block", values.generatedTokens()),
                            values.rule(),
                            values.share("cfg", 0, 1e6))),
            new Family(
                    "prefix-cache",
                    "Fast-dLLM: full pass at each block start, then block and everything after it",
                    keys(block("min(32,G)"), RULES, extraPass()),
                    values ->
                            new CachedCanvas(false, values.block(32), values.rule(), 0, 0, values.flag("extra-pass"))),
            new Family(
                    "dual-cache",
                    "Fast-dLLM: full pass at each block start, then the block alone",
                    keys(
                            block("min(32,G)"),
                            RULES,
                            new Key("vicinity", "0", "positions on either side computed with the block (dInfer: 16)"),
                            new Key("warmup", "0", "full passes before the first use of the cache (dInfer: 4)"),
                            extraPass()),
                    values -> new CachedCanvas(
                            true,
                            values.block(32),
                            values.rule(),
                            values.count("vicinity", 0),
                            values.count("warmup", 0),
                            values.flag("extra-pass"))),
            new Family(
                    "dkv-cache",
                    "dKV-Cache: a decoded token is computed once more, then kept; full pass every few steps",
                    keys(
                            block("min(64,G)"),
                            RULES,
                            new Key("refresh", "8", "steps between two full passes of a block (greedy: 2)"),
                            new Key(
                                    "variant",
                                    "decode",
                                    "decode, or greedy: order drawn beforehand (needs rule=random)"),
                            new Key("window", "4", "masked neighbours computed with each token, greedy variant")),
                    Strategies::delayed),
            new Family(
                    "dllm-cache",
                    "dLLM-Cache: features of prompt and generated part kept for some passes, changed rows computed",
                    keys(
                            block("G"),
                            RULES,
                            new Key("prompt-interval", "100", "passes between two refreshes of the prompt"),
                            new Key("gen-interval", "7", "passes between two refreshes of the generated part"),
                            new Key("ratio", "0.25", "share of the generated part computed in between")),
                    values -> new FeatureCache(
                            values.positive("block", values.generatedTokens()),
                            values.rule(),
                            values.positive("prompt-interval", 100),
                            values.positive("gen-interval", 7),
                            values.share("ratio", 0.25, 1))),
            new Family(
                    "block-diffusion",
                    "block-causal with exact KV cache and a commit pass per block (SDAR, LLaDA2.0, BD3-LM)",
                    keys(
                            block("min(32,G)"),
                            RULES,
                            new Key("cache", "exact", "exact, none (LLaDA2.0's own loop) or per-block (dllm's BD3)")),
                    values -> new BlockDiffusion(
                            values.block(32),
                            values.floorRule(),
                            switch (values.choice("cache", "exact", "none", "per-block")) {
                                case 0 -> BlockDiffusion.Cache.EXACT;
                                case 1 -> BlockDiffusion.Cache.NONE;
                                default -> BlockDiffusion.Cache.PER_BLOCK;
                            })),
            new Family(
                    "fast-dllm-v2",
                    "Fast-dLLM v2: blocks with exact cache, decoded by sub-blocks, first token by the commit pass",
                    keys(
                            new Key("block", "32", "positions of a block, a multiple of sub-block"),
                            List.of(THRESHOLD),
                            new Key("sub-block", "min(8,block)", "positions decoded together"),
                            new Key(
                                    "block-cache",
                                    "off",
                                    "on: compute only the sub-block once its first token is known"),
                            new Key("blocks", "cover", "cover the generated length, or whole: G/block, as upstream")),
                    values -> {
                        int block = values.positive("block", 32);
                        return new HierarchicalBlocks(
                                block,
                                values.positive("sub-block", Math.min(8, block)),
                                values.subBlockRule(Math.min(8, block)),
                                values.choice("block-cache", "off", "on") == 1,
                                values.choice("blocks", "cover", "whole") == 1);
                    }),
            new Family(
                    "llada2.1",
                    "LLaDA2.1: block diffusion that may replace tokens, and verifies every finished block",
                    keys(
                            block("min(32,G)"),
                            List.of(THRESHOLD),
                            new Key("edit", "0.9", "confidence from which a token is replaced"),
                            new Key("post", "16", "most passes over a block without masks"),
                            new Key("cache", "exact", "exact, or none (its own loop)"),
                            EDIT_PASSES),
                    values -> new JointThreshold(
                            values.block(32),
                            values.dependentRule(),
                            values.share("edit", 0.9, Double.MAX_VALUE),
                            values.positive("post", 16),
                            values.choice("cache", "exact", "none") == 0)),
            new Family(
                    "d2f",
                    "D2F: several blocks at once, each waiting for a share of the one before; commits cost no pass",
                    keys(
                            block("min(32,G)"),
                            List.of(THRESHOLD),
                            new Key("add", "0.1", "decoded share of the last block from which another is added"),
                            new Key("activate", "0.95", "decoded share of a block from which the next must commit")),
                    values -> new PipelinedBlocks(
                            values.block(32),
                            values.dependentRule(),
                            values.share("add", 0.1, 1),
                            values.share("activate", 0.95, 1))),
            new Family(
                    "llama-cpp",
                    "llama.cpp's diffusion-cli: a canvas of fixed length; trailing empty blocks cost a pass each",
                    List.of(
                            new Key("canvas", "P+G", "positions computed in every pass, prompt included (its ubatch)"),
                            new Key("block", "canvas", "positions of a block, counted on the canvas"),
                            new Key("steps", "canvas-P", "passes over all blocks with masks, a fixed schedule"),
                            RULE),
                    values -> new PaddedCanvas(
                            values.count("canvas", 0),
                            values.count("block", 0),
                            values.count("steps", 0),
                            values.order())));

    private Strategies() {}

    /// A strategy and the key names it takes.
    ///
    /// @param create  makes the strategy from checked values
    public record Family(String id, String summary, List<Key> keys, Function<Values, Strategy> create) {
        /// Whether a specification of this strategy has a use for a key.
        public boolean takes(String key) {
            return keys.stream().anyMatch(known -> known.name().equals(key));
        }
    }

    /// A key that a strategy takes.
    ///
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

    /// The assumed outcomes for a specification: its `tokens-per-pass` or `profile` where the logits would decide.
    ///
    /// @param profiles  reads the file of a profile
    public static Function<Pass, Outcome> assumption(
            StrategySpec spec, Request request, Function<String, CommitProfile> profiles) {
        Values values = new Values(spec, request.generatedTokens());
        String profile = spec.keys().get(PROFILE);
        if (profile != null) {
            return Assumption.profile(profiles.apply(profile), request.generatedTokens(), request.batch());
        }
        return spec.keys().containsKey(PER_PASS)
                ? Assumption.tokensPerPass(
                        values.number(PER_PASS), values.positive(EDIT_PASSES.name(), 1), request.batch())
                : Assumption.scheduled(request.batch());
    }

    /// The assumed outcomes for a specification that names no file.
    ///
    /// @throws IllegalArgumentException if it gives `profile`
    public static Function<Pass, Outcome> assumption(StrategySpec spec, Request request) {
        return assumption(spec, request, NO_PROFILES);
    }

    /// Whether the passes can be priced without an engine.
    public static boolean isPredictable(StrategySpec spec) {
        Set<String> keys = spec.keys().keySet();
        boolean assumed = keys.contains(PER_PASS) || keys.contains(PROFILE);
        boolean dependent = DEPENDENT.stream().anyMatch(keys::contains)
                || Set.of("llada2.1", "d2f").contains(spec.id());
        return assumed || !dependent;
    }

    /// The strategy of that name.
    ///
    /// @throws IllegalArgumentException naming the nearest known ones, if there is none
    public static Family family(String id) {
        return ALL.stream()
                .filter(family -> family.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Names.unknown(
                        "strategy", id, ALL.stream().map(Family::id).toList()));
    }

    private static Strategy delayed(Values values) {
        boolean greedy = values.choice("variant", "decode", "greedy") == 1;
        int refresh = values.positive("refresh", greedy ? 2 : 8);
        Rule rule = values.rule();
        if (!greedy) {
            return new DelayedCache(values.block(64), rule, refresh);
        }
        if (rule instanceof Rule.Fixed fixed) {
            return new GreedyDelayedCache(values.block(64), fixed, refresh, values.count("window", 4));
        }
        throw new IllegalArgumentException(
                "strategy '" + values.spec() + "': variant=greedy needs rule=random and steps=K");
    }

    private static Key block(String initial) {
        return new Key("block", initial, "positions of a block; the generated length must be a multiple");
    }

    private static Key extraPass() {
        return new Key("extra-pass", "off", "on: compute a block again even if its full pass finished it (early code)");
    }

    private static List<Key> keys(Key block, List<Key> rules, Key... more) {
        List<Key> keys = new ArrayList<>();
        keys.add(block);
        keys.addAll(rules);
        keys.addAll(List.of(more));
        keys.addAll(ASSUMPTIONS);
        return List.copyOf(keys);
    }
}
