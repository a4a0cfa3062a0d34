package org.unmask.engine.token;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Texts that stand for others before a text is cut into pieces, as a `tokenizer.model` has them.
///
/// The file holds the length of a trie in 4 bytes, the trie, and the texts, each with a zero behind it. Of the texts at a place
/// the longest is replaced, and what it stands for is not looked at again (`Normalizer::NormalizePrefix`,
/// https://github.com/google/sentencepiece/blob/master/src/normalizer.cc). The trie is a double array
/// (https://github.com/s-yata/darts-clone): a unit holds the byte that leads to it, where its children are, and whether a text ends.
final class CharacterMap {
    private static final int BYTE = 0xFF;

    private final int[] units;
    private final byte[] texts;

    private CharacterMap(int[] units, byte[] texts) {
        this.units = units;
        this.texts = texts;
    }

    /// @param base64  content of the file
    /// @throws IllegalArgumentException if it is none
    static CharacterMap of(String base64) {
        ByteBuffer in = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        int length = in.remaining() < Integer.BYTES ? -1 : in.getInt();
        if (length < Integer.BYTES || length % Integer.BYTES != 0 || length > in.remaining()) {
            throw new IllegalArgumentException("bad map of characters: a trie of " + length + " bytes");
        }
        int[] units = new int[length / Integer.BYTES];
        for (int i = 0; i < units.length; i++) {
            units[i] = in.getInt();
        }
        byte[] texts = new byte[in.remaining()];
        in.get(texts);
        return new CharacterMap(units, texts);
    }

    /// A text in which each has been replaced.
    ///
    /// @param kept  texts that stay as they are, as special tokens do
    String apply(String text, List<String> kept) {
        StringBuilder out = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); ) {
            int place = at;
            String token = kept.stream()
                    .filter(each -> !each.isEmpty() && text.startsWith(each, place))
                    .findFirst()
                    .orElse("");
            if (!token.isEmpty()) {
                out.append(token);
                at += token.length();
            } else {
                at += replace(text, at, out);
            }
        }
        return out.toString();
    }

    /// Appends what stands for the longest text at a place, or its character.
    ///
    /// @return characters of the text
    private int replace(String text, int start, StringBuilder out) {
        int found = 0;
        int value = 0;
        int node = offset(units[0]);
        int at = start;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            byte[] bytes = Character.toString(character).getBytes(StandardCharsets.UTF_8);
            int leaf = -1;
            for (byte each : bytes) {
                node ^= each & BYTE;
                if (node < 0 || node >= units.length || (units[node] & (1 << 31 | BYTE)) != (each & BYTE)) {
                    node = -1;
                    break;
                }
                int unit = units[node];
                node ^= offset(unit);
                leaf = (unit >>> 8 & 1) == 1 && node >= 0 && node < units.length ? units[node] & Integer.MAX_VALUE : -1;
            }
            if (node < 0) {
                break;
            }
            if (leaf >= 0) {
                found = at - start;
                value = leaf;
            }
        }
        if (found == 0) {
            out.appendCodePoint(text.codePointAt(start));
            return Character.charCount(text.codePointAt(start));
        }
        out.append(text(value));
        return found;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    private String text(int from) {
        int end = from;
        while (end < texts.length && texts[end] != 0) {
            end++;
        }
        return from >= texts.length ? "" : new String(texts, from, end - from, StandardCharsets.UTF_8);
    }
}
