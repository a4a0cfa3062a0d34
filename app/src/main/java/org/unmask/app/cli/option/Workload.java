package org.unmask.app.cli.option;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.UsageException;
import org.unmask.input.IntRange;
import picocli.CommandLine.Option;

/// The options that say what is generated, shared by predictions and measurements. Lists make a cross product.
public final class Workload {
    private static final int MOST_ITEMS = 100_000;
    private static final int MOST_STRATEGIES = 1_000_000;

    @Option(
            names = "--strategy",
            required = true,
            paramLabel = "NAME[:key=value,...]",
            description = "Decoding strategy. The option may be repeated. See `unmask strategies`.")
    private List<String> strategies = List.of();

    @Option(
            names = {"--prompt-len", "--input-len"},
            defaultValue = "128",
            paramLabel = "N",
            description = "Prompt tokens: a number, a list 1,2,4 or a range 1-32*2. Default: ${DEFAULT-VALUE}.")
    private String promptTokens;

    @Option(
            names = {"--gen-len", "--output-len"},
            defaultValue = "128",
            paramLabel = "N",
            description = "Generated tokens: a number, a list or a range. Default: ${DEFAULT-VALUE}.")
    private String generatedTokens;

    @Option(
            names = "--batch",
            defaultValue = "1",
            paramLabel = "N",
            description = "Sequences at once: a number, a list or a range. Default: ${DEFAULT-VALUE}.")
    private String batches;

    @Option(
            names = "--steps",
            paramLabel = "K",
            description =
                    "Denoising steps over the generated length: a number, a list or a range; the key `steps` of the"
                            + " strategy.")
    private String steps;

    @Option(
            names = "--block-length",
            paramLabel = "N",
            description = "Block length: a number, a list or a range; the key `block` of the strategy.")
    private String blocks;

    @Option(
            names = "--logits",
            defaultValue = "active",
            paramLabel = "ROWS",
            description = "Rows that go through the LM head: active, generated or all. Default: ${DEFAULT-VALUE}.")
    private String logits;

    /// A strategy and a request.
    public record Item(StrategySpec strategy, Request request) {}

    /// Every combination: prompts, then generated lengths, strategies, batches.
    public List<Item> items() {
        LogitRows rows = logits();
        List<Item> items = new ArrayList<>();
        double count = (double) promptTokens().size()
                * generatedTokens().size()
                * batches().size();
        if (count * strategies().size() > MOST_ITEMS) {
            throw new UsageException("more than " + MOST_ITEMS + " predictions; give shorter lists");
        }
        for (int prompt : promptTokens()) {
            for (int generated : generatedTokens()) {
                for (StrategySpec strategy : strategies()) {
                    for (int batch : batches()) {
                        items.add(new Item(strategy, new Request(batch, prompt, generated, rows)));
                    }
                }
            }
        }
        return items;
    }

    /// Each strategy with each number of steps and each block length.
    public List<StrategySpec> strategies() {
        boolean autoregressive = strategies.stream().map(StrategySpec::parse).allMatch(Strategies::isAutoregressive);
        if (autoregressive && (steps != null || blocks != null)) {
            throw new UsageException(
                    "strategy ar takes no " + (steps != null ? "--steps" : "--block-length") + "; leave it out");
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
    public LogitRows logits() {
        return LogitRows.of(logits);
    }

    /// Prompt lengths, each from 1.
    public List<Integer> promptTokens() {
        return IntRange.parse("--prompt-len", promptTokens);
    }

    /// Generated lengths, each from 1.
    public List<Integer> generatedTokens() {
        return IntRange.parse("--gen-len", generatedTokens);
    }

    /// Batches, each from 1.
    public List<Integer> batches() {
        return IntRange.parse("--batch", batches);
    }

    /// Each strategy with each value of a key; autoregressive ones take no keys and stay as they are.
    private static List<StrategySpec> each(List<StrategySpec> specs, String key, String option, String values) {
        if (values == null) {
            return specs;
        }
        List<Integer> numbers = IntRange.parse(option, values);
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
