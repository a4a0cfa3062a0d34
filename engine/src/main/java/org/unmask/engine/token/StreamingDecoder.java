package org.unmask.engine.token;

import java.util.Arrays;

/// The text of tokens that come one after the other. A token may end in the middle of a character: what could still
/// become one is held back, and what cannot is shown as U+FFFD. All parts together are what [Tokenizer#decode] gives
/// for all tokens together, where its decoder turns bytes into text from left to right, as byte-level ones do.
///
/// Not for several threads at once; one for each sequence.
public final class StreamingDecoder {
    private static final char REPLACEMENT = '\uFFFD';
    /// Bytes of a character that lacks its end, at most; each may show as a replacement.
    private static final int MOST_HELD = 3;

    private final Tokenizer tokenizer;
    /// The last tokens that gave text, since decoders may treat the first ones otherwise, and all after them.
    private int[] window = {};
    /// Characters of the window's text that were given.
    private int given;

    StreamingDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Takes the next tokens.
    ///
    /// @return the text that is certain now and was not given before; it may be empty
    public String add(int... tokens) {
        int before = window.length;
        window = Arrays.copyOf(window, before + tokens.length);
        System.arraycopy(tokens, 0, window, before, tokens.length);
        String text = tokenizer.decode(window);
        String part = part(text, certain(text));
        if (!part.isEmpty() && given == text.length()) {
            window = Arrays.copyOfRange(window, before, window.length);
            given = tokenizer.decode(window).length();
        }
        return part;
    }

    /// Gives what was held back: the tokens have ended, or go on elsewhere.
    public String end() {
        String text = tokenizer.decode(window);
        String part = part(text, text.length());
        window = new int[] {};
        given = 0;
        return part;
    }

    private String part(String text, int end) {
        int begin = Math.min(given, end);
        given = Math.max(given, end);
        return text.substring(begin, end);
    }

    /// Characters before those that further tokens may change.
    private static int certain(String text) {
        int end = text.length();
        while (end > 0 && text.length() - end < MOST_HELD && text.charAt(end - 1) == REPLACEMENT) {
            end--;
        }
        return end;
    }
}
