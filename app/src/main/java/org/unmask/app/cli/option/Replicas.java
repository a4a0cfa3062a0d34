package org.unmask.app.cli.option;

import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.choice.Sharing;
import org.unmask.core.text.UsageException;
import org.unmask.fleet.Batching;
import org.unmask.fleet.Fleet;
import org.unmask.fleet.Limits;
import org.unmask.fleet.Priority;
import org.unmask.fleet.Routing;
import org.unmask.fleet.Split;
import picocli.CommandLine.Option;

/// The options that say how replicas serve.
public final class Replicas {
    private static final int MOST = 1 << 16;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "Replicas of the fleet, instead of the smallest number that meets --slo.")
    private Integer replicas;

    @Option(
            names = "--prefill-replicas",
            paramLabel = "N",
            description =
                    "Replicas besides these that compute prompts only and send keys and values to those that decode"
                            + " (disaggregated prefill). Default: all replicas do both.")
    private Integer prefill;

    @Option(
            names = "--kv-link",
            paramLabel = "NAME|B/s[:s]",
            description =
                    "Link over which each device of --prefill-replicas sends keys and values, as for --link. Default: the first one"
                            + " that the catalogue has for the device.")
    private String link;

    @Option(
            names = "--max-replicas",
            defaultValue = "1024",
            paramLabel = "N",
            description = "Largest fleet to look at. Default: ${DEFAULT-VALUE}.")
    private int most;

    @Option(
            names = "--batching",
            defaultValue = "continuous",
            paramLabel = "KIND",
            description =
                    "When requests join a running batch: static (a batch ends before the next), continuous (between any two"
                            + " passes) or block (when all others begin a block). Default: ${DEFAULT-VALUE}.")
    private String batching;

    @Option(
            names = "--routing",
            defaultValue = "least-loaded",
            paramLabel = "KIND",
            description = "Replica that gets a request: round-robin or least-loaded. Default: ${DEFAULT-VALUE}.")
    private String routing;

    @Option(
            names = "--priority",
            defaultValue = "arrival",
            paramLabel = "KIND",
            description =
                    "Waiting request that begins first: arrival (the one that came first) or deadline (the one that must begin first to"
                            + " meet --slo; those that no longer can come last). Default: ${DEFAULT-VALUE}.")
    private String priority;

    @Option(
            names = {"--max-batch", "--max-num-seqs"},
            defaultValue = "256",
            paramLabel = "N",
            description = "Most sequences that run on a replica at once. Default: ${DEFAULT-VALUE}.")
    private int sequences;

    @Option(
            names = {"--max-batch-tokens", "--max-positions", "--max-num-batched-tokens"},
            defaultValue = "8192",
            paramLabel = "N",
            description =
                    "Most positions that a pass computes; prompts are cut to it (chunked prefill). Default: ${DEFAULT-VALUE}.")
    private int tokens;

    @Option(names = "--whole-prompts", description = "Compute each prompt in one pass, and let it wait until it fits.")
    private boolean whole;

    @Option(
            names = "--memory-share",
            defaultValue = "0.9",
            paramLabel = "SHARE",
            description = "Share of the memory of a device that is used. Default: ${DEFAULT-VALUE}.")
    private double memoryShare;

    @Option(
            names = "--idle-watts",
            paramLabel = "W",
            description =
                    "Power of a device that waits. Default: idle_watts of its file, or the board power, an upper bound.")
    private Double idleWatts;

    /// How replicas serve; their number is 1 unless it is given.
    public Fleet fleet() {
        Limits limits = new Limits(sequences, tokens, !whole, memoryShare);
        return new Fleet(
                replicas == null ? 1 : Numbers.within(1, MOST, "--replicas", replicas),
                Routing.of(routing),
                Batching.of(batching),
                Priority.of(priority),
                limits);
    }

    /// These replicas on a device, with those that compute prompts only, if there are any.
    ///
    /// @throws IllegalArgumentException if the link between them is not known
    public Fleet on(Fleet fleet, CatalogDevice device) {
        if (prefill == null) {
            if (link != null) {
                throw new UsageException("--kv-link needs --prefill-replicas N");
            }
            return fleet;
        }
        return fleet.with(new Split(
                Numbers.within(1, MOST, "--prefill-replicas", prefill),
                Sharing.link("--kv-link", Optional.ofNullable(link), device)));
    }

    /// Whether the number of replicas is given.
    public boolean isGiven() {
        return replicas != null;
    }

    /// The largest fleet to look at.
    public int most() {
        return Numbers.within(1, MOST, "--max-replicas", most);
    }

    /// Power of a device that waits, if it is given.
    public OptionalDouble idleWatts() {
        if (idleWatts == null) {
            return OptionalDouble.empty();
        }
        if (!(idleWatts >= 0) || idleWatts.isInfinite()) {
            throw new UsageException("--idle-watts " + idleWatts + "; expected a number from 0");
        }
        return OptionalDouble.of(idleWatts);
    }
}
