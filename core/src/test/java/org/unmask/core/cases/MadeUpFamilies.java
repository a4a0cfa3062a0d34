package org.unmask.core.cases;

import java.util.Optional;
import org.unmask.core.model.Family;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.TensorNames;

/// Made-up families of models, of which tests need the paradigm alone.
public final class MadeUpFamilies {
    private MadeUpFamilies() {}

    /// The family of a paradigm.
    public static Family of(Paradigm paradigm) {
        return new Family(
                "made-up-" + paradigm.id(),
                paradigm,
                false,
                TensorNames.HUGGING_FACE,
                Optional.empty(),
                Optional.empty(),
                "plain",
                "ar");
    }
}
