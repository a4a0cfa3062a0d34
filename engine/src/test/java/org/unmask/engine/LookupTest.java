package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Drafts by hand.
class LookupTest {
    private static int[] text(int... tokens) {
        return tokens;
    }

    @Test
    void whatFollowedTheSameLastTokensIsDrafted() {
        assertThat(Lookup.draft(text(5, 6, 7, 8, 9, 5, 6, 7), 2)).containsExactly(8, 9);
        assertThat(Lookup.draft(text(1, 2, 3, 9, 2, 3), 2))
                .as("two tokens are the same")
                .containsExactly(9, 2);
        assertThat(Lookup.draft(text(3, 4, 9, 3), 1)).as("one token is").containsExactly(4);
    }

    @Test
    void moreTokensCountMoreAndThenTheFirstPlace() {
        assertThat(Lookup.draft(text(3, 7, 1, 2, 3, 8, 1, 2, 3), 1))
                .as("three beat one that stands before")
                .containsExactly(8);
        assertThat(Lookup.draft(text(3, 7, 3, 8, 3), 1)).containsExactly(7);
    }

    @Test
    void whatIsMissingIsTheLastTokenAgain() {
        assertThat(Lookup.draft(text(4, 5), 3)).as("nothing is found").containsExactly(5, 5, 5);
        assertThat(Lookup.draft(text(9), 2)).containsExactly(9, 9);
        assertThat(Lookup.draft(text(4, 5, 4), 4)).as("two follow").containsExactly(5, 4, 4, 4);
        assertThat(Lookup.draft(text(4, 5), 0)).isEmpty();
    }
}
