package org.unmask.engine;

import java.util.Arrays;

/// Drafts from the text itself: what followed where it had the same last tokens before (prompt lookup, Saxena 2023,
/// `find_candidate_pred_tokens`; LLMA, arXiv 2304.04487).
final class Lookup {
    /// Last tokens that are looked for, at most.
    private static final int LONGEST = 3;

    private Lookup() {}

    /// The tokens that a text may go on with. The most last tokens that are found count, and of several places the first.
    /// Where nothing is found, or less follows, the draft is filled with the last token: it is verified anyway.
    ///
    /// @param text  at least one token
    static int[] draft(int[] text, int tokens) {
        int[] draft = new int[tokens];
        Arrays.fill(draft, text[text.length - 1]);
        for (int length = Math.min(LONGEST, text.length - 1); length > 0; length--) {
            int next = next(text, length);
            if (next < text.length) {
                System.arraycopy(text, next, draft, 0, Math.min(tokens, text.length - next));
                return draft;
            }
        }
        return draft;
    }

    /// The position after the first place that has the last `length` tokens; the end of the text if only the end has.
    private static int next(int[] text, int length) {
        int end = text.length;
        for (int next = length; next < end; next++) {
            if (Arrays.equals(text, next - length, next, text, end - length, end)) {
                return next;
            }
        }
        return end;
    }
}
