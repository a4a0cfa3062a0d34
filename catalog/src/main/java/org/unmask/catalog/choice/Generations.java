package org.unmask.catalog.choice;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.UsageException;
import org.unmask.input.IntRange;

/// What is generated, in words. Lists make a cross product.
///
/// @param strategies  of the form `name:key=value,...`, one at least
/// @param promptTokens  a number, a list or a range
/// @param generatedTokens  a number, a list or a range
/// @param batches  a number, a list or a range
/// @param steps  the key `steps` of strategies that are not autoregressive: a number, a list or a range
/// @param blocks  the key `block` of strategies that are not autoregressive: a number, a list or a range
/// @param logits  the rows that go through the LM head
public record Generations(
        List<String> strategies,
        String promptTokens,
        String generatedTokens,
        String batches,
        Optional<String> steps,
        Optional<String> blocks,
        String logits) {
    private static final int MOST_ITEMS = 100_000;
    private static final int MOST_STRATEGIES = 1_000_000;

    public Generations {
        strategies = List.copyOf(strategies);
    }

    /// A strategy and a request.
    public record Item(StrategySpec strategy, Request request) {}

    /// Every combination: prompts, then generated lengths, strategies, batches.
    ///
    /// @throws IllegalArgumentException if a number, a strategy or the policy of logits is bad, or there are too many
    public List<Item> items() {
        LogitRows rows = rows();
        List<Integer> prompts = prompts();
        List<Integer> lengths = lengths();
        List<Integer> sequences = sequences();
        List<StrategySpec> specs = specs();
        if ((double) prompts.size() * lengths.size() * sequences.size() * specs.size() > MOST_ITEMS) {
            throw new UsageException("more than " + MOST_ITEMS + " predictions; give shorter lists");
        }
        List<Item> items = new ArrayList<>();
        for (int prompt : prompts) {
            for (int length : lengths) {
                for (StrategySpec spec : specs) {
                    for (int batch : sequences) {
                        items.add(new Item(spec, new Request(batch, prompt, length, rows)));
                    }
                }
            }
        }
        return items;
    }

    /// Each strategy with each number of steps and each block length.
    ///
    /// @throws IllegalArgumentException if a strategy is bad or has no use for steps or blocks
    public List<StrategySpec> specs() {
        boolean autoregressive = strategies.stream().map(StrategySpec::parse).allMatch(Strategies::isAutoregressive);
        if (autoregressive && (steps.isPresent() || blocks.isPresent())) {
            throw new UsageException(
                    "strategy " + StrategySpec.parse(strategies.getFirst()).id() + " takes no "
                            + (steps.isPresent() ? "--steps" : "--block-length") + "; leave it out");
        }
        List<StrategySpec> all = new ArrayList<>();
        for (String text : strategies) {
            all.addAll(each(
                    each(List.of(StrategySpec.parse(text)), StrategyKeys.STEPS.name(), "--steps", steps),
                    "block",
                    "--block-length",
                    blocks));
        }
        return all;
    }

    /// Rows that go through the LM head.
    public LogitRows rows() {
        return LogitRows.of(logits);
    }

    /// Prompt lengths, each from 1.
    public List<Integer> prompts() {
        return IntRange.parse("--prompt-len", promptTokens);
    }

    /// Generated lengths, each from 1.
    public List<Integer> lengths() {
        return IntRange.parse("--gen-len", generatedTokens);
    }

    /// Batches, each from 1.
    public List<Integer> sequences() {
        return IntRange.parse("--batch", batches);
    }

    /// Each strategy with each value of a key; autoregressive ones stay as they are.
    private static List<StrategySpec> each(
            List<StrategySpec> specs, String key, String option, Optional<String> values) {
        if (values.isEmpty()) {
            return specs;
        }
        List<Integer> numbers = IntRange.parse(option, values.get());
        List<StrategySpec> all = new ArrayList<>();
        for (StrategySpec spec : specs) {
            if (Strategies.isAutoregressive(spec)) {
                all.add(spec);
            } else if (spec.keys().containsKey(key)) {
                throw new UsageException("strategy '" + spec + "' gives " + key + " already; leave " + option + " out");
            } else {
                if ((long) specs.size() * numbers.size() > MOST_STRATEGIES) {
                    throw new UsageException("more than " + MOST_STRATEGIES
                            + " strategies; give shorter lists of --steps and --block-length");
                }
                for (int value : numbers) {
                    all.add(spec.with(key, "" + value));
                }
            }
        }
        return all;
    }
}
