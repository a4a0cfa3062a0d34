package org.unmask.run.session;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether a response is right, by exact match of its number, as for GSM8K.
///
/// The two ways to find the number are those that lm-evaluation-harness calls `strict-match`, the number behind `####`,
/// and `flexible-extract`, the last number of all. Numbers are equal if their values are: `1,200`, `$1200`, `1200.` and
/// `1200.0`.
///
/// @param strict  whether the number behind the first `####` is the expected one
/// @param flexible  whether the last number is
public record Scoring(boolean strict, boolean flexible) {
    private static final String NUMBER = "-?\\$?(?:\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+)";
    private static final Pattern ANY = Pattern.compile(NUMBER);
    private static final Pattern MARKED = Pattern.compile("#### *(" + NUMBER + ")");
    private static final Pattern ALONE = Pattern.compile(NUMBER + "\\.?");

    /// A response beside the expected answer: a number, a text that ends with one behind `####`, or else a text, which
    /// the response must then be, blanks around it aside.
    public static Scoring of(String response, String expected) {
        Optional<String> wanted = number(expected)
                .or(() -> Optional.of(expected.strip())
                        .filter(text -> ALONE.matcher(text).matches())
                        .map(Scoring::normal));
        if (wanted.isEmpty()) {
            boolean same = response.strip().equals(expected.strip());
            return new Scoring(same, same);
        }
        return new Scoring(number(response).equals(wanted), lastNumber(response).equals(wanted));
    }

    /// The first number behind `####`, in normal form.
    public static Optional<String> number(String text) {
        Matcher matcher = MARKED.matcher(text);
        return matcher.find() ? Optional.of(normal(matcher.group(1))) : Optional.empty();
    }

    /// Whether a text is a number and nothing else.
    static boolean isNumber(String text) {
        return ALONE.matcher(text.strip()).matches();
    }

    /// The last number, in normal form.
    public static Optional<String> lastNumber(String text) {
        return ANY.matcher(text).results().reduce((_, last) -> last).map(result -> normal(result.group()));
    }

    /// Without thousands separators, currency, a full stop, and zeros that say nothing.
    private static String normal(String number) {
        String digits = number.replaceAll("[,$]", "").replaceAll("\\.$", "");
        return new BigDecimal(digits).stripTrailingZeros().toPlainString();
    }
}
