package org.unmask.core.decode;

import java.util.List;
import java.util.function.IntSupplier;

/// What is asked of a strategy: `batch` sequences, each with a prompt and room for `generatedTokens`.
///
/// @param promptTokens  of every sequence; where prompts have different lengths, the position at which the last ends, padding
///     included
/// @param shifted  whether the logits for a position are those of the row before it, as in models that were
///     autoregressive once: a pass over a slice cannot predict the first position of the slice then
/// @param padding  how prompts of different lengths stand in the batch
/// @param prefillChunk  tokens that a pass over prompts computes at most, of all sequences together, which take part in
///     order; 0 is no limit
public record Request(
        int batch,
        int promptTokens,
        int generatedTokens,
        LogitRows logits,
        boolean shifted,
        Padding padding,
        int prefillChunk) {
    private static final int LONGEST = 1 << 28;

    public Request {
        if (batch < 1 || promptTokens < 1 || generatedTokens < 1) {
            throw new IllegalArgumentException("bad request: batch=" + batch + " prompt tokens=" + promptTokens
                    + " generated tokens=" + generatedTokens + "; each must be at least 1");
        }
        if (batch > LONGEST || (long) promptTokens + generatedTokens > LONGEST) {
            throw new IllegalArgumentException("bad request: batch=" + batch + " prompt tokens=" + promptTokens
                    + " generated tokens=" + generatedTokens + "; the limit is " + LONGEST);
        }
        if (prefillChunk < 0) {
            throw new IllegalArgumentException("bad request: prefill chunk=" + prefillChunk + "; at least 1, or 0");
        }
        if (padding.spread() >= promptTokens) {
            throw new IllegalArgumentException("bad request: prompt tokens=" + promptTokens + " " + padding);
        }
    }

    /// Prompts are computed in one pass.
    public Request(
            int batch, int promptTokens, int generatedTokens, LogitRows logits, boolean shifted, Padding padding) {
        this(batch, promptTokens, generatedTokens, logits, shifted, padding, 0);
    }

    /// Logits predict the position of their own row.
    public Request(int batch, int promptTokens, int generatedTokens, LogitRows logits) {
        this(batch, promptTokens, generatedTokens, logits, false, Padding.NONE);
    }

    /// All prompts are of one length.
    public Request(int batch, int promptTokens, int generatedTokens, LogitRows logits, boolean shifted) {
        this(batch, promptTokens, generatedTokens, logits, shifted, Padding.NONE);
    }

    /// A batch of prompts of these lengths.
    ///
    /// @param paddingUnit  tells what the padding before a prompt must be a multiple of, as strategies know it;
    ///     asked only if the lengths differ
    /// @throws IllegalArgumentException if there are no prompts, or no padding does
    public static Request of(
            List<Integer> promptTokens, int generatedTokens, LogitRows logits, IntSupplier paddingUnit) {
        if (promptTokens.isEmpty()) {
            throw new IllegalArgumentException("bad request: no prompts");
        }
        int first = promptTokens.getFirst();
        if (promptTokens.stream().allMatch(length -> length == first)) {
            return new Request(promptTokens.size(), first, generatedTokens, logits);
        }
        int unit = paddingUnit.getAsInt();
        return new Request(
                promptTokens.size(),
                Padding.lastEnd(unit, promptTokens),
                generatedTokens,
                logits,
                false,
                Padding.of(unit, promptTokens));
    }

    /// This request for a model whose logits are shifted, or not.
    public Request shifted(boolean shiftedLogits) {
        return new Request(batch, promptTokens, generatedTokens, logits, shiftedLogits, padding, prefillChunk);
    }

    /// This request at another batch.
    public Request ofBatch(int other) {
        return new Request(other, promptTokens, generatedTokens, logits, shifted, padding, prefillChunk);
    }

    /// This request for another batch of prompts that have one length.
    public Request ofPrompts(int count, int tokens) {
        return new Request(count, tokens, generatedTokens, logits, shifted).chunked(prefillChunk);
    }

    /// This request with prompts computed in chunks of some tokens; 0 computes them at once.
    public Request chunked(int tokens) {
        return new Request(batch, promptTokens, generatedTokens, logits, shifted, padding, tokens);
    }

    /// Where the first prompt ends; where all end, unless padding keeps blocks whole.
    public int firstEnd() {
        return promptTokens - padding.spread();
    }

    /// Checks that blocks counted from position 0 are blocks for every prompt.
    ///
    /// @throws IllegalArgumentException if the padding is not a multiple of the block
    void checkBlocks(int block) {
        if (padding.unit() % block != 0) {
            throw new IllegalArgumentException("prompts are padded to multiples of " + padding.unit()
                    + " positions, which does not keep blocks of " + block + " whole");
        }
    }

    /// Generated tokens of all sequences. Prompt and padding never count.
    public double tokens() {
        return (double) batch * generatedTokens;
    }

    /// Throughput of all sequences together, if the request takes so long.
    public double tokensPerSecond(double seconds) {
        return tokens() / seconds;
    }

    /// Prompt and generated tokens of one sequence, padding included.
    public int length() {
        return promptTokens + generatedTokens;
    }
}
