package org.unmask.app.report;

import java.util.List;

/// What a trained pair of models answered, and how fast.
///
/// @param task  one sentence: which models, which problems
public record Answers(String task, List<Row> rows, Source source) implements Section {
    public Answers {
        rows = List.copyOf(rows);
    }

    @Override
    public String id() {
        return "answers";
    }

    @Override
    public String title() {
        return "Real answers: accuracy and speed";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /// One strategy over all problems.
    ///
    /// @param exact  problems whose answer is exactly right
    /// @param computedTokens  generated over all problems, padding after the end included
    /// @param keptTokens  generated over all problems up to their end-of-sequence tokens
    public record Row(
            Label strategy,
            int problems,
            int exact,
            double passesPerProblem,
            long computedTokens,
            long keptTokens,
            double secondsPerProblem) {
        private static final double Z = 1.959964;

        public Row {
            Finite.require("answers", passesPerProblem, secondsPerProblem);
            if (problems < 1 || exact < 0 || exact > problems || !(secondsPerProblem > 0)) {
                throw new IllegalArgumentException("bad answers of '" + strategy.text() + "': problems=" + problems
                        + " exact=" + exact + " seconds per problem=" + secondsPerProblem);
            }
        }

        double accuracy() {
            return (double) exact / problems;
        }

        double keptTokensPerSecond() {
            return keptTokens / (problems * secondsPerProblem);
        }

        /// The 95 % score interval of [#accuracy] (Wilson, J. Am. Stat. Assoc. 22, 1927).
        Interval accuracyInterval() {
            double n = problems;
            double centre = (accuracy() + Z * Z / (2 * n)) / (1 + Z * Z / n);
            double half = Z / (1 + Z * Z / n) * Math.sqrt(accuracy() * (1 - accuracy()) / n + Z * Z / (4 * n * n));
            return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
        }
    }
}
