package org.unmask.app.terminal;

import java.util.Locale;
import org.unmask.core.decode.Phase;
import org.unmask.core.text.Units;

/// How far a generation is.
///
/// @param pass  the last one, from 1; 0 before it
/// @param queries  of that pass
/// @param context  of that pass
/// @param committed  tokens committed so far
/// @param total  tokens to commit at most
/// @param seconds  spent in passes so far
public record Status(int pass, Phase phase, int queries, int context, int committed, int total, double seconds) {
    /// Tokens committed by a pass on average.
    double tokensPerPass() {
        return (double) committed / pass;
    }

    /// What the last pass was, for people.
    String passText() {
        if (pass == 0) {
            return "before the first pass";
        }
        return String.format(Locale.ROOT, "pass %d %s (Q %d, C %d)", pass, phase.id(), queries, context);
    }

    /// Tokens committed, of how many.
    String countText() {
        return committed + "/" + total;
    }

    /// Tokens per pass and second.
    String rateText() {
        return String.format(
                Locale.ROOT, "%.2f tokens/pass  %s tokens/s", tokensPerPass(), Units.number(committed / seconds));
    }
}
