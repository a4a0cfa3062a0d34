package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// Falcon (Almazrouei et al., arXiv 2311.16867): attention and MLP side by side, an MLP without a gate, one head of keys and
/// values or a few.
final class Falcon {
    static final FamilyFiles FILES = PricedKeys.family("falcon", List.of("falcon"), false, Falcon::read);

    private static final int MLP_WIDTHS = 4;

    private Falcon() {}

    private static Architecture read(Fields config) throws IOException {
        Refusals.refuseTrue(config, "alibi");
        boolean grouped = config.flag("new_decoder_architecture", false);
        int hidden = config.count("hidden_size");
        int heads = config.count("num_attention_heads");
        int headDim = Heads.headDim(config, "num_attention_heads", hidden, heads);
        int width = config.count("ffn_hidden_size", Math.multiplyExact(MLP_WIDTHS, hidden));
        boolean bias = config.flag("bias", false);
        Architecture model = PricedKeys.with(
                SizeKeys.USUAL.tied(true).read(config, width, heads, keyValueHeads(config, grouped, heads), headDim),
                bias,
                false);
        return model.with(model.layout()
                .with(hasOneNorm(config, grouped) ? Layout.Norms.SHARED : Layout.Norms.BEFORE)
                .with(Layout.Extra.UNGATED, true)
                .with(Layout.Extra.NORM_BIAS, true)
                .with(Layout.Extra.OUTPUT_BIAS, bias)
                .with(Layout.Extra.MLP_BIAS, bias));
    }

    private static int keyValueHeads(Fields config, boolean grouped, int heads) throws IOException {
        if (grouped) {
            return Heads.keyValueHeads(config, "num_kv_heads", heads);
        }
        return config.flag("multi_query", true) ? 1 : heads;
    }

    private static boolean hasOneNorm(Fields config, boolean grouped) throws IOException {
        return config.flag("parallel_attn", true) && config.count("num_ln_in_parallel_attn", grouped ? 2 : 1) == 1;
    }
}
