package org.unmask.catalog.family;

import static java.util.Map.entry;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.unmask.input.Fields;

/// Sizes that a file leaves out because its type has them: files of parts of a model, and files that the `transformers`
/// library has written anew, hold only what differs. The values are those of the library's configuration classes
/// (version 5.18) where they do not follow from other keys, as a head of `hidden_size / num_attention_heads` does.
///
/// @param config  all keys, those that were left out, too
/// @param notes  what was taken, each a line for people
public record LeftOut(Fields config, List<String> notes) {
    private static final String HEADS = "num_attention_heads";
    private static final String KEY_VALUE_HEADS = "num_key_value_heads";
    private static final String HEAD_DIM = "head_dim";
    private static final String INPUTS_OF_LAYERS = "hidden_size_per_layer_input";
    private static final String ROWS_OF_LAYERS = "vocab_size_per_layer_input";
    private static final String SHARED_EXPERTS = "n_shared_experts";
    private static final String DENSE_LAYERS = "first_k_dense_replace";
    private static final String QUERY_RANK = "q_lora_rank";
    private static final String WINDOW = "sliding_window";
    private static final String SHARED_WIDTH = "shared_expert_intermediate_size";

    private static final String SHARED_COUNT = "num_shared_experts";
    private static final String INDEX_HEADS = "index_n_heads";
    private static final String INDEX_HEAD_DIM = "index_head_dim";
    private static final String INDEX_CHOSEN = "index_topk";

    private static final Map<String, Integer> GEMMA_4 = Map.of(
            KEY_VALUE_HEADS,
            4,
            HEAD_DIM,
            256,
            WINDOW,
            512,
            "global_head_dim",
            512,
            INPUTS_OF_LAYERS,
            256,
            ROWS_OF_LAYERS,
            262_144);
    private static final Map<String, Integer> GEMMA_4_UNIFIED =
            Map.of(KEY_VALUE_HEADS, 4, HEAD_DIM, 256, WINDOW, 1024, "global_head_dim", 512);
    private static final Map<String, Integer> DIFFUSION_GEMMA =
            Map.of(KEY_VALUE_HEADS, 4, HEAD_DIM, 256, WINDOW, 512, "global_head_dim", 512);

    /// Sizes of text models that files of models with other parts leave out, too: of the residual stream, the MLP, layers, heads
    /// and the vocabulary.
    private static final Map<String, List<Integer>> WHOLE = Map.ofEntries(
            entry("llama", List.of(4096, 11_008, 32, 32, 32_000)),
            entry("mistral", List.of(4096, 14_336, 32, 32, 32_000)),
            entry("ministral3", List.of(4096, 14_336, 34, 32, 131_072)),
            entry("mixtral", List.of(4096, 14_336, 32, 32, 32_000)),
            entry("qwen2", List.of(4096, 22_016, 32, 32, 151_936)),
            entry("qwen2_vl_text", List.of(8192, 29_568, 80, 64, 152_064)),
            entry("qwen2_5_vl_text", List.of(8192, 29_568, 80, 64, 152_064)),
            entry("qwen2_5_omni_text", List.of(3584, 18_944, 28, 28, 152_064)),
            entry("qwen3", List.of(4096, 22_016, 32, 32, 151_936)),
            entry("qwen3_vl_text", List.of(4096, 22_016, 32, 32, 151_936)),
            entry("gemma", List.of(3072, 24_576, 28, 16, 256_000)),
            entry("gemma2", List.of(2304, 9216, 26, 8, 256_000)),
            entry("gemma3_text", List.of(2304, 9216, 26, 8, 262_208)),
            entry("phi", List.of(2048, 8192, 24, 32, 51_200)),
            entry("phi3", List.of(3072, 8192, 32, 32, 32_064)),
            entry("cohere", List.of(8192, 22_528, 40, 64, 256_000)),
            entry("cohere2", List.of(8192, 22_528, 40, 64, 256_000)),
            entry("granite", List.of(4096, 11_008, 32, 32, 32_000)),
            entry("glm", List.of(4096, 13_696, 40, 32, 151_552)),
            entry("glm4", List.of(4096, 13_696, 40, 32, 151_552)),
            entry("glm4v_text", List.of(4096, 13_696, 40, 32, 151_552)),
            entry("glm_ocr_text", List.of(1024, 4096, 16, 16, 59_392)),
            entry("smollm3", List.of(2048, 11_008, 36, 16, 128_256)));

    private static final List<String> WHOLE_KEYS =
            List.of("hidden_size", "intermediate_size", "num_hidden_layers", HEADS, "vocab_size");

    private static final Map<String, Map<String, Integer>> OF_TYPES = Map.ofEntries(
            entry("mistral", Map.of(KEY_VALUE_HEADS, 8)),
            entry("ministral3", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 128)),
            entry("ministral", Map.of(KEY_VALUE_HEADS, 8)),
            entry("mistral4", Map.of(SHARED_EXPERTS, 1, QUERY_RANK, 1024)),
            entry("mixtral", Map.of(KEY_VALUE_HEADS, 8)),
            entry("qwen2", Map.of(KEY_VALUE_HEADS, 32)),
            entry("qwen2_vl_text", Map.of(KEY_VALUE_HEADS, 8)),
            entry("qwen2_5_vl_text", Map.of(KEY_VALUE_HEADS, 8)),
            entry("qwen2_5_omni_text", Map.of(KEY_VALUE_HEADS, 4)),
            entry("qwen2_moe", Map.of(KEY_VALUE_HEADS, 16)),
            entry("qwen3", Map.of(KEY_VALUE_HEADS, 32, HEAD_DIM, 128)),
            entry("qwen3_vl_text", Map.of(KEY_VALUE_HEADS, 32, HEAD_DIM, 128)),
            entry("a2d-qwen2", Map.of(KEY_VALUE_HEADS, 32)),
            entry("a2d-qwen3", Map.of(KEY_VALUE_HEADS, 32, HEAD_DIM, 128)),
            entry("qwen3_moe", Map.of(KEY_VALUE_HEADS, 4)),
            entry("qwen3_omni_moe_text", Map.of(KEY_VALUE_HEADS, 4)),
            entry("qwen3_vl_moe_text", Map.of(KEY_VALUE_HEADS, 16)),
            entry("gemma", Map.of(KEY_VALUE_HEADS, 16)),
            entry("gemma2", Map.of(KEY_VALUE_HEADS, 4, WINDOW, 4096)),
            entry("gemma3", Map.of(WINDOW, 4096)),
            entry("gemma3_text", Map.of(WINDOW, 4096)),
            entry("gemma4", GEMMA_4),
            entry("gemma4_text", GEMMA_4),
            entry("gemma4_unified", GEMMA_4_UNIFIED),
            entry("gemma4_unified_text", GEMMA_4_UNIFIED),
            entry("diffusion_gemma", DIFFUSION_GEMMA),
            entry("diffusion_gemma_text", DIFFUSION_GEMMA),
            entry("phimoe", Map.of(KEY_VALUE_HEADS, 8)),
            entry("glm", Map.of(KEY_VALUE_HEADS, 2, HEAD_DIM, 128)),
            entry("glm4", Map.of(KEY_VALUE_HEADS, 2, HEAD_DIM, 128)),
            entry("glm4v_text", Map.of(KEY_VALUE_HEADS, 2)),
            entry("glm_ocr_text", Map.of(KEY_VALUE_HEADS, 8)),
            entry("glm4_moe", Map.of(KEY_VALUE_HEADS, 8, SHARED_EXPERTS, 1, DENSE_LAYERS, 1)),
            entry("glm4v_moe_text", Map.of(KEY_VALUE_HEADS, 8, SHARED_EXPERTS, 1, DENSE_LAYERS, 1)),
            entry("glm4_moe_lite", Map.of(SHARED_EXPERTS, 1, QUERY_RANK, 768)),
            entry("gpt_oss", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 64, WINDOW, 128)),
            entry("llama4_text", Map.of(KEY_VALUE_HEADS, 8, "attention_chunk_size", 8192)),
            entry("olmo3", Map.of(WINDOW, 4096)),
            entry("cohere2", Map.of(WINDOW, 4096)),
            entry("deepseek_v2", Map.of(SHARED_EXPERTS, 2, QUERY_RANK, 1536)),
            entry("deepseek_v3", Map.of(SHARED_EXPERTS, 1, DENSE_LAYERS, 3, QUERY_RANK, 1536)),
            entry("smollm3", Map.of(KEY_VALUE_HEADS, 4)),
            entry("ernie4_5", Map.of(KEY_VALUE_HEADS, 2, HEAD_DIM, 128)),
            entry("paddleocr_vl", Map.of(KEY_VALUE_HEADS, 2, HEAD_DIM, 128)),
            entry("paddleocr_vl_text", Map.of(KEY_VALUE_HEADS, 2, HEAD_DIM, 128)),
            entry("ernie4_5_moe", Map.of(KEY_VALUE_HEADS, 4, "moe_num_shared_experts", 2)),
            entry("seed_oss", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 128)),
            entry("exaone4", Map.of(KEY_VALUE_HEADS, 32, WINDOW, 4096)),
            entry("exaone4_5_text", Map.of(KEY_VALUE_HEADS, 32, WINDOW, 4096)),
            entry("starcoder2", Map.of(KEY_VALUE_HEADS, 2)),
            entry("minimax_m2", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 128)),
            entry("dots1", Map.of(KEY_VALUE_HEADS, 32)),
            entry("stablelm", Map.of(KEY_VALUE_HEADS, 32)),
            entry("qwen3_5_text", Map.of(KEY_VALUE_HEADS, 4, HEAD_DIM, 256)),
            entry("qwen3_5_moe_text", Map.of(KEY_VALUE_HEADS, 2, HEAD_DIM, 256, SHARED_WIDTH, 512)),
            entry("qwen3_next", Map.of(KEY_VALUE_HEADS, 2, HEAD_DIM, 256, SHARED_WIDTH, 512)),
            entry("deepseek_v32", choosing(64, 1536)),
            entry("glm_moe_dsa", choosing(32, 2048)),
            entry("afmoe", Map.of(HEAD_DIM, 128, SHARED_COUNT, 2, WINDOW, 1024)),
            entry("cwm", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 128, WINDOW, 8192)),
            entry("exaone_moe", Map.of(KEY_VALUE_HEADS, 32, SHARED_COUNT, 1, WINDOW, 4096)),
            entry("granite_swa", Map.of(KEY_VALUE_HEADS, 4, WINDOW, 128)),
            entry("granitemoe_swa", Map.of(WINDOW, 128)),
            entry("helium", Map.of(KEY_VALUE_HEADS, 20, HEAD_DIM, 128)),
            entry("hy_v3", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 128, SHARED_COUNT, 1)),
            entry("mellum", Map.of(KEY_VALUE_HEADS, 4, HEAD_DIM, 128, WINDOW, 1024)),
            entry("minicpm3", Map.of(QUERY_RANK, 768)),
            entry("solar_open", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 128, SHARED_EXPERTS, 1)),
            entry("vaultgemma", Map.of(KEY_VALUE_HEADS, 4, HEAD_DIM, 256, WINDOW, 4096)),
            entry("youtu", Map.of(QUERY_RANK, 1536)),
            entry("bamba", Map.of(KEY_VALUE_HEADS, 8)),
            entry("falcon_h1", Map.of(KEY_VALUE_HEADS, 8)),
            entry("granitemoehybrid", Map.of("num_local_experts", 8, "shared_intermediate_size", 1024)),
            entry("nemotron_h", Map.of(KEY_VALUE_HEADS, 8, HEAD_DIM, 128)),
            entry("lfm2", Map.of(KEY_VALUE_HEADS, 8)),
            entry("lfm2_moe", Map.of(KEY_VALUE_HEADS, 8)),
            entry("jamba", Map.of(KEY_VALUE_HEADS, 8)),
            entry("minimax", Map.of(KEY_VALUE_HEADS, 8)),
            entry("mamba2", Map.of("n_groups", 8)));

    /// An indexer that chooses keys, as `transformers` has it.
    private static Map<String, Integer> choosing(int heads, int queryRank) {
        return Map.of(
                SHARED_EXPERTS,
                1,
                DENSE_LAYERS,
                3,
                QUERY_RANK,
                queryRank,
                INDEX_HEADS,
                heads,
                INDEX_HEAD_DIM,
                128,
                INDEX_CHOSEN,
                2048);
    }

    public LeftOut {
        notes = List.copyOf(notes);
    }

    /// A text model with what its file leaves out.
    ///
    /// @throws IOException in one line, if what its type has does not fit to what the file says
    public static LeftOut of(Fields config) throws IOException {
        String type = config.text("model_type");
        Map<String, Integer> taken = new TreeMap<>(OF_TYPES.getOrDefault(type, Map.of()));
        // Only below a key of a file are sizes like these left out; a file of its own without them is another file.
        List<Integer> whole = config.prefix().endsWith("_config.") ? WHOLE.getOrDefault(type, List.of()) : List.of();
        for (int i = 0; i < whole.size(); i++) {
            taken.put(WHOLE_KEYS.get(i), whole.get(i));
        }
        taken.keySet().removeIf(config::mentions);
        if (config.mentions(INPUTS_OF_LAYERS) && config.whole(INPUTS_OF_LAYERS) == 0) {
            taken.remove(ROWS_OF_LAYERS);
        }
        if (taken.containsKey(KEY_VALUE_HEADS)) {
            checkShared(config, taken.get(KEY_VALUE_HEADS));
        }
        List<String> notes = taken.entrySet().stream()
                .map(size -> size.getKey() + " is not in the file; " + size.getValue() + " as all of type " + type
                        + " have unless they say it")
                .toList();
        return new LeftOut(config.withThose(taken), notes);
    }

    private static void checkShared(Fields config, int keyValueHeads) throws IOException {
        if (config.has(HEADS) && config.count(HEADS) % keyValueHeads != 0) {
            throw config.bad(KEY_VALUE_HEADS, "a divisor of the " + config.count(HEADS) + " heads");
        }
    }
}
