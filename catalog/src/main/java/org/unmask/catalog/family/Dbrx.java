package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.input.Fields;

/// DBRX (Databricks, 2024): heads as LLaMA has them, experts in every layer, sizes in parts of its file.
final class Dbrx {
    static final FamilyFiles FILES = PricedKeys.family("dbrx", List.of("dbrx"), true, Dbrx::read);

    private Dbrx() {}

    private static Architecture read(Fields config) throws IOException {
        Fields attention = config.object("attn_config");
        Fields mlp = config.object("ffn_config");
        Fields usual = PricedKeys.renamed(
                        config,
                        Map.of(
                                "hidden_size", "d_model",
                                "num_attention_heads", "n_heads",
                                "num_hidden_layers", "n_layers"))
                .withThose(Map.of("num_key_value_heads", attention.count("kv_n_heads", 1)));
        int width = mlp.count("ffn_hidden_size");
        int count = mlp.count("moe_num_experts");
        int perToken = mlp.count("moe_top_k");
        if (perToken > count) {
            throw mlp.bad("moe_top_k", "at most the " + count + " experts");
        }
        return SizeKeys.USUAL
                .with(WindowKeys.OTHERS)
                .read(usual, width)
                .with(PricedKeys.experts(count, perToken, width, 0, 0, false));
    }
}
