package org.unmask.web.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class InboxTest {
    private static final int MANY = 10_000;

    @Test
    void whatWasToldTogetherIsTakenTogetherAndInOrder() throws InterruptedException {
        Inbox inbox = new Inbox();
        inbox.add(token(1));
        inbox.add(token(2));
        inbox.add(new Update.Beat());

        assertThat(tokens(inbox.take())).containsExactly(1, 2);
    }

    /// One thread tells as fast as it can, another takes: nothing is lost, and each taking has something.
    @Test
    void nothingIsLostBetweenThreads() throws InterruptedException {
        Inbox inbox = new Inbox();
        Thread telling = Thread.ofPlatform().start(() -> {
            for (int token = 0; token < MANY; token++) {
                inbox.add(token(token));
            }
            inbox.add(new Update.Done(0, List.of(true)));
        });
        List<Integer> taken = new ArrayList<>();
        boolean done = false;
        while (!done) {
            List<Update> updates = inbox.take();
            assertThat(updates).isNotEmpty();
            taken.addAll(tokens(updates));
            done = updates.getLast() instanceof Update.Done;
        }
        telling.join();

        assertThat(taken).hasSize(MANY).isSorted();
    }

    private static Update token(int token) {
        return new Update.Tokens(0, new int[] {token});
    }

    private static List<Integer> tokens(List<Update> updates) {
        return updates.stream()
                .filter(Update.Tokens.class::isInstance)
                .map(update -> ((Update.Tokens) update).tokens()[0])
                .toList();
    }
}
