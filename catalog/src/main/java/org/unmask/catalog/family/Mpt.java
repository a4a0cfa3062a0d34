package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// MPT (MosaicML, 2023): an MLP without a gate, and keys weighed by their distance in place of a rotation, which costs no
/// more.
final class Mpt {
    static final FamilyFiles FILES = PricedKeys.family("mpt", List.of("mpt"), false, Mpt::read);

    private static final int MLP_WIDTHS = 4;

    private Mpt() {}

    private static Architecture read(Fields config) throws IOException {
        if (!config.flag("no_bias", true)) {
            throw config.bad("no_bias", "true; biases are not priced");
        }
        if (config.has("attn_config")) {
            Fields attention = config.object("attn_config");
            Refusals.refuseTrue(attention, "qk_ln");
            if (!attention.flag("alibi", true)) {
                throw attention.bad("alibi", "true; a table of positions is not priced");
            }
        }
        Fields usual = PricedKeys.renamed(
                config,
                Map.of("hidden_size", "d_model", "num_attention_heads", "n_heads", "num_hidden_layers", "n_layers"));
        int width = Math.multiplyExact(config.count("expansion_ratio", MLP_WIDTHS), config.count("d_model"));
        Architecture model = SizeKeys.USUAL.tied(true).with(WindowKeys.OTHERS).read(usual, width);
        return PricedKeys.with(model, Layout.Extra.UNGATED, true);
    }
}
