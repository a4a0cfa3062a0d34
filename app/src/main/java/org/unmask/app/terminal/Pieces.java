package org.unmask.app.terminal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The text that each token of a run adds, as a tokenizer's own decoder says.
///
/// A token alone may read differently: some decoders drop the blank of a first token, and a character may be spread over
/// several tokens. So a token is decoded with the one before it, and with those after it until its last character is
/// whole; that character then belongs to the last of them.
final class Pieces {
    /// Bytes of the longest UTF-8 character.
    private static final int LONGEST_CHARACTER = 4;

    private static final String UNFINISHED = "\uFFFD";
    private static final int NO_TOKEN = -1;

    private final Function<int[], String> decoder;
    private final Map<List<Integer>, String> known = new HashMap<>();

    Pieces(Function<int[], String> decoder) {
        this.decoder = decoder;
    }

    /// @param before  the token in front of the run, or a negative number if none is known
    /// @param tokens  the run
    /// @return a text for each token
    List<String> of(int before, List<Integer> tokens) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        int front = Math.max(before, NO_TOKEN);
        for (int i = 0; i < tokens.size(); i++) {
            String text = added(front, tokens.subList(start, i + 1));
            boolean goesOn = text.endsWith(UNFINISHED) && i + 1 < tokens.size() && i + 1 - start < LONGEST_CHARACTER;
            pieces.add(goesOn ? "" : text);
            if (!goesOn) {
                front = tokens.get(i);
                start = i + 1;
            }
        }
        return pieces;
    }

    private String added(int front, List<Integer> tokens) {
        List<Integer> key = new ArrayList<>();
        key.add(front);
        key.addAll(tokens);
        return known.computeIfAbsent(List.copyOf(key), _ -> {
            if (front == NO_TOKEN) {
                return decode(tokens);
            }
            String head = decode(List.of(front));
            String all = decode(key);
            return all.startsWith(head) ? all.substring(head.length()) : decode(tokens);
        });
    }

    private String decode(List<Integer> tokens) {
        return decoder.apply(tokens.stream().mapToInt(Integer::intValue).toArray());
    }
}
