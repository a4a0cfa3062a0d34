package org.unmask.engine;

import java.util.List;
import java.util.Optional;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;

/// A pass that a [Generation] wants next. [Engine#run] runs it, alone or in one pass with those of other
/// generations; then [#outcome] puts what it predicts on the canvas. Until then its generation prepares no other.
public final class PreparedPass {
    private final Generation generation;
    private final List<Generation.Sequence> parts;
    private final PassInput input;
    private Optional<Predicted> predicted = Optional.empty();

    PreparedPass(Generation generation, List<Generation.Sequence> parts, PassInput input) {
        this.generation = generation;
        this.parts = List.copyOf(parts);
        this.input = input;
    }

    /// What it computes, as counts.
    public Pass pass() {
        return input.pass;
    }

    /// Whether it may share a pass with others. Passes with classifier-free guidance and those that reuse features of
    /// earlier ones run alone.
    public boolean isFusible() {
        return input.isFusible();
    }

    PassInput input() {
        return input;
    }

    /// It has run.
    void ran(Predicted results) {
        predicted = Optional.of(results);
    }

    /// Commits what the pass predicts, as far as its rule allows; to be called once.
    ///
    /// @throws IllegalStateException if it has not run, or its logits are not finite
    public Outcome outcome() {
        Predicted results = predicted.orElseThrow(() -> new IllegalStateException("the pass has not run yet"));
        return generation.complete(input, parts, results);
    }
}
