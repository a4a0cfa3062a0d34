package org.unmask.web.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.unmask.core.text.Progress;
import tools.jackson.databind.node.ObjectNode;

/// Sends the requests of a plan and keeps what comes back.
public final class Load {
    private static final double NANOS_PER_SECOND = 1e9;
    /// How long a client waits for a server that is not there: one that is started again gets what is left.
    private static final long ABSENT_NANOS = 500_000_000;

    private final Plan plan;
    private final Progress progress;
    private final Map<Integer, Received> received = new ConcurrentSkipListMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger errorsInARow = new AtomicInteger();
    private volatile String lastError = "";
    private volatile String stopped = "";

    /// Load that is ready to be put on.
    ///
    /// @param progress  steps once for every answer
    public Load(Plan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /// What came back.
    ///
    /// @param received  for the requests that were sent, in order
    /// @param counters  by how much the counts of the server grew, by name; empty if it has none
    /// @param stopped  why not all requests were sent; empty if they were
    public record Outcome(List<Received> received, Map<String, Double> counters, Optional<String> stopped) {}

    /// Runs the plan to its end, or until its limits are reached.
    ///
    /// @throws InterruptedException if the thread is interrupted
    public Outcome run() throws InterruptedException {
        try (Client client = new Client(plan)) {
            for (ObjectNode body : plan.warmUps()) {
                client.send(body, System.nanoTime());
            }
            Map<String, Double> before = counters(client);
            long start = System.nanoTime();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                if (plan.arrivals().isPresent()) {
                    open(client, start, threads);
                } else {
                    closed(client, start, threads);
                }
            }
            return new Outcome(
                    new ArrayList<>(received.values()),
                    Counters.grown(before, counters(client)),
                    Optional.of(stopped).filter(reason -> !reason.isEmpty()));
        }
    }

    private static Map<String, Double> counters(Client client) {
        return client.get("/metrics").map(Counters::read).orElse(Map.of());
    }

    /// Requests leave at their times, whatever has come back.
    private void open(Client client, long start, ExecutorService threads) throws InterruptedException {
        double[] seconds = plan.arrivals().orElseThrow().seconds(plan.bodies().size(), plan.seed());
        for (int i = 0; i < seconds.length && goesOn(start); i++) {
            int number = i;
            long intended = start + Math.round(seconds[i] * NANOS_PER_SECOND);
            TimeUnit.NANOSECONDS.sleep(intended - System.nanoTime());
            threads.execute(() -> send(client, number, intended));
        }
    }

    /// Every client sends its next request as soon as it has the answer to the one before.
    private void closed(Client client, long start, ExecutorService threads) {
        for (int i = 0; i < Math.min(plan.clients(), plan.bodies().size()); i++) {
            long first = start + Math.round(plan.ramp() * NANOS_PER_SECOND * i / plan.clients());
            threads.execute(() -> {
                sleepUntil(first);
                for (int number = next.getAndIncrement();
                        number < plan.bodies().size() && goesOn(start);
                        number = next.getAndIncrement()) {
                    Received answer = send(client, number, System.nanoTime());
                    if (answer.error().filter(Client.NO_CONNECTION::equals).isPresent()) {
                        sleepUntil(System.nanoTime() + ABSENT_NANOS);
                    }
                }
            });
        }
    }

    private static void sleepUntil(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos - System.nanoTime());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean goesOn(long start) {
        if (errorsInARow.get() >= plan.limits().errorsInARow()) {
            stopped = plan.limits().errorsInARow() + " errors in a row, the last: " + lastError;
        } else if (System.nanoTime() - start
                > TimeUnit.SECONDS.toNanos(plan.limits().seconds())) {
            stopped = plan.limits().seconds() + " s are over";
        }
        return stopped.isEmpty();
    }

    private Received send(Client client, int number, long intended) {
        Received answer = client.send(plan.bodies().get(number), intended);
        answer.error().ifPresentOrElse(this::failed, () -> errorsInARow.set(0));
        received.put(number, answer);
        synchronized (progress) {
            progress.step("waiting for answers");
        }
        return answer;
    }

    private void failed(String reason) {
        lastError = reason;
        errorsInARow.incrementAndGet();
    }
}
