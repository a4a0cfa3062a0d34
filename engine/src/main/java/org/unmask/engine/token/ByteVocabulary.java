package org.unmask.engine.token;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// A vocabulary of one token per byte, beside special tokens of given numbers: any text can be encoded, whatever the
/// size of a made-up model's vocabulary.
///
/// Bytes are written with GPT-2's 256 letters: printable bytes stand for themselves, the others for the letters from
/// U+0100 on (Radford et al. 2019, `bytes_to_unicode`).
public final class ByteVocabulary {
    private static final int BYTES = 256;
    private static final long NORMAL = 1;
    private static final long CONTROL = 3;
    private static final long UNUSED = 5;

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
    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int token = 0; token < size; token++) {
            texts.add(bytes.getOrDefault(token, specials.getOrDefault(token, "<|unused-" + token + "|>")));
        }
        return texts;
    }

    /// Kind of each number, as GGUF files number them.
    private List<Long> types() {
        return LongStream.range(0, size)
                .map(token ->
                        bytes.containsKey((int) token) ? NORMAL : specials.containsKey((int) token) ? CONTROL : UNUSED)
                .boxed()
                .toList();
    }

    /// These bytes as a vocabulary without merges.
    public BpeVocabulary vocabulary() {
        return new BpeVocabulary(texts(), types(), List.of(), "default");
    }
}
