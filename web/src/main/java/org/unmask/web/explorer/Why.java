package org.unmask.web.explorer;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.text.Units;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Bound;

/// Who wins, and why, in one sentence each, from the passes and what bounds them.
///
/// The winner has the most tokens a second of those that fit. The reason compares it with the next: time is the number
/// of passes times that of a pass, and a pass takes what its bound makes it take.
final class Why {
    /// Times that differ by less are called equal.
    private static final double EQUAL = 1.005;
    /// A share of the time from which the host is the reason.
    private static final double HOST = 0.5;
    /// Factors below it are no reason.
    private static final double CLEAR = 1.15;

    private final List<Side> sides;

    Why(List<Side> sides) {
        this.sides = List.copyOf(sides);
    }

    /// The fastest that fits; empty if none does.
    Optional<Side> winner() {
        return ranked().findFirst();
    }

    /// The fastest that fits beside the winner.
    Optional<Side> next() {
        return ranked().skip(1).findFirst();
    }

    private Stream<Side> ranked() {
        return sides.stream()
                .filter(side -> side.prediction().fits())
                .sorted(Comparator.comparingDouble(Side::tokensPerSecond).reversed());
    }

    /// Throughput of the winner over that of the next; empty unless two fit.
    Optional<Double> ratio() {
        return next().map(next -> winner().orElseThrow().tokensPerSecond() / next.tokensPerSecond());
    }

    /// Who wins, and by how much.
    String headline() {
        if (winner().isEmpty()) {
            return "No contestant fits into memory.";
        }
        String name = winner().get().name();
        if (ratio().isEmpty()) {
            return "Only " + name + " fits into memory.";
        }
        return ratio().get() < EQUAL
                ? name + " and " + next().orElseThrow().name() + " are equally fast."
                : name + " is " + factor(ratio().get()) + " as fast as "
                        + next().orElseThrow().name() + ".";
    }

    /// What decides it.
    String sentence() {
        if (winner().isEmpty()) {
            return String.join("; ", sides.stream().map(Why::need).toList()) + ".";
        }
        if (next().isEmpty()) {
            return sides.stream()
                    .filter(side -> !side.prediction().fits())
                    .map(Why::need)
                    .collect(Collectors.joining("; ", "", "."));
        }
        return reason(winner().get(), next().get());
    }

    private static String need(Side side) {
        MemoryEstimate memory = side.prediction().memory();
        return side.name() + " needs " + Units.bytes(memory.totalBytes()) + " of "
                + Units.bytes(side.prediction().totals().capacityBytes()) + " at batch " + side.batch() + " ("
                + largest(memory) + "); its largest batch is "
                + side.prediction().largestBatch();
    }

    private static String largest(MemoryEstimate memory) {
        record Part(String name, long bytes) {}
        Part most = Stream.of(
                        new Part("weights", memory.weightBytes()),
                        new Part("KV cache", memory.keyValueBytes()),
                        new Part("activations", memory.activationBytes()),
                        new Part("logits", memory.logitBytes()))
                .max(Comparator.comparingLong(Part::bytes))
                .orElseThrow();
        return most.name() + " alone " + Units.bytes(most.bytes());
    }

    private static String reason(Side winner, Side next) {
        if (winner.tokensPerSecond() / next.tokensPerSecond() < EQUAL) {
            return passes(winner) + ", " + passes(next) + ": the products are equal.";
        }
        if (next.dispatchShare() >= HOST && next.dispatchShare() > winner.dispatchShare() + 0.05) {
            return "The host starts kernels too slowly for " + next.name() + ": it waits for "
                    + percent(next.dispatchShare()) + " of its time over " + next.passes() + " passes, " + winner.name()
                    + " for " + percent(winner.dispatchShare()) + " over " + winner.passes() + ".";
        }
        if (winner.dispatchShare() >= HOST && next.dispatchShare() >= HOST) {
            return "The host decides the time of both, a fixed time for each pass: " + fewer(winner, next) + ".";
        }
        if (winner.isAutoregressive() && !next.isAutoregressive()) {
            return autoregressive(winner, next);
        }
        if (!winner.isAutoregressive() && next.isAutoregressive()) {
            return diffusion(winner, next);
        }
        return product(winner, next);
    }

    private static String autoregressive(Side winner, Side next) {
        if (isMemory(winner) && next.bound() == Bound.COMPUTE) {
            return "At batch " + winner.batch() + " the decode of " + winner.name() + " reads each weight once for "
                    + tokens(winner.rows()) + " and is bound by memory, while " + next.name() + " computes "
                    + next.rows() + " rows in a pass to keep " + kept(next) + ", and is past the ridge ("
                    + ridge(next) + ").";
        }
        if (isMemory(winner) && isMemory(next)) {
            return "Both read more than they compute, and a pass of " + next.name() + " commits only "
                    + number(next.prediction().totals().tokensPerPass()) + " tokens of a sequence but takes "
                    + factor(next.passSeconds() / winner.passSeconds()) + " as long as one of " + winner.name()
                    + " (" + Units.seconds(next.passSeconds()) + " against " + Units.seconds(winner.passSeconds())
                    + ").";
        }
        if (winner.bound() == Bound.COMPUTE && next.bound() == Bound.COMPUTE) {
            return "Both are past the ridge, where arithmetic decides, and " + next.name() + " computes "
                    + factor(flopsPerToken(next) / flopsPerToken(winner)) + " as much for a token that it keeps ("
                    + Units.si(flopsPerToken(next), "FLOP") + " against "
                    + Units.si(flopsPerToken(winner), "FLOP") + ").";
        }
        return product(winner, next);
    }

    private static String diffusion(Side winner, Side next) {
        if (isMemory(winner) && isMemory(next) && winner.passes() < next.passes()) {
            return winner.name() + " needs " + winner.passes() + " passes against " + next.passes()
                    + ", and below the ridge ("
                    + ridge(winner) + ") the " + winner.rows() + " rows of its pass cost little more than the "
                    + next.rows() + " of " + next.name() + ": " + Units.seconds(winner.passSeconds()) + " against "
                    + Units.seconds(next.passSeconds()) + ".";
        }
        if (winner.bound() == Bound.COMPUTE && isMemory(next) && winner.passes() < next.passes()) {
            return winner.name() + " needs " + winner.passes() + " passes against " + next.passes()
                    + "; they are past the ridge (" + ridge(winner) + ") and take longer each ("
                    + Units.seconds(winner.passSeconds()) + " against " + Units.seconds(next.passSeconds())
                    + "), but at batch " + next.batch() + " the decode of " + next.name()
                    + " reads all weights for only " + tokens(next.rows()) + ".";
        }
        return product(winner, next);
    }

    /// Time is passes times the time of a pass: which of the two differs.
    private static String product(Side winner, Side next) {
        double fewer = (double) next.passes() / winner.passes();
        double shorter = next.passSeconds() / winner.passSeconds();
        if (fewer < CLEAR && fewer > 1 / CLEAR) {
            return "Both take about as many passes (" + winner.passes() + " and " + next.passes() + "), but one of "
                    + winner.name() + " takes " + Units.seconds(winner.passSeconds()) + ", bound by "
                    + words(winner.bound()) + ", and one of " + next.name() + " "
                    + Units.seconds(next.passSeconds()) + ", bound by " + words(next.bound()) + ".";
        }
        if (shorter < CLEAR && shorter > 1 / CLEAR) {
            return "A pass of both takes about as long (" + Units.seconds(winner.passSeconds()) + " and "
                    + Units.seconds(next.passSeconds()) + "), but " + fewer(winner, next) + ".";
        }
        return winner.name() + " takes " + passes(winner) + ", bound by " + words(winner.bound()) + "; " + next.name()
                + " " + passes(next) + ", bound by " + words(next.bound()) + ".";
    }

    private static String passes(Side side) {
        return side.passes() + (side.passes() == 1 ? " pass of " : " passes of ") + Units.seconds(side.passSeconds());
    }

    private static String fewer(Side winner, Side next) {
        return winner.name() + " takes " + winner.passes() + " of them, " + next.name() + " " + next.passes();
    }

    private static boolean isMemory(Side side) {
        return side.bound() == Bound.MEMORY;
    }

    private static double flopsPerToken(Side side) {
        return (double) side.prediction().totals().work().flops()
                / side.prediction().request().tokens();
    }

    private static String ridge(Side side) {
        return String.format(Locale.ROOT, "%.0f FLOP/B against %.0f", side.intensity(), side.ridge());
    }

    private static String kept(Side side) {
        double tokens = side.batch() * side.prediction().totals().tokensPerPass();
        return number(tokens) + (tokens == 1 ? " token" : " tokens");
    }

    private static String tokens(long count) {
        return count == 1 ? "one token" : count + " tokens";
    }

    private static String words(Bound bound) {
        return switch (bound) {
            case COMPUTE -> "arithmetic";
            case MEMORY -> "memory traffic";
            case LINK -> "the link between devices";
            case DISPATCH -> "the host";
        };
    }

    private static String number(double value) {
        return value == Math.rint(value) && value < 1e6 ? "" + (long) value : Units.number(value);
    }

    private static String factor(double ratio) {
        return String.format(Locale.ROOT, ratio < 9.95 ? "%.2f times" : "%.0f times", ratio);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }
}
