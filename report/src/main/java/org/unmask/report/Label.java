package org.unmask.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/// A name in legends and tables, and what decides its colour.
///
/// @param text  as shown, for instance `LLaDA-8B, K = 64`
/// @param strategy  things of the same strategy have the same colour in all figures
public record Label(String text, String strategy, Role role) {
    private static final String STEPS = "K = ";

    /// What a line or a bar stands for. Each role has one colour and one symbol on every page; things of one role
    /// differ in shade.
    public enum Role {
        /// An autoregressive model.
        ARM,
        /// Diffusion that computes the whole canvas in every pass.
        FULL,
        /// Diffusion over the whole canvas that takes keys, values or features from a cache.
        CACHED,
        /// Diffusion block after block, with the finished ones in a cache.
        BLOCK,
        /// A machine or a bound.
        NEUTRAL;

        private static final Map<String, Role> STRATEGIES = Map.ofEntries(
                Map.entry("prefix-cache", CACHED),
                Map.entry("dual-cache", CACHED),
                Map.entry("dkv-cache", CACHED),
                Map.entry("dllm-cache", CACHED),
                Map.entry("block-diffusion", BLOCK),
                Map.entry("fast-dllm-v2", BLOCK),
                Map.entry("llada2.1", BLOCK),
                Map.entry("llada2.2", BLOCK),
                Map.entry("d2f", BLOCK),
                Map.entry("d3llm", BLOCK),
                Map.entry("wedlm", BLOCK),
                Map.entry("self-speculation", BLOCK),
                Map.entry("diffusion-gemma", BLOCK));

        /// The role of a diffusion strategy.
        ///
        /// @param text  holds the id of the strategy as a word of its own, for instance `llada-8b dual-cache:block=32`
        static Role diffusion(String text) {
            return Arrays.stream(text.split("[^a-z0-9.-]+", -1))
                    .flatMap(word -> Optional.ofNullable(STRATEGIES.get(word)).stream())
                    .findFirst()
                    .orElse(FULL);
        }

        /// The name in the data and the style of the page.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Something autoregressive.
    public static Label ar(String text, String strategy) {
        return new Label(text, strategy, Role.ARM);
    }

    /// Something that diffuses; its strategy decides the role.
    public static Label dlm(String text, String strategy) {
        return new Label(text, strategy, Role.diffusion(strategy));
    }

    /// Something that diffuses with a fixed number of steps; labels of different steps have shades of one scale.
    public static Label steps(String text, int steps) {
        return dlm(text, STEPS + steps);
    }

    /// A machine or a bound.
    public static Label neutral(String text) {
        return new Label(text, text, Role.NEUTRAL);
    }

    /// The number given to [#steps(String, int)].
    public static OptionalInt steps(String strategy) {
        return strategy.matches(STEPS + "\\d{1,9}")
                ? OptionalInt.of(Integer.parseInt(strategy.substring(STEPS.length())))
                : OptionalInt.empty();
    }

    /// The label as scripts read it: `{"text": ..., "strategy": ..., "role": "arm"}`, with `steps` if it has a number
    /// of them.
    public ObjectNode json() {
        ObjectNode node =
                Chart.node().put("text", text).put("strategy", strategy).put("role", role.id());
        steps(strategy).ifPresent(steps -> node.put("steps", steps));
        return node;
    }
}
