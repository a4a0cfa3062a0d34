package org.unmask.engine.token;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.json.JsonMapper;

/// A vocabulary of one token per byte, beside special tokens of given numbers: any text can be encoded, whatever the
/// size of a made-up model's vocabulary.
///
/// Bytes are written with GPT-2's 256 letters: printable bytes stand for themselves, the others for the letters from
/// U+0100 on (Radford et al. 2019, `bytes_to_unicode`).
public final class ByteVocabulary {
    private static final int BYTES = 256;

    private final int size;
    private final SortedMap<Integer, String> specials;
    private final SortedMap<Integer, String> bytes = new TreeMap<>();

    /// Bytes have the lowest numbers that are not special, in their order.
    ///
    /// @param size  numbers of tokens end before it
    /// @param specials  number and text of each special token
    /// @throws IllegalArgumentException if there is no room for all bytes
    public ByteVocabulary(int size, SortedMap<Integer, String> specials) {
        this.size = size;
        this.specials = new TreeMap<>(specials);
        int token = 0;
        for (String letter : letters()) {
            while (specials.containsKey(token)) {
                token++;
            }
            bytes.put(token++, letter);
        }
        if (!fits(size, specials.keySet())) {
            throw new IllegalArgumentException("bad vocabulary: no room for " + BYTES + " bytes and " + specials.size()
                    + " special tokens in " + size);
        }
    }

    /// Whether a vocabulary has room for all bytes beside its special tokens.
    public static boolean fits(int size, Collection<Integer> specials) {
        return size - BYTES >= specials.stream().distinct().count();
    }

    private static List<String> letters() {
        List<String> letters = new ArrayList<>();
        int other = BYTES;
        for (int b = 0; b < BYTES; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            letters.add(Character.toString(printable ? b : other++));
        }
        return letters;
    }

    /// What each number stands for: a letter, a special token, or a placeholder that no text has.
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int token = 0; token < size; token++) {
            texts.add(bytes.getOrDefault(token, specials.getOrDefault(token, "<|unused-" + token + "|>")));
        }
        return texts;
    }

    /// Whether a number stands for a byte.
    public boolean isByte(int token) {
        return bytes.containsKey(token);
    }

    /// Whether a number is that of a special token.
    public boolean isSpecial(int token) {
        return specials.containsKey(token);
    }

    /// A `tokenizer.json`.
    public String json() {
        ObjectNode root = JsonMapper.shared().createObjectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        specials.forEach((token, text) -> added.addObject()
                .put("id", token)
                .put("content", text)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true));
        root.putNull("normalizer");
        byteLevel(root.putObject("pre_tokenizer")).put("use_regex", false);
        root.putNull("post_processor");
        byteLevel(root.putObject("decoder"));
        ObjectNode model = root.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        bytes.forEach((token, letter) -> vocabulary.put(letter, token));
        // Here too: else the library numbers them itself, from the end of the others on.
        specials.forEach((token, text) -> vocabulary.put(text, token));
        model.putArray("merges");
        return root.toPrettyString() + "\n";
    }

    private static ObjectNode byteLevel(ObjectNode node) {
        return node.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true);
    }
}
