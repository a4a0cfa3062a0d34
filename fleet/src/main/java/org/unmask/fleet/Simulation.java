package org.unmask.fleet;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.core.traffic.Arrival;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;

/// Plays traffic on a fleet, event by event: a request comes, or a pass of a replica ends.
public final class Simulation {
    private final Service service;
    private final Fleet fleet;
    private final Objective objective;
    private final Watcher watcher;
    /// Where deadlines decide.
    private final Optional<Urgency> urgency;
    private final List<Replica> replicas = new ArrayList<>();
    private final Agenda agenda;
    private final Latency queue = new Latency();
    private final Latency firstToken = new Latency();
    private final Latency firstBlock = new Latency();
    private final Latency perToken = new Latency();
    private final Latency end = new Latency();
    private long requests;
    private long good;
    private long tokens;
    private long present;
    private double area;
    private double now;
    private int turn;

    /// Sees passes and answers as they happen.
    public interface Watcher {
        /// Sees nothing.
        Watcher NONE = new Watcher() {};

        /// A pass runs.
        default void pass(int replica, double from, double to, int sequences) {
            // nothing to see
        }

        /// A request is answered.
        default void answer(int replica, Arrival request, double firstPass, double firstBlock, double end) {
            // nothing to see
        }
    }

    private Simulation(Service service, Fleet fleet, Objective objective, Watcher watcher) {
        this.service = service;
        this.fleet = fleet;
        this.objective = objective;
        this.watcher = watcher;
        this.urgency = fleet.priority() == Priority.DEADLINE
                ? Optional.of(new Urgency(service, fleet.limits(), objective))
                : Optional.empty();
        this.agenda = new Agenda(fleet.replicas());
        for (int i = 0; i < fleet.replicas(); i++) {
            replicas.add(new Replica(service, fleet));
        }
    }

    /// Serves all requests.
    ///
    /// @param objective  what a good answer is
    /// @param seed  of the traffic
    /// @throws IllegalArgumentException if the model cannot serve a request, or deadlines decide and there are none
    public static Outcome run(
            Service service, Fleet fleet, Traffic traffic, Objective objective, long seed, Watcher watcher) {
        return new Simulation(service, fleet, objective, watcher).play(traffic.requests(seed));
    }

    private Outcome play(Iterator<Arrival> arrivals) {
        Arrival next = arrivals.next();
        double start = next.seconds();
        now = start;
        while (next != null || agenda.time() < Agenda.NEVER) {
            if (next != null && next.seconds() <= agenda.time()) {
                pass(next.seconds());
                arrive(next);
                next = arrivals.hasNext() ? arrivals.next() : null;
            } else {
                pass(agenda.time());
                end(agenda.first());
            }
        }
        return outcome(now - start);
    }

    /// Time goes by.
    private void pass(double until) {
        area += present * (until - now);
        now = until;
    }

    private void arrive(Arrival arrival) {
        present++;
        int number = route();
        Replica replica = replicas.get(number);
        boolean idle = replica.load() == 0;
        Script script = service.script(arrival);
        double latestStart = urgency.isPresent() ? urgency.get().latestStart(arrival, script) : 0;
        replica.enqueue(new Sequence(arrival, script, latestStart));
        if (idle) {
            // It begins when all that come at the same time are there.
            agenda.set(number, now);
        }
    }

    private int route() {
        return switch (fleet.routing()) {
            case ROUND_ROBIN -> {
                int number = turn;
                turn = (turn + 1) % replicas.size();
                yield number;
            }
            case LEAST_LOADED -> {
                int least = 0;
                for (int i = 1; i < replicas.size(); i++) {
                    if (replicas.get(i).load() < replicas.get(least).load()) {
                        least = i;
                    }
                }
                yield least;
            }
        };
    }

    private void begin(int number) {
        Replica replica = replicas.get(number);
        double seconds = replica.begin(now);
        if (seconds < 0) {
            agenda.set(number, Agenda.NEVER);
        } else {
            agenda.set(number, now + seconds);
            watcher.pass(number, now, now + seconds, replica.sequencesInPass());
        }
    }

    private void end(int number) {
        replicas.get(number).end(now, (sequence, time) -> answer(number, sequence, time));
        begin(number);
    }

    private void answer(int number, Sequence sequence, double time) {
        Arrival arrival = sequence.arrival();
        Script script = sequence.script();
        present--;
        requests++;
        tokens += script.tokens();
        double block = sequence.firstBlockSeconds() - arrival.seconds();
        double all = time - arrival.seconds();
        int later = script.tokens() - script.firstTokens();
        double each = later > 0 ? (time - sequence.firstBlockSeconds()) / later : all / script.tokens();
        queue.add(sequence.firstPassSeconds() - arrival.seconds());
        firstToken.add(sequence.firstTokenSeconds() - arrival.seconds());
        firstBlock.add(block);
        perToken.add(each);
        end.add(all);
        if (objective.isMet(OptionalDouble.of(block), OptionalDouble.of(each), all)) {
            good++;
        }
        watcher.answer(number, arrival, sequence.firstPassSeconds(), sequence.firstBlockSeconds(), time);
    }

    private Outcome outcome(double seconds) {
        double busy = 0;
        long passes = 0;
        long sequencePasses = 0;
        long preemptions = 0;
        long most = 0;
        for (Replica replica : replicas) {
            Replica.Tally tally = replica.tally();
            busy += tally.busySeconds;
            passes += tally.passes;
            sequencePasses += tally.sequencePasses;
            preemptions += tally.preemptions;
            most = Math.max(most, tally.mostKeptBytes);
        }
        return new Outcome(
                fleet,
                requests,
                good,
                tokens,
                seconds,
                busy,
                passes,
                sequencePasses,
                preemptions,
                most,
                queue,
                firstToken,
                firstBlock,
                perToken,
                end,
                area / seconds);
    }
}
