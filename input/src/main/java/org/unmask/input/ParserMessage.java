package org.unmask.input;

/// What parsers of JSON, YAML and CSV say is wrong, fit for one line that a user reads: without the names of their classes
/// and settings, and without places that the caller says better.
public final class ParserMessage {
    private ParserMessage() {}

    /// The first line, without what is between the parser and its programmer. Parsers quote what they read: characters that
    /// could command a terminal become question marks.
    public static String plain(String message) {
        String first = message.lines().findFirst().orElse("");
        String plain = first.replaceAll("\\s*\\((?:for|start marker|through)\\b.*$", "")
                .replaceAll("\\s*(?:\\bat )?\\[Source:.*$", "")
                .replaceAll(",? ?\\(?from `[^`]*`\\)?", "")
                .replaceAll("`(?:[A-Za-z]+\\.)*([A-Za-z_]+)(?:\\([^`]*\\))?`", "$1")
                .replaceAll("\\b(?:[a-z]+\\.)+[A-Z]\\w*", "")
                .replaceAll("\\s+", " ")
                .replaceAll("[\\p{IsControl}\\u2028\\u2029]", "?")
                .strip();
        // A parenthesis may have lost its end.
        long open = plain.chars().filter(c -> c == '(').count()
                - plain.chars().filter(c -> c == ')').count();
        return (plain.isEmpty() ? "not understood" : plain) + ")".repeat((int) Math.max(0, Math.min(open, 2)));
    }
}
