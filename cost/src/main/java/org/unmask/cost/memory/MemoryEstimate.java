package org.unmask.cost.memory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Role;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Share;
import org.unmask.core.op.DTypes;
import org.unmask.cost.hardware.Deployment;

/// Peak memory of a generation on one device, by part. In a pass of several groups all of them count.
///
/// @param keyValueBytes  cached keys and values at the longest pass, and features if the strategy keeps any; 0 for a
///     strategy that never reads a cache
/// @param activationBytes  the most activations alive at once in any pass, logits apart
/// @param logitBytes  logits of the pass with most rows, the copies selection makes of them, and what is kept of them for
///     the next pass
public record MemoryEstimate(long weightBytes, long keyValueBytes, long activationBytes, long logitBytes) {
    /*
     * Selection keeps copies of the logits. The reference loops of LLaDA and Fast-dLLM hold, besides the logits themselves, a
     * float64 copy, its softmax and one temporary of the same size for every row they compute (generate.py of both:
     * `logits.to(torch.float64)`, `F.softmax`): 24 bytes an entry. That is what `logits=all` stands for. An engine that
     * computes only the rows it needs keeps one float32 copy.
     */
    private static final long REFERENCE_COPY_BYTES = 24;
    private static final long TRIMMED_COPY_BYTES = 4;
    /// Logits that are kept for the next pass, in float32 as vLLM keeps them for DiffusionGemma.
    private static final long STATE_BYTES = 4;

    /// All parts together.
    public long totalBytes() {
        return Math.addExact(Math.addExact(weightBytes, keyValueBytes), Math.addExact(activationBytes, logitBytes));
    }

    /// The peak over the passes of one generation.
    ///
    /// @param logits  the policy the passes were made under; it decides which copies selection keeps
    public static MemoryEstimate of(Architecture model, DTypes types, LogitRows logits, List<Pass> passes) {
        return of(model, types, logits, passes, Deployment.SINGLE);
    }

    /// The peak over the passes of one generation on the fullest of several devices.
    ///
    /// A device holds its share of the layers of its stage, keys and values of all sequences there, activations of
    /// one micro-batch, and in the last stage its logits. Where groups of devices have sequences of their own, keys and
    /// values, activations and logits are those of the group that has most.
    ///
    /// @throws IllegalArgumentException if the model cannot be split so
    public static MemoryEstimate of(
            Architecture model, DTypes types, LogitRows logits, List<Pass> passes, Deployment deployment) {
        Architecture share = Share.of(model, deployment.tensor(), deployment.ranks());
        ActivationPeak peak = new ActivationPeak(share, types, deployment);
        return fullest(List.of(stages(share, types, logits, passes, deployment, peak)));
    }

    /// The estimate of each stage for a share that is known, with what is known of its activations.
    public static List<MemoryEstimate> stages(
            Architecture share,
            DTypes types,
            LogitRows logits,
            List<Pass> passes,
            Deployment deployment,
            ActivationPeak peak) {
        int stages = deployment.stages();
        long activation = 0;
        long logit = 0;
        boolean cached = false;
        for (Pass pass : passes) {
            cached |= readsCache(pass);
        }
        for (Pass micro : microBatches(passes, stages)) {
            for (Pass group : groups(micro, deployment)) {
                activation = Math.max(activation, peak.bytes(group, micro));
                logit = Math.max(logit, logitBytes(share, types, logits, group));
            }
        }
        List<MemoryEstimate> devices = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            int first = Share.firstLayer(share, stage, stages);
            int end = Share.firstLayer(share, stage + 1, stages);
            long keyValue = 0;
            for (Pass pass : cached ? passes : List.<Pass>of()) {
                for (Pass group : groups(pass, deployment)) {
                    long kept = Math.addExact(
                            keyValueBytes(share, types, group, first, end),
                            featureBytes(share, types, group, end - first));
                    keyValue = Math.max(keyValue, kept);
                }
            }
            long weights = Share.bytes(share, types, stage, stages);
            devices.add(new MemoryEstimate(weights, keyValue, activation, stage == stages - 1 ? logit : 0));
        }
        return devices;
    }

    /// The stage with the most memory, if each holds its part of several models that compute one after the other.
    ///
    /// @param models  the stages of each of them
    public static MemoryEstimate fullest(List<List<MemoryEstimate>> models) {
        MemoryEstimate fullest = new MemoryEstimate(0, 0, 0, 0);
        for (int stage = 0; stage < models.getFirst().size(); stage++) {
            MemoryEstimate device = new MemoryEstimate(0, 0, 0, 0);
            for (List<MemoryEstimate> stages : models) {
                device = device.beside(stages.get(stage));
            }
            if (device.totalBytes() > fullest.totalBytes()) {
                fullest = device;
            }
        }
        return fullest;
    }

    /// This estimate with other weights.
    public MemoryEstimate weighing(long bytes) {
        return new MemoryEstimate(bytes, keyValueBytes, activationBytes, logitBytes);
    }

    /// Both on one device, which holds the activations of one of them at a time.
    private MemoryEstimate beside(MemoryEstimate other) {
        return new MemoryEstimate(
                Math.addExact(weightBytes, other.weightBytes),
                Math.addExact(keyValueBytes, other.keyValueBytes),
                Math.max(activationBytes, other.activationBytes),
                Math.max(logitBytes, other.logitBytes));
    }

    /// What each group of devices computes of a pass; equal ones once.
    private static List<Pass> groups(Pass pass, Deployment deployment) {
        return deployment.groups() == 1
                ? List.of(pass)
                : pass.dealt(deployment.groups()).stream().distinct().toList();
    }

    private static List<Pass> microBatches(List<Pass> passes, int stages) {
        return stages == 1
                ? passes
                : passes.stream().flatMap(pass -> pass.dealt(stages).stream()).toList();
    }

    private static boolean readsCache(Pass pass) {
        for (Pass.Group group : pass.groups()) {
            if (group.context() > 0) {
                return true;
            }
        }
        return false;
    }

    /// The passes that alone decide the peak: of those of one group and one shape the ones with the longest context and
    /// the most logits, and all that have several groups.
    public static List<Pass> peaks(List<Pass> passes) {
        record Shape(
                Role role,
                int batch,
                int queries,
                Reuse reuse,
                Conditioning conditioning,
                boolean head,
                boolean next) {}
        Map<Shape, Pass> longest = new LinkedHashMap<>();
        Map<Shape, Pass> widest = new LinkedHashMap<>();
        List<Pass> mixed = new ArrayList<>();
        for (Pass pass : passes) {
            if (pass.groups().size() > 1) {
                mixed.add(pass);
                continue;
            }
            Pass.Group group = pass.only();
            Shape shape = new Shape(
                    pass.role(),
                    group.batch(),
                    group.queries(),
                    group.reuse(),
                    group.conditioning(),
                    group.logitRows() > 0,
                    group.task().commit() instanceof Commit.Next);
            longest.merge(shape, pass, (a, b) -> b.only().context() > a.only().context() ? b : a);
            widest.merge(shape, pass, (a, b) -> b.only().logitRows() > a.only().logitRows() ? b : a);
        }
        return Stream.of(longest.values(), widest.values(), mixed)
                .flatMap(Collection::stream)
                .distinct()
                .toList();
    }

    /// The largest number from 1 on that still fits, 0 if not even 1 does; `fits` must not become true again once
    /// false.
    public static int largest(IntPredicate fits, int limit) {
        return largest(fits, 1, limit);
    }

    /// The largest number that fits, up to a limit: found in two trials if the guess is right.
    public static int largest(IntPredicate fits, int guess, int limit) {
        int good = 0;
        int bad = limit + 1;
        int step = 1;
        int number = Math.clamp(guess, 1, limit);
        while (bad - good > 1) {
            if (fits.test(number)) {
                good = number;
            } else {
                bad = number;
            }
            if (bad > limit) {
                number = Math.min(limit, good + step);
            } else {
                number = good == 0 ? Math.max(1, bad - step) : good + (bad - good) / 2;
            }
            step = Math.min(2 * step, limit);
        }
        return good;
    }

    /// Keys and values that some layers keep of all sequences of a pass; a layer with a window keeps no more than the
    /// window.
    private static long keyValueBytes(Architecture model, DTypes types, Pass pass, int firstLayer, int end) {
        if (!model.layout().isPlain()) {
            return cachedBytes(model, types, pass, firstLayer, end);
        }
        long keys = 0;
        for (Pass.Group group : pass.groups()) {
            long perSequence = keys(model, group.keys(), firstLayer, end);
            keys = Math.addExact(keys, Math.multiplyExact((long) group.batch(), perSequence));
        }
        return types.keyValue().bytes(Math.multiplyExact(2L * model.keyWidth(), keys));
    }

    /// What layers of a layout of their own keep: a layer's elements for each key, or a state in float32 and the last
    /// inputs of its convolution.
    private static long cachedBytes(Architecture model, DTypes types, Pass pass, int firstLayer, int end) {
        long bytes = 0;
        for (Pass.Group group : pass.groups()) {
            long perSequence = 0;
            for (int layer = firstLayer; layer < end; layer++) {
                int window = model.window(layer);
                int keys = window == 0 ? group.keys() : Math.min(group.keys(), window);
                perSequence = Math.addExact(
                        perSequence, types.keyValue().bytes(Math.multiplyExact(keys, model.cached(layer))));
                perSequence =
                        Math.addExact(perSequence, Float.BYTES * model.layout().state(layer));
                perSequence = Math.addExact(
                        perSequence, types.activation().bytes(model.layout().stateWindow(layer)));
            }
            bytes = Math.addExact(bytes, Math.multiplyExact((long) group.batch(), perSequence));
        }
        return bytes;
    }

    /// Keys of one sequence, layer by layer.
    private static long keys(Architecture model, int keys, int firstLayer, int end) {
        if (model.window().isEmpty()) {
            return (long) (end - firstLayer) * keys;
        }
        return IntStream.range(firstLayer, end)
                .map(model::window)
                .mapToLong(window -> window == 0 ? keys : Math.min(keys, window))
                .sum();
    }

    /// Outputs of attention and MLP of every layer for the whole sequence, as the reference of dLLM-Cache keeps them.
    private static long featureBytes(Architecture model, DTypes types, Pass pass, int layers) {
        long rows = 0;
        for (Pass.Group group : pass.groups()) {
            rows = Math.addExact(rows, group.reuse().isActive() ? group.streamTokens() : 0);
        }
        long width = 2L * model.hidden() * layers;
        return types.activation().bytes(Math.multiplyExact(rows, width));
    }

    private static long logitBytes(Architecture model, DTypes types, LogitRows policy, Pass pass) {
        long logits = 0;
        long copies = 0;
        for (Pass.Group group : pass.groups()) {
            boolean reference = policy == LogitRows.ALL && !(group.task().commit() instanceof Commit.Next);
            long entries = Math.multiplyExact(group.headRows(), (long) model.vocabulary());
            long entryBytes = reference ? REFERENCE_COPY_BYTES : TRIMMED_COPY_BYTES;
            logits = Math.addExact(logits, entries);
            copies = Math.addExact(copies, Math.multiplyExact(entries, entryBytes));
            if (group.conditioning().leavesState()) {
                copies = Math.addExact(copies, Math.multiplyExact(entries, STATE_BYTES));
            }
        }
        return Math.addExact(types.activation().bytes(logits), copies);
    }
}
