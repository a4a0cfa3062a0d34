package org.unmask.fleet;

import java.util.Optional;
import org.unmask.core.text.Progress;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;

/// Looks for the smallest fleet that meets an objective. All fleets get the same requests at the same times, so that they
/// differ by their size alone (common random numbers).
///
/// @param objective  what a good answer is
/// @param share  of answers that must be good, above 0
/// @param fleet  how replicas serve; their number is looked for
/// @param mostReplicas  the largest fleet to look at
/// @param seed  of the traffic
public record Sizing(Traffic traffic, Objective objective, double share, Fleet fleet, int mostReplicas, long seed) {
    /// Longer than any answer takes.
    private static final double APART = 1e4;
    private static final int ALONE = 1_000;

    public Sizing {
        if (!(share > 0 && share <= 1) || mostReplicas < 1) {
            throw new IllegalArgumentException("bad sizing: share=" + share + " most replicas=" + mostReplicas
                    + "; expected a share above 0 up to 1, and replicas from 1");
        }
    }

    /// This search with replicas that serve otherwise.
    public Sizing with(Fleet other) {
        return new Sizing(traffic, objective, share, other, mostReplicas, seed);
    }

    /// Whether there is such a fleet.
    public enum Answer {
        /// This one is the smallest.
        AT,
        /// No number of replicas helps: too many requests miss the objective even if each is alone.
        NEVER,
        /// The largest fleet that was looked at does not do.
        BEYOND,
        /// The size was given.
        GIVEN
    }

    /// What was found.
    ///
    /// @param alone  requests one after the other on one replica
    /// @param outcome  of the fleet that does, of the largest, or of the one that was given; empty if none would do
    /// @param smaller  of the fleet with one replica less; empty if there is none
    public record Sized(Answer answer, Outcome alone, Optional<Outcome> outcome, Optional<Outcome> smaller) {
        /// The fleet that was asked for; empty if there is none.
        public Optional<Outcome> found() {
            return outcome.filter(_ -> answer == Answer.AT || answer == Answer.GIVEN);
        }
    }

    /// Finds the smallest fleet: doubles it until it does, then halves the interval. A fleet is taken to do if a smaller one
    /// does.
    ///
    /// @param progress  goes on with every fleet
    public Sized smallest(Service service, Progress progress) {
        Outcome alone = alone(service);
        if (alone.goodShare() < share) {
            return new Sized(Answer.NEVER, alone, Optional.empty(), Optional.empty());
        }
        Optional<Outcome> bad = Optional.empty();
        int replicas = 1;
        while (true) {
            progress.goesOn();
            Outcome outcome = of(service, replicas);
            if (isGood(outcome)) {
                return between(service, progress, alone, bad, outcome);
            }
            bad = Optional.of(outcome);
            if (replicas == mostReplicas) {
                return new Sized(Answer.BEYOND, alone, bad, Optional.empty());
            }
            replicas = Math.min(mostReplicas, 2 * replicas);
        }
    }

    private Sized between(
            Service service, Progress progress, Outcome alone, Optional<Outcome> tooSmall, Outcome large) {
        Optional<Outcome> bad = tooSmall;
        Outcome good = large;
        while (good.fleet().replicas()
                        - bad.map(found -> found.fleet().replicas()).orElse(0)
                > 1) {
            progress.goesOn();
            int low = bad.map(found -> found.fleet().replicas()).orElse(0);
            Outcome middle = of(service, low + (good.fleet().replicas() - low) / 2);
            if (isGood(middle)) {
                good = middle;
            } else {
                bad = Optional.of(middle);
            }
        }
        return new Sized(Answer.AT, alone, Optional.of(good), bad);
    }

    /// What becomes of the traffic on a fleet of the size it has.
    public Sized given(Service service) {
        return new Sized(Answer.GIVEN, alone(service), Optional.of(of(service, fleet.replicas())), Optional.empty());
    }

    private Outcome alone(Service service) {
        return Simulation.run(
                service, fleet.of(1), traffic.apart(APART, ALONE), objective, seed, Simulation.Watcher.NONE);
    }

    private Outcome of(Service service, int replicas) {
        return Simulation.run(service, fleet.of(replicas), traffic, objective, seed, Simulation.Watcher.NONE);
    }

    private boolean isGood(Outcome outcome) {
        return outcome.goodShare() >= share;
    }
}
