package org.unmask.app.cli;

import java.util.Collection;
import java.util.List;

/// What may stand in one place of a command line.
///
/// @param words  all values, of [Kind#WORDS]
record Expected(Kind kind, List<String> words) {
    static final Expected FLAG = new Expected(Kind.FLAG, List.of());
    static final Expected ANYTHING = new Expected(Kind.ANYTHING, List.of());
    static final Expected FILE = new Expected(Kind.FILE, List.of());
    static final Expected FOLDER = new Expected(Kind.FOLDER, List.of());
    static final Expected MODEL = new Expected(Kind.MODEL, List.of());
    static final Expected DEVICE = new Expected(Kind.DEVICE, List.of());
    static final Expected PROFILE = new Expected(Kind.PROFILE, List.of());
    static final Expected STRATEGY = new Expected(Kind.STRATEGY, List.of());

    Expected {
        words = List.copyOf(words);
    }

    /// Kinds of values.
    enum Kind {
        /// None: the option stands alone.
        FLAG,
        /// Numbers, texts, addresses.
        ANYTHING,
        FILE,
        FOLDER,
        /// A model of the catalogue, a folder or a file.
        MODEL,
        DEVICE,
        PROFILE,
        /// `name:key=value,...`.
        STRATEGY,
        /// One of some words, or several with commas between them.
        WORDS;

        /// The word for it in scripts.
        private String word() {
            return switch (this) {
                case FLAG -> "flag";
                case ANYTHING -> "";
                case FILE -> "file";
                case FOLDER -> "folder";
                case MODEL -> "model";
                case DEVICE -> "device";
                case PROFILE -> "profile";
                case STRATEGY -> "strategy";
                case WORDS -> "words";
            };
        }
    }

    static Expected of(Collection<String> words) {
        return new Expected(Kind.WORDS, List.copyOf(words));
    }

    /// As scripts have it: the kind, and the words behind it.
    String script() {
        return (kind.word() + " " + String.join(" ", words)).strip();
    }
}
