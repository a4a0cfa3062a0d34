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
    /// Those that compute prompts only come first.
    private final List<Replica> replicas = new ArrayList<>();
    /// From each replica that computes prompts only.
    private final List<Transfers> transfers = new ArrayList<>();
    /// Of transfers, then of replicas: whatever arrives at a time is there before a pass begins.
    private final Agenda agenda;
    private final Latency queue = new Latency();
    private final Latency transfer = new Latency();
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
    private final int[] turns = new int[2];

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
        int prefill = fleet.prefillReplicas();
        this.agenda = new Agenda(fleet.allReplicas() + prefill);
        for (int i = 0; i < fleet.allReplicas(); i++) {
            replicas.add(new Replica(service, fleet, i < prefill));
        }
        for (int i = 0; i < prefill; i++) {
            transfers.add(new Transfers(fleet.split().orElseThrow()));
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
                happen(agenda.first());
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
        int number = fleet.split().isPresent() ? route(0, transfers.size()) : route(0, replicas.size());
        Replica replica = replicas.get(number);
        boolean idle = replica.isIdle();
        Script script = service.script(arrival);
        if (fleet.split().isPresent() && script.prefillUnit() == 0) {
            throw new IllegalArgumentException(
                    "this strategy has no pass over the prompt alone that another replica could"
                            + " compute; give one that begins with a prefill, as ar and block-diffusion do, or no"
                            + " --prefill-replicas");
        }
        double latestStart = urgency.isPresent() ? urgency.get().latestStart(arrival, script) : 0;
        replica.enqueue(new Sequence(arrival, script, latestStart));
        if (idle) {
            // It begins when all that come at the same time are there.
            wake(number);
        }
    }

    /// A replica that was idle begins a pass now.
    private void wake(int number) {
        agenda.set(transfers.size() + number, now);
    }

    /// Finds the replica that gets a request.
    ///
    /// @param from  the first of those that may
    /// @param until  the first of those that come after them
    private int route(int from, int until) {
        return switch (fleet.routing()) {
            case ROUND_ROBIN -> {
                int stage = Math.min(1, from);
                int number = from + turns[stage];
                turns[stage] = (turns[stage] + 1) % (until - from);
                yield number;
            }
            case LEAST_LOADED -> {
                int least = from;
                for (int i = from + 1; i < until; i++) {
                    if (replicas.get(i).load() < replicas.get(least).load()) {
                        least = i;
                    }
                }
                yield least;
            }
        };
    }

    /// A pass of a replica ends, or keys and values of a prompt arrive.
    private void happen(int number) {
        if (number < transfers.size()) {
            arrived(number);
        } else {
            end(number - transfers.size());
        }
    }

    /// The prompt of a sequence is computed; its keys and values go to the replica that decodes.
    private void send(int number, Sequence sequence, long bytes) {
        int target = route(transfers.size(), replicas.size());
        replicas.get(target).expect();
        if (transfers.get(number).add(new Transfers.Transfer(sequence, bytes, now, target))) {
            agenda.set(number, now + transfers.get(number).seconds());
        }
    }

    private void arrived(int number) {
        Transfers own = transfers.get(number);
        Transfers.Transfer arrived = own.arrived();
        transfer.add(now - arrived.since());
        Replica target = replicas.get(arrived.target());
        if (target.isIdle()) {
            wake(arrived.target());
        }
        target.receive(arrived.sequence());
        double next = own.seconds();
        agenda.set(number, next < 0 ? Agenda.NEVER : now + next);
    }

    private void begin(int number) {
        Replica replica = replicas.get(number);
        double seconds = replica.begin(now);
        if (seconds < 0) {
            agenda.set(transfers.size() + number, Agenda.NEVER);
        } else {
            agenda.set(transfers.size() + number, now + seconds);
            watcher.pass(number, now, now + seconds, replica.sequencesInPass());
        }
    }

    private void end(int number) {
        replicas.get(number).end(now, (sequence, bytes, time) -> {
            if (sequence.isDone()) {
                answer(number, sequence, time);
            } else {
                send(number, sequence, bytes);
            }
        });
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
        double prefillBusy = 0;
        long passes = 0;
        long sequencePasses = 0;
        long preemptions = 0;
        long most = 0;
        for (int i = 0; i < replicas.size(); i++) {
            Replica.Tally tally = replicas.get(i).tally();
            busy += tally.busySeconds;
            prefillBusy += i < transfers.size() ? tally.busySeconds : 0;
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
                prefillBusy,
                passes,
                sequencePasses,
                preemptions,
                most,
                queue,
                transfer,
                firstToken,
                firstBlock,
                perToken,
                end,
                area / seconds);
    }
}
