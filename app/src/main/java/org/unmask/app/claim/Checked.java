package org.unmask.app.claim;

import java.util.List;

/// A claim with its verdicts.
///
/// @param rule  what counts as confirmed
/// @param quantity  what the deciding numbers are
/// @param command  prints numbers that decide it
/// @param answers  for each kind of evidence and each workload
public record Checked(
        String id,
        String paper,
        String source,
        String words,
        String rule,
        String quantity,
        String command,
        List<Answer> answers) {
    public Checked {
        answers = List.copyOf(answers);
    }
}
