package org.unmask.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyIndexIsDoneOnce(int threads) {
        try (Team team = new Team(threads)) {
            for (int count = 0; count < 200; count++) {
                AtomicIntegerArray done = new AtomicIntegerArray(200);
                team.split(count, 1, (from, to, _) -> {
                    for (long i = from; i < to; i++) {
                        done.incrementAndGet((int) i);
                    }
                });
                for (int i = 0; i < 200; i++) {
                    assertThat(done.get(i)).isEqualTo(i < count ? 1 : 0);
                }
            }
        }
    }

    @Test
    void littleWorkStaysWithTheCaller() {
        try (Team team = new Team(4)) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            team.split(99, 100, (_, _, _) -> threads.add(Thread.currentThread()));
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void anExceptionReachesTheCallerAndTheTeamWorksOn(int failing) {
        try (Team team = new Team(3)) {
            assertThatThrownBy(() -> team.split(3, 1, (from, _, _) -> failAt(failing, from)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("share " + failing);
            AtomicIntegerArray done = new AtomicIntegerArray(3);
            team.split(3, 1, (from, _, _) -> done.incrementAndGet((int) from));
            assertThat(done).hasToString("[1, 1, 1]");
        }
    }

    private static void failAt(int failing, long from) {
        if (from == failing) {
            throw new IllegalStateException("share " + from);
        }
    }

    @Test
    void closeEndsTheThreads() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        Team team = new Team(3);
        team.split(3, 1, (_, _, _) -> threads.add(Thread.currentThread()));
        assertThat(threads).hasSize(3).allMatch(Thread::isAlive);
        team.close();
        threads.remove(Thread.currentThread());
        assertThat(threads).hasSize(2).noneMatch(Thread::isAlive);
    }

    @Test
    void waitingThreadsPark() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (Team team = new Team(2)) {
            team.split(2, 1, (_, _, _) -> threads.add(Thread.currentThread()));
            threads.remove(Thread.currentThread());
            Thread worker = threads.iterator().next();
            while (worker.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
            assertThat(worker.isDaemon()).isTrue();
        }
    }
}
