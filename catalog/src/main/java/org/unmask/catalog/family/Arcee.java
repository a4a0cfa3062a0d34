package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// AFM (Arcee AI, 2025): LLaMA with an MLP without a gate.
final class Arcee {
    static final FamilyFiles FILES = PricedKeys.family("arcee", List.of("arcee"), false, Arcee::read);

    private Arcee() {}

    private static Architecture read(Fields config) throws IOException {
        SizeKeys sizes = SizeKeys.USUAL;
        Refusals.refuseTrue(config, "attention_bias", "mlp_bias");
        return PricedKeys.with(sizes.read(config, sizes.intermediate(config)), Layout.Extra.UNGATED, true);
    }
}
