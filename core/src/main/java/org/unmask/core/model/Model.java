package org.unmask.core.model;

import java.util.List;
import java.util.OptionalInt;

/// An architecture and how it is used.
///
/// @param id  the name on the command line
/// @param family  how it is stored, prompted and sampled
/// @param maskToken  the token that stands for a masked position, in a diffusion model
/// @param endTokens  tokens that end a sequence
/// @param shiftedLogits  whether the logits for position `i` are those of row `i-1`, as in an autoregressive model
///     (Dream)
/// @param source  where the sizes come from
public record Model(
        String id,
        String name,
        Family family,
        Architecture architecture,
        OptionalInt maskToken,
        List<Integer> endTokens,
        boolean shiftedLogits,
        String source) {
    public Model {
        endTokens = List.copyOf(endTokens);
        if (maskToken.isPresent() && (maskToken.getAsInt() < 0 || maskToken.getAsInt() >= architecture.vocabulary())) {
            throw new IllegalArgumentException("bad model: mask token " + maskToken.getAsInt()
                    + " is outside the vocabulary of " + architecture.vocabulary());
        }
    }

    /// How it was trained to generate.
    public Paradigm paradigm() {
        return family.paradigm();
    }

    /// This model's way of use for other sizes.
    public Model with(Architecture other) {
        return new Model(id, name, family, other, maskToken, endTokens, shiftedLogits, source);
    }
}
