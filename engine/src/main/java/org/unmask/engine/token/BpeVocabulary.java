package org.unmask.engine.token;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A byte-level BPE vocabulary as GGUF files hold it, and as a `tokenizer.json` says it.
///
/// How text is cut into words before pairs are merged is only named in such files. Known are `llama-bpe` (LLaMA 3: runs
/// of up to three digits; whole words are looked up first), `qwen2` (every digit alone; text is composed first, NFC),
/// `bailingmoe`, `bailingmoe2` and `llada-moe` (LLaDA-MoE and LLaDA2: every digit and every line end alone), `tekken` and
/// `gpt-4o` (words end where a capital letter follows a small one), `gpt-2`, other names that llama.cpp has for these, and
/// whatever has no merges, where cutting changes nothing.
///
/// @param tokens  text of each number, in GPT-2's letters for bytes
/// @param types  kind of each: 1 normal, 3 control, 4 defined by users, 5 unused
/// @param merges  pairs of tokens with a space between, the most frequent first
/// @param cut  name of the rule that cuts text into words
public record BpeVocabulary(List<String> tokens, List<Long> types, List<String> merges, String cut) {
    private static final int CONTROL = 3;
    private static final int USER = 4;
    private static final int UNUSED = 5;
    private static final String LLAMA = "llama-bpe";
    private static final String QWEN2 = "qwen2";
    private static final String TEKKEN = "tekken";
    private static final String GPT4 = "gpt-4o";
    private static final String CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)?";
    /// Rules of which the published vocabularies look up whole words before they merge, and before whose text a token
    /// stands unless a file says otherwise.
    private static final Set<String> WHOLE_WORDS = Set.of(LLAMA, TEKKEN);
    private static final Map<String, String> WORDS = Map.of(
            LLAMA,
            words("{1,3}"),
            QWEN2,
            words(""),
            "bailingmoe",
            bailing(),
            "bailingmoe2",
            bailing(),
            "llada-moe",
            bailing(),
            TEKKEN,
            capitals("", "\\p{N}"),
            GPT4,
            capitals(CONTRACTION, "\\p{N}{1,3}"));
    private static final String GPT2 = "gpt-2";
    /// Names that llama.cpp takes for the same rule (`llama-vocab.cpp`, `llama_vocab::impl::load`).
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("llama3", LLAMA),
            Map.entry("llama-v3", LLAMA),
            Map.entry("falcon3", LLAMA),
            Map.entry("falcon-h1", LLAMA),
            Map.entry("pixtral", LLAMA),
            Map.entry("midm-2.0", LLAMA),
            Map.entry("lfm2", LLAMA),
            Map.entry("deepseek-r1-qwen", QWEN2),
            Map.entry("megrez", QWEN2),
            Map.entry("kormo", QWEN2),
            Map.entry("llama4", GPT4),
            Map.entry("phi-2", GPT2),
            Map.entry("exaone4", GPT2),
            Map.entry("gigachat", GPT2),
            Map.entry("a.x-4.0", GPT2),
            Map.entry("mellum", GPT2));

    /// Checks that texts, kinds and rules agree.
    ///
    /// @throws IllegalArgumentException in one line, if numbers and kinds do not agree, or the rule is not known
    public BpeVocabulary {
        tokens = List.copyOf(tokens);
        types = List.copyOf(types);
        merges = List.copyOf(merges);
        cut = SAME.getOrDefault(cut, cut);
        if (tokens.size() != types.size()) {
            throw new IllegalArgumentException(
                    "bad vocabulary: " + tokens.size() + " tokens of " + types.size() + " types");
        }
        if (!merges.isEmpty() && !WORDS.containsKey(cut) && !cut.equals(GPT2)) {
            throw new IllegalArgumentException("bad vocabulary: text is cut by the rule '"
                    + cut.replaceAll("\\p{C}", "?") + "', which is not known ("
                    + WORDS.keySet().stream().sorted().collect(Collectors.joining(", ")) + " and " + GPT2 + " are)");
        }
    }

    /// A `tokenizer.json`.
    public String json() {
        ObjectNode root = JsonMapper.shared().createObjectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        added(root.putArray("added_tokens"));
        if (cut.equals(QWEN2)) {
            root.putObject("normalizer").put("type", "NFC");
        } else {
            root.putNull("normalizer");
        }
        cutting(root.putObject("pre_tokenizer"));
        root.putNull("post_processor");
        byteLevel(root.putObject("decoder"), true);
        model(root.putObject("model"));
        return root.toString();
    }

    /// Whether a token begins every text cut by a rule, where a GGUF file does not say: llama.cpp's default.
    public static boolean begins(String cut) {
        return WHOLE_WORDS.contains(SAME.getOrDefault(cut, cut)) || cut.equals("chameleon");
    }

    private void added(ArrayNode added) {
        for (int token = 0; token < tokens.size(); token++) {
            long type = types.get(token);
            if (type == CONTROL || type == USER) {
                added(added.addObject(), token, tokens.get(token), type == CONTROL);
            }
        }
    }

    /// A token that is found in a text before anything else.
    static void added(ObjectNode node, int token, String text, boolean special) {
        node.put("id", token)
                .put("content", text)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", special);
    }

    private void cutting(ObjectNode node) {
        if (!WORDS.containsKey(cut)) {
            byteLevel(node, cut.equals(GPT2));
            return;
        }
        ArrayNode both = node.put("type", "Sequence").putArray("pretokenizers");
        both.addObject()
                .put("type", "Split")
                .put("behavior", "Isolated")
                .put("invert", false)
                .putObject("pattern")
                .put("Regex", WORDS.get(cut));
        byteLevel(both.addObject(), false);
    }

    /// Of the published tokenizer files of LLaMA 3 and Qwen2; they differ in how many digits go together.
    private static String words(String digits) {
        return "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" + digits
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    /// Of the published tokenizer files of Ling, as llama.cpp quotes them.
    private static String bailing() {
        return "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}"
                + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+";
    }

    /// Of the published tokenizer files of Mistral Nemo and gpt-oss.
    private static String capitals(String end, String digits) {
        String before = "[^\\r\\n\\p{L}\\p{N}]?";
        String upper = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
        String lower = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
        return before + upper + "*" + lower + "+" + end + "|" + before + upper + "+" + lower + "*" + end + "|" + digits
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    }

    private void model(ObjectNode model) {
        model.put("type", "BPE").put("ignore_merges", WHOLE_WORDS.contains(cut));
        ObjectNode vocabulary = model.putObject("vocab");
        for (int token = 0; token < tokens.size(); token++) {
            if (types.get(token) != UNUSED && !vocabulary.has(tokens.get(token))) {
                vocabulary.put(tokens.get(token), token);
            }
        }
        ArrayNode pairs = model.putArray("merges");
        merges.forEach(pairs::add);
    }

    /// @param words  whether GPT-2's own rule cuts the text
    static ObjectNode byteLevel(ObjectNode node, boolean words) {
        return node.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", words);
    }
}
