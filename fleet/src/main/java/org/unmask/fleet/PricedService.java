package org.unmask.fleet;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.Task;
import org.unmask.core.op.Mask;
import org.unmask.core.text.Units;
import org.unmask.core.traffic.Arrival;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.MemoryPeak;
import org.unmask.cost.roofline.Participants;
import org.unmask.cost.roofline.Pricer;

/// A model on a device under a strategy, its passes priced as `predict` prices them, equal ones once. Not thread-safe.
///
/// Keys and values lie in pages of 16 positions, as vLLM keeps them (PagedAttention, Kwon et al., arXiv 2309.06180). What
/// weights, activations and logits of the largest pass leave of the memory is for them. Where groups of devices have
/// sequences of their own, sequences are taken to be spread evenly, and the memory for them is that of all groups.
public final class PricedService implements Service {
    private static final int PAGE = 16;
    private static final int MOST_PRICES = 1 << 18;
    private static final Task NOTHING = new Task(Phase.DECODE, 0, 0, 0, 0, 0, new Commit.None());

    private final Scenario scenario;
    private final Pricer pricer;
    private final MemoryPeak memory;
    private final boolean drafts;
    private final Scripts scripts;
    private final Map<Composition, Double> prices = new HashMap<>();
    private final boolean caches;
    private final long capacityBytes;
    /// By the number of pages; -1 where not known.
    private long[] pages = {0};

    private PricedService(Scenario scenario, StrategyFiles files, Limits limits) {
        this.scenario = scenario;
        Participants participants = scenario.participants();
        this.pricer = new Pricer(participants, Set.of(), scenario.profile(), scenario.deployment());
        this.memory = new MemoryPeak(participants, scenario.deployment());
        this.drafts = participants.drafter().isPresent();
        this.scripts = new Scripts(scenario, files, memory);
        Script script = scripts.of(request());
        this.caches = script.legs().stream().anyMatch(leg -> leg.part().context() > 0);
        MemoryEstimate pass = largestPass(script, limits);
        long usable = (long) (scenario.device().memoryBytes() * limits.memoryShare());
        long ofGroup = usable - pass.weightBytes() - pass.activationBytes() - pass.logitBytes();
        this.capacityBytes = Math.multiplyExact(ofGroup, scenario.deployment().groups());
        long needed = script.keptBytes() > 0 ? script.keptBytes() : keptBytes(script.mostKeys());
        if (needed > ofGroup) {
            throw new IllegalArgumentException(tooLarge(pass, usable, needed));
        }
    }

    /// Prices a model on a device.
    ///
    /// @param scenario  its request is the longest that comes
    /// @param files  reads those that the strategy names
    /// @throws IllegalArgumentException if not even one such request fits, or the strategy cannot be predicted
    public static PricedService of(Scenario scenario, StrategyFiles files, Limits limits) {
        return new PricedService(scenario, files, limits);
    }

    private Arrival request() {
        return new Arrival(
                0, scenario.request().promptTokens(), scenario.request().generatedTokens(), 0);
    }

    private String tooLarge(MemoryEstimate pass, long usable, long needed) {
        return scenario.model().id() + " does not fit a replica of "
                + scenario.deployment().devices() + " x "
                + scenario.device().id() + ": of " + Units.bytes(usable) + " a device, weights take "
                + Units.bytes(pass.weightBytes()) + ", a pass "
                + Units.bytes(pass.activationBytes() + pass.logitBytes())
                + ", keys and values of one request " + Units.bytes(needed)
                + "; give --tensor-parallel, --max-batch-tokens or another device";
    }

    /// What a pass of as many positions and rows of logits as limits allow needs.
    private MemoryEstimate largestPass(Script script, Limits limits) {
        Leg.Part widest = script.legs().stream()
                .map(Leg::part)
                .max((a, b) -> Integer.compare(rows(a), rows(b)))
                .orElseThrow();
        // A sequence for each group of devices, in each micro-batch: one is not divided.
        int groups = scenario.deployment().groups();
        int sequences = groups == 1 ? 1 : groups * scenario.deployment().stages();
        int tokens = Math.max(Math.ceilDiv(limits.tokens(), groups), script.mostTokens());
        int rows = (int) Math.min(tokens, (long) rows(widest) * Math.ceilDiv(limits.sequences(), groups));
        Pass.Group group = new Pass.Group(
                sequences,
                tokens,
                0,
                Mask.CAUSAL,
                rows,
                Reuse.NONE,
                widest.shape().conditioning(),
                widest.shape().task());
        Pass pass = new Pass(group);
        return memory.of(scenario.request().logits(), drafts ? List.of(pass, pass.by(Role.DRAFTER)) : List.of(pass));
    }

    private static int rows(Leg.Part part) {
        return part.rows() * part.shape().copies();
    }

    @Override
    public Script script(Arrival request) {
        return scripts.of(request);
    }

    @Override
    public double seconds(Composition sequences) {
        Double known = prices.get(sequences);
        if (known != null) {
            return known;
        }
        if (prices.size() == MOST_PRICES) {
            prices.clear();
        }
        double seconds = 0;
        for (Pass pass : sequences.passes()) {
            seconds += pricer.seconds(pass);
        }
        prices.put(sequences.copy(), seconds);
        return seconds;
    }

    @Override
    public long keptBytes(int keys) {
        if (!caches) {
            return 0;
        }
        int page = Math.ceilDiv(keys, PAGE);
        if (page >= pages.length) {
            int known = pages.length;
            pages = Arrays.copyOf(pages, Math.max(page + 1, 2 * known));
            Arrays.fill(pages, known, pages.length, -1);
        }
        if (pages[page] < 0) {
            pages[page] = cacheBytes(page * PAGE);
        }
        return pages[page];
    }

    private long cacheBytes(int keys) {
        Pass pass = new Pass(1, 1, keys - 1, Mask.CAUSAL, 0, NOTHING);
        LogitRows logits = scenario.request().logits();
        return memory.of(logits, drafts ? List.of(pass, pass.by(Role.DRAFTER)) : List.of(pass))
                .keyValueBytes();
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }
}
