package org.unmask.web.openai;

import java.util.List;

/// The text of one answer as its tokens come, up to the first stop text. What may still become a stop text is held
/// back.
final class AnswerText {
    private final TextModel.Decoder decoder;
    private final List<String> stops;
    private final StringBuilder text = new StringBuilder();
    private int given;
    private int tokens;
    private boolean stopped;

    AnswerText(TextModel.Decoder decoder, List<String> stops) {
        this.decoder = decoder;
        this.stops = List.copyOf(stops);
    }

    /// Takes tokens, those behind a stop text aside.
    ///
    /// @return the text that is certain now and was not given before
    String add(int[] fresh) {
        for (int token : fresh) {
            if (!stopped) {
                tokens++;
                append(decoder.add(token));
            }
        }
        return stopped ? upTo(text.length()) : upTo(text.length() - held());
    }

    /// The rest, when no more tokens come.
    String end() {
        if (!stopped) {
            append(decoder.end());
        }
        return upTo(text.length());
    }

    /// Whether a stop text has come.
    boolean isStopped() {
        return stopped;
    }

    /// Tokens that the text was made of.
    int tokens() {
        return tokens;
    }

    /// All of the text so far.
    String all() {
        return text.toString();
    }

    private void append(String more) {
        int before = text.length();
        text.append(more);
        int end = Integer.MAX_VALUE;
        for (String stop : stops) {
            int at = text.indexOf(stop, Math.max(given, before - stop.length() + 1));
            end = at < 0 ? end : Math.min(end, at);
        }
        if (end != Integer.MAX_VALUE) {
            text.setLength(end);
            stopped = true;
        }
    }

    /// Characters at the end that a stop text may begin with.
    private int held() {
        int held = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > held; length--) {
                if (text.substring(text.length() - length).equals(stop.substring(0, length))) {
                    held = length;
                }
            }
        }
        return held;
    }

    private String upTo(int end) {
        String part = text.substring(Math.min(given, end), end);
        given = Math.max(given, end);
        return part;
    }
}
