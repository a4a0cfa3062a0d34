package org.unmask.core.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Storage;

/// An architecture and how it is used.
///
/// @param id  the name on the command line
/// @param family  how it is stored, prompted and sampled
/// @param maskToken  the token that stands for a masked position, in a diffusion model
/// @param endTokens  tokens that end a sequence
/// @param shiftedLogits  whether the logits for position `i` are those of row `i-1`, as in an autoregressive model
///     (Dream)
/// @param source  where the sizes come from
/// @param blockLength  a block-diffusion model was trained with, where that is known
/// @param storage  how its tensors are stored, where they are not all of one element type
public record Model(
        String id,
        String name,
        Family family,
        Architecture architecture,
        OptionalInt maskToken,
        List<Integer> endTokens,
        boolean shiftedLogits,
        String source,
        OptionalInt blockLength,
        Optional<Storage> storage) {
    public Model {
        endTokens = List.copyOf(endTokens);
        if (maskToken.isPresent() && (maskToken.getAsInt() < 0 || maskToken.getAsInt() >= architecture.vocabulary())) {
            throw new IllegalArgumentException("bad model: mask token " + maskToken.getAsInt()
                    + " is outside the vocabulary of " + architecture.vocabulary());
        }
    }

    /// A model without a block of its own, stored in one element type.
    public Model(
            String id,
            String name,
            Family family,
            Architecture architecture,
            OptionalInt maskToken,
            List<Integer> endTokens,
            boolean shiftedLogits,
            String source) {
        this(
                id,
                name,
                family,
                architecture,
                maskToken,
                endTokens,
                shiftedLogits,
                source,
                OptionalInt.empty(),
                Optional.empty());
    }

    /// How it was trained to generate.
    public Paradigm paradigm() {
        return family.paradigm();
    }

    /// This model's way of use for other sizes.
    public Model with(Architecture other) {
        return new Model(id, name, family, other, maskToken, endTokens, shiftedLogits, source, blockLength, storage);
    }

    /// This model with blocks of another length, or none of its own.
    public Model with(OptionalInt length) {
        return new Model(id, name, family, architecture, maskToken, endTokens, shiftedLogits, source, length, storage);
    }

    /// This model stored otherwise; empty is in one element type.
    public Model with(Optional<Storage> stored) {
        return new Model(
                id, name, family, architecture, maskToken, endTokens, shiftedLogits, source, blockLength, stored);
    }

    /// The types a program runs with when the weights are as the model stores them.
    public DTypes types(DTypes asked) {
        return storage.map(asked::with).orElse(asked);
    }

    /// Checks that it can draft for another model: token by token, of the same tokens.
    ///
    /// @param padding  tokens that one vocabulary may have more than the other
    /// @throws IllegalArgumentException if it cannot
    public void checkDraftsFor(Model target, int padding) {
        if (paradigm() != Paradigm.AUTOREGRESSIVE) {
            throw new IllegalArgumentException("drafter " + id + " is a "
                    + paradigm().id() + " model; an autoregressive one drafts token by token");
        }
        int own = architecture.vocabulary();
        int other = target.architecture.vocabulary();
        if (Math.abs(own - other) > padding) {
            throw new IllegalArgumentException("drafter " + id + " has a vocabulary of " + own + " tokens, its target "
                    + target.id + " one of " + other + "; a drafter must have the vocabulary of its target");
        }
    }

    /// A strategy with the block of this model, where it is one of blocks, names none, and the answer is no shorter.
    ///
    /// @throws IllegalArgumentException if the name or a key of the strategy is not known
    public StrategySpec decoding(StrategySpec strategy, int generatedTokens) {
        return (paradigm() == Paradigm.BLOCK_DIFFUSION
                        && blockLength.isPresent()
                        && blockLength.getAsInt() <= generatedTokens)
                ? Strategies.withBlock(strategy, generatedTokens, blockLength.getAsInt())
                : strategy;
    }
}
