package org.unmask.app.cli.option;

import java.util.List;
import java.util.Optional;
import org.unmask.catalog.choice.Generations;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import picocli.CommandLine.Option;

/// The options that say what is generated, shared by predictions and measurements. Lists make a cross product.
public final class Workload {
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

    /// What these options say.
    public Generations generations() {
        return new Generations(
                strategies,
                promptTokens,
                generatedTokens,
                batches,
                Optional.ofNullable(steps),
                Optional.ofNullable(blocks),
                logits);
    }

    /// Every combination: prompts, then generated lengths, strategies, batches.
    public List<Generations.Item> items() {
        return generations().items();
    }

    /// Each strategy with each number of steps and each block length.
    public List<StrategySpec> strategies() {
        return generations().specs();
    }

    /// Rows that go through the LM head.
    public LogitRows logits() {
        return generations().rows();
    }

    /// Prompt lengths, each from 1.
    public List<Integer> promptTokens() {
        return generations().prompts();
    }

    /// Generated lengths, each from 1.
    public List<Integer> generatedTokens() {
        return generations().lengths();
    }

    /// Batches, each from 1.
    public List<Integer> batches() {
        return generations().sequences();
    }
}
