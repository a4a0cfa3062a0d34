package org.unmask.core.decode;

import java.util.List;

/// What each predicting pass of a generation committed, recorded or made up: an assumption for predictions.
///
/// @param name  of its file, for messages
/// @param passes  in order; passes that predict no masked position are not among them
public record CommitProfile(String name, List<Entry> passes) implements Recording {
    public CommitProfile {
        passes = List.copyOf(passes);
        if (passes.isEmpty()) {
            throw new IllegalArgumentException("profile " + name + " has no passes");
        }
    }

    /// What one pass commits, for one sequence.
    ///
    /// @param committed  tokens per sequence
    /// @param edited  tokens per sequence that were replaced
    /// @param watched  masks left in each span the strategy watches; empty if not recorded: commits then go from
    ///     left to right
    public record Entry(int committed, int edited, List<Integer> watched) {
        public Entry {
            watched = List.copyOf(watched);
            if (committed < 0 || edited < 0) {
                throw new IllegalArgumentException("bad profile: committed=" + committed + " edited=" + edited);
            }
        }

        /// Without edits.
        public Entry(int committed) {
            this(committed, 0, List.of());
        }
    }

    /// Tokens all passes commit in a sequence.
    public long committed() {
        return passes.stream().mapToLong(Entry::committed).sum();
    }

    /// @throws IllegalArgumentException if the tokens are fewer than the generated length
    void check(int generatedTokens) {
        if (committed() < generatedTokens) {
            throw new IllegalArgumentException("profile " + name + " commits " + committed() + " tokens in "
                    + passes.size() + " passes; the generated length is " + generatedTokens);
        }
    }
}
