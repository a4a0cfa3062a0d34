package org.unmask.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.engine.token.ByteVocabulary;
import org.unmask.engine.token.Tokenizer;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class GgufVocabularyTest {
    private static final List<String> MERGES =
            List.of("h e", "l l", "he ll", "Ġ hell", "Ġ Ġ", "1 2", "! Ċ", "æ Ĺ", "æĹ ¥", "' s");
    /// As the published tokenizer of Qwen2 has it.
    private static final String WORDS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    @TempDir
    private Path folder;

    private static List<String> tokens() {
        List<String> tokens = new ArrayList<>(
                new ByteVocabulary(256, new TreeMap<>()).vocabulary().tokens());
        MERGES.forEach(pair -> tokens.add(pair.replace(" ", "")));
        tokens.add("<|im_end|>");
        return tokens;
    }

    private String fromGguf() throws IOException {
        List<String> tokens = tokens();
        List<Integer> types =
                tokens.stream().map(token -> token.equals("<|im_end|>") ? 3 : 1).toList();
        Path path = folder.resolve("v.gguf");
        new GgufWriter()
                .text(GgufVocabulary.MODEL, GgufVocabulary.BPE)
                .text(GgufVocabulary.CUT, "qwen2")
                .texts(GgufVocabulary.TOKENS, tokens)
                .wholes(GgufVocabulary.TYPES, types)
                .texts(GgufVocabulary.MERGES, MERGES)
                .write(path, List.of(), _ -> {});
        try (Arena arena = Arena.ofShared()) {
            return GgufVocabulary.json(GgufFile.open(path, arena)).orElseThrow();
        }
    }

    /// The layout of the published file: a special token is not in the vocabulary, merges are pairs.
    private static String tokenizerJson() {
        ObjectNode root = JsonMapper.shared().createObjectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        List<String> tokens = tokens();
        root.putArray("added_tokens")
                .addObject()
                .put("id", tokens.size() - 1)
                .put("content", tokens.getLast())
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        root.putObject("normalizer").put("type", "NFC");
        ArrayNode steps =
                root.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        steps.addObject()
                .put("type", "Split")
                .put("behavior", "Isolated")
                .put("invert", false)
                .putObject("pattern")
                .put("Regex", WORDS);
        byteLevel(steps.addObject());
        byteLevel(root.putObject("post_processor"));
        byteLevel(root.putObject("decoder"));
        ObjectNode model = root.putObject("model").put("type", "BPE").put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int token = 0; token < tokens.size() - 1; token++) {
            vocabulary.put(tokens.get(token), token);
        }
        ArrayNode merges = model.putArray("merges");
        for (String pair : MERGES) {
            ArrayNode two = merges.addArray();
            List.of(pair.split(" ")).forEach(two::add);
        }
        return root.toString();
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", false)
                .put("use_regex", false);
    }

    @Test
    void aGgufFileAndATokenizerFileOfTheSameVocabularyAgree() throws IOException {
        try (Tokenizer gguf = Tokenizer.of(Path.of("v.gguf"), fromGguf());
                Tokenizer json = Tokenizer.of(Path.of("tokenizer.json"), tokenizerJson())) {
            for (String text : List.of(
                    "hell  hell's 1212!\n\n",
                    "日本 日 e\u0301 👩‍👩‍👧‍👦",
                    "שלום <|im_end|>hell\t\u00a0 \r\n",
                    "<|im_end|><|im_end",
                    "")) {
                int[] tokens = gguf.encode(text);
                assertThat(json.encode(text)).as(text).isEqualTo(tokens);
                assertThat(json.decode(tokens)).isEqualTo(gguf.decode(tokens));
            }
            assertThat(gguf.encode("日<|im_end|>")).hasSize(2);
        }
    }
}
