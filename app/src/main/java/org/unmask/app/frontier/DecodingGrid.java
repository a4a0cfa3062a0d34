package org.unmask.app.frontier;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Paradigm;
import org.unmask.core.text.Names;

/// A cross product of ways to decode with a diffusion model.
///
/// @param caches  names of caches: `none`, `prefix`, `dual`, `delayed`, `exact`
/// @param blocks  block lengths
/// @param steps  numbers of steps of fixed schedules
/// @param rules  rules that logits decide by, for instance `threshold=0.9`
public record DecodingGrid(List<String> caches, List<Integer> blocks, List<Integer> steps, List<String> rules) {
    private static final Map<String, String> STRATEGIES = Map.of(
            "none", "diffusion",
            "prefix", "prefix-cache",
            "dual", "dual-cache",
            "delayed", "dkv-cache",
            "exact", "block-diffusion");

    /// Names of all caches.
    public static final List<String> CACHES = List.of("none", "prefix", "dual", "delayed", "exact");

    public DecodingGrid {
        caches = List.copyOf(caches);
        blocks = List.copyOf(blocks);
        steps = List.copyOf(steps);
        rules = List.copyOf(rules);
    }

    /// The usual caches and blocks of a model: a block-diffusion model has the exact cache, and the block it was trained with.
    public static DecodingGrid of(CatalogModel model, List<Integer> steps, List<String> rules) {
        boolean isBlockwise = model.model().paradigm() == Paradigm.BLOCK_DIFFUSION;
        List<Integer> trained =
                isBlockwise ? model.blockLength().stream().boxed().toList() : List.of();
        return new DecodingGrid(
                isBlockwise ? List.of("exact") : List.of("none", "prefix", "dual"),
                trained.isEmpty() ? List.of(16, 32, 64) : trained,
                steps,
                rules);
    }

    /// The combinations that there are for a generated length: blocks divide it, and every block has a step at
    /// least. A cache is only taken with several blocks.
    ///
    /// @throws IllegalArgumentException if a cache is unknown
    public List<StrategySpec> strategies(int generatedTokens) {
        List<StrategySpec> all = new ArrayList<>();
        for (String cache : caches) {
            String strategy = STRATEGIES.get(cache);
            if (strategy == null) {
                throw Names.unknown("cache", cache, CACHES);
            }
            for (int block : blocks) {
                if (generatedTokens % block == 0 && (block < generatedTokens || cache.equals("none"))) {
                    rules(generatedTokens / block)
                            .map(rule -> StrategySpec.parse(strategy + ":block=" + block + "," + rule))
                            .forEach(all::add);
                }
            }
        }
        return List.copyOf(all);
    }

    private Stream<String> rules(int blocks) {
        return Stream.concat(
                steps.stream().filter(count -> count >= blocks).map(count -> "steps=" + count), rules.stream());
    }
}
