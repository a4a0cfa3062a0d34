package org.unmask.input;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;
import tools.jackson.databind.JsonNode;

/// The place of an object in a file, and what is wrong there: every error of [Fields] is made here.
///
/// @param file  named in errors
/// @param prefix  the keys that lead to the object, each with a dot behind; empty at the root
record Place(String file, String prefix) {
    private static final int MAX_SHOWN = 60;

    /// The place of an object below a key.
    Place below(String key) {
        return new Place(file, prefix + key + ".");
    }

    /// An error about the value of a key.
    IOException bad(String key, JsonNode value, String expected) {
        String found = value.isMissingNode() ? "missing" : shown(value.toString(), "...");
        return error(key + ": " + found + "; expected " + expected);
    }

    private IOException error(String text) {
        return new IOException(file + ": " + prefix + text);
    }

    /// An error about a key that nobody asked for.
    IOException unknown(String key, Collection<String> known) {
        UsageException unknown = Names.unknown(
                "key",
                prefix + shown(key, ""),
                known.stream().map(name -> prefix + name).toList());
        return new IOException(file + ": " + unknown.getMessage(), unknown);
    }

    /// A whole number within limits.
    int whole(String key, JsonNode value, int least, int most) throws IOException {
        if (!value.isIntegralNumber() || (value.canConvertToInt() && value.intValue() < least)) {
            throw bad(key, value, "a whole number from " + least);
        }
        if (!value.canConvertToInt() || value.intValue() > most) {
            throw bad(key, value, "a whole number from " + least + " to " + most);
        }
        return value.intValue();
    }

    /// Whole numbers from 1 in the notation of [IntRange].
    List<Integer> range(String key, String text) throws IOException {
        try {
            return IntRange.parse(prefix + key, text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// The number of a token that is itself a key.
    int keyAsToken(String key, int vocabulary) throws IOException {
        try {
            int token = Integer.parseInt(key);
            if (token >= 0 && token < vocabulary) {
                return token;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw error(shown(key, "") + ": expected a key from 0 to " + (vocabulary - 1));
    }

    /// What a text stands for. An error of the reader names the key.
    <T> T parsed(String key, String text, Function<String, T> reader) throws IOException {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            IOException bad = error(key + ": " + e.getMessage());
            bad.initCause(e);
            throw bad;
        }
    }

    private static String shown(String text, String cut) {
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + cut : text;
    }
}
