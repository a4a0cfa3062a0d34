package org.unmask.fleet;

import java.util.List;

/// Turns of a script that follow each other and are alike. A turn is a pass of the model with the passes of the drafter
/// before it.
///
/// @param drafts  passes of the drafter before the pass of the model
/// @param part  of the first turn
/// @param turns  how many; 1 if there are drafts
/// @param contextStep  added to the context from one turn to the next
/// @param rowStep  added to the rows of logits
/// @param opensBlock  whether other positions are predicted than in the turns before
public record Leg(List<Part> drafts, Part part, int turns, int contextStep, int rowStep, boolean opensBlock) {
    public Leg {
        drafts = List.copyOf(drafts);
        if (turns < 1 || (turns > 1 && !drafts.isEmpty())) {
            throw new IllegalArgumentException("bad leg: turns=" + turns + " drafts=" + drafts.size());
        }
    }

    /// What a sequence has in one pass.
    public record Part(Shape shape, int context, int rows) {
        /// Positions whose keys are kept when the pass has run.
        int keys() {
            return context + shape.queries();
        }
    }
}
