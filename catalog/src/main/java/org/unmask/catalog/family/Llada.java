package org.unmask.catalog.family;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.ChatTemplate;
import org.unmask.core.model.Family;
import org.unmask.core.model.GgufArchitecture;
import org.unmask.core.model.Paradigm;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Rope;
import org.unmask.core.model.RopePairing;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;
import org.unmask.input.Fields;

/// LLaDA (Nie et al., arXiv 2502.09992), with keys and tensors of its own. The turns of its chat template are trimmed.
///
/// `ff_out` is the LM head outside the layers and the down projection inside.
final class Llada {
    private static final TensorNames NAMES = new TensorNames(
            "model.transformer.blocks.",
            "model.transformer.",
            Map.ofEntries(
                    Map.entry(Weight.EMBEDDING, "wte.weight"),
                    Map.entry(Weight.ATTENTION_NORM, "attn_norm.weight"),
                    Map.entry(Weight.QUERY, "q_proj.weight"),
                    Map.entry(Weight.KEY, "k_proj.weight"),
                    Map.entry(Weight.VALUE, "v_proj.weight"),
                    Map.entry(Weight.QUERY_BIAS, "q_proj.bias"),
                    Map.entry(Weight.KEY_BIAS, "k_proj.bias"),
                    Map.entry(Weight.VALUE_BIAS, "v_proj.bias"),
                    Map.entry(Weight.QUERY_NORM, "q_norm.weight"),
                    Map.entry(Weight.KEY_NORM, "k_norm.weight"),
                    Map.entry(Weight.OUTPUT, "attn_out.weight"),
                    Map.entry(Weight.MLP_NORM, "ff_norm.weight"),
                    Map.entry(Weight.GATE, "ff_proj.weight"),
                    Map.entry(Weight.UP, "up_proj.weight"),
                    Map.entry(Weight.DOWN, "ff_out.weight"),
                    Map.entry(Weight.FINAL_NORM, "ln_f.weight"),
                    Map.entry(Weight.LM_HEAD, "ff_out.weight")),
            false);

    static final FamilyFiles FILES = new FamilyFiles(
            new Family(
                    "llada",
                    Paradigm.DIFFUSION,
                    false,
                    NAMES,
                    Optional.of(GgufArchitecture.plain("llada", RopePairing.INTERLEAVED)),
                    Optional.of(ChatTemplate.headers("<|startoftext|>")),
                    "llada",
                    "diffusion:threshold=0.9"),
            List.of("llada", "llava_llada", "mmada"),
            new Keys());

    private Llada() {}

    /// Keys of LLaDA's `ModelConfig`, which is that of OLMo.
    private record Keys() implements ConfigKeys {
        private static final double EPSILON = 1e-5;

        @Override
        public boolean reads(Fields config) {
            return config.has("d_model") || !config.has("hidden_size");
        }

        @Override
        public boolean isMixture() {
            return false;
        }

        @Override
        public String positions() {
            return "max_sequence_length";
        }

        @Override
        public Architecture read(Fields config) throws IOException {
            refuse(config);
            int hidden = config.count("d_model");
            int heads = config.count("n_heads");
            int layers = config.count("n_layers");
            int keyValueHeads = Heads.keyValueHeads(config, "n_kv_heads", heads);
            int headDim = Heads.headDim(config, "n_heads", hidden, heads);
            int intermediate = intermediate(config, hidden);
            try {
                Architecture plain = new Architecture(
                        layers,
                        hidden,
                        heads,
                        keyValueHeads,
                        headDim,
                        intermediate,
                        config.has("embedding_size") ? config.count("embedding_size") : config.count("vocab_size"),
                        new Projections(config.flag("include_qkv_bias", false), false, config.flag("weight_tying")),
                        Rope.whole(RopeParameters.theta(config), headDim),
                        config.positive("rms_norm_eps", EPSILON));
                return RopeParameters.scaling(config).map(plain::with).orElse(plain);
            } catch (IllegalArgumentException e) {
                throw new IOException(config.file() + ": " + e.getMessage(), e);
            }
        }

        private static void refuse(Fields config) throws IOException {
            Refusals.refuseOther(config, "block_type", "llama");
            Refusals.refuseOther(config, "layer_norm_type", "rms");
            Refusals.refuseOther(config, "activation_type", "silu");
            Refusals.refuseTrue(
                    config,
                    "include_bias",
                    "bias_for_layer_norm",
                    "attention_layer_norm",
                    "alibi",
                    "input_emb_norm",
                    "scale_logits");
            if (!config.flag("rope", true)) {
                throw config.bad("rope", "true");
            }
        }

        private static int intermediate(Fields config, int hidden) throws IOException {
            if (config.has("mlp_hidden_size")) {
                return config.count("mlp_hidden_size");
            }
            long intermediate = (long) config.count("mlp_ratio") * hidden;
            if (intermediate > Integer.MAX_VALUE) {
                throw config.bad("mlp_ratio", "an MLP of at most " + Integer.MAX_VALUE);
            }
            return (int) intermediate;
        }

        @Override
        public void write(Architecture architecture, Map<String, Object> config) {
            config.put("block_type", "llama");
            config.put("layer_norm_type", "rms");
            config.put("activation_type", "silu");
            config.put("n_layers", architecture.layers());
            config.put("d_model", architecture.hidden());
            config.put("n_heads", architecture.heads());
            config.put("n_kv_heads", architecture.keyValueHeads());
            config.put("head_dim", architecture.headDim());
            config.put("mlp_hidden_size", architecture.intermediate());
            config.put("vocab_size", architecture.vocabulary());
            config.put("embedding_size", architecture.vocabulary());
            config.put("rope", true);
            config.put("rope_full_precision", true);
            config.put("weight_tying", architecture.projections().tiedEmbeddings());
            config.put("include_bias", false);
            config.put("include_qkv_bias", architecture.projections().queryKeyValueBias());
            RopeParameters.write(architecture, config);
        }
    }
}
