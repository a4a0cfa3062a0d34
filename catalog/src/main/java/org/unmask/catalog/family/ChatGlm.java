package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Layout;
import org.unmask.input.Fields;

/// ChatGLM2, ChatGLM3 and GLM-4 (GLM Team, arXiv 2406.12793) in files with keys of their own: fused projections, biases of
/// queries, keys and values, groups of heads; half of each head rotates.
final class ChatGlm {
    static final FamilyFiles FILES = PricedKeys.family("chatglm", List.of("chatglm"), false, ChatGlm::read);

    private ChatGlm() {}

    private static Architecture read(Fields config) throws IOException {
        if (!config.flag("rmsnorm", true)) {
            throw config.bad("rmsnorm", "true; other norms are not priced");
        }
        boolean all = config.flag("add_bias_linear", false);
        int heads = config.count("num_attention_heads");
        int groups = config.flag("multi_query_attention", false) ? config.count("multi_query_group_num") : heads;
        Fields usual = PricedKeys.renamed(
                        config, Map.of("num_hidden_layers", "num_layers", "vocab_size", "padded_vocab_size"))
                .withThose(Map.of("num_key_value_heads", groups));
        Architecture model =
                SizeKeys.USUAL.rotating(0.5).with(WindowKeys.OTHERS).read(usual, config.count("ffn_hidden_size"));
        return PricedKeys.with(model, all || config.flag("add_qkv_bias", false), false)
                .with(model.layout().with(Layout.Extra.OUTPUT_BIAS, all).with(Layout.Extra.MLP_BIAS, all));
    }
}
