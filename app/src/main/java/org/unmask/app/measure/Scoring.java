package org.unmask.app.measure;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether an answer is right, by exact match of its number, as for GSM8K.
public final class Scoring {
    private static final Pattern MARKED = Pattern.compile("#### *(-?[\\d,]*\\.?\\d+)");

    private Scoring() {}

    /// The first number after `####`, thousands separators removed.
    public static Optional<String> number(String text) {
        Matcher matcher = MARKED.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1).replace(",", "")) : Optional.empty();
    }

    /// Whether the number in `text` is the expected one.
    public static boolean isExact(String text, String expected) {
        String wanted = number(expected).orElse(expected.strip().replace(",", ""));
        return number(text).filter(wanted::equals).isPresent();
    }
}
