package org.unmask.app.audit;

import java.util.Locale;

/// What an audit comes to.
public enum Outcome {
    /// Nothing that is not excluded by what is stated makes it possible.
    BEYOND_PHYSICS("beyond physics"),
    /// Passes must commit more tokens than one, and how many they commit is not stated.
    NEEDS_TOKENS_PER_PASS("needs tokens per pass"),
    /// Something else must hold that is not stated.
    NEEDS_MORE("needs what is not stated"),
    /// The machine can, and usual software takes no less than half as long.
    PLAUSIBLE("plausible"),
    /// Usual software is faster.
    SLACK("slack"),
    /// It cannot be audited.
    UNKNOWN("not audited");

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    /// The name used in files.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The name for people.
    public String words() {
        return words;
    }
}
