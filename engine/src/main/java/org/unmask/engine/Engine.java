package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.Task;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Lowering;
import org.unmask.core.model.Model;
import org.unmask.core.model.Window;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.weight.WeightSource;

/// A model with its weights on a backend.
///
/// Autoregressive and diffusion strategies share every kernel, type and loop here, so a difference between them is
/// the algorithm's. One thread calls; a new [Generation] ends the one that was started before, unless it runs
/// beside it.
public final class Engine implements AutoCloseable {
    /// Bytes of logits in memory at the same time: 220 rows at a vocabulary of 152,064, 1048 at 32,000.
    private static final long LOGIT_BYTES = 128L << 20;

    private final Model model;
    private final Weights weights;
    private final boolean fuses;
    private final Set<Fusion> fusions;
    private final DType keyValues;
    private final Kernels kernels;
    private final Executor executor;
    private final int tileRows;
    private final Arena arena = Arena.ofShared();
    private Optional<Generation> running = Optional.empty();
    private Optional<Rehearsal> rehearsal = Optional.empty();
    private Optional<Reference> reference = Optional.empty();

    /// Keeps keys and values in float32.
    ///
    /// @param threads  for the kernels of the backend
    /// @throws IllegalArgumentException if the weights do not fit the model, or the backend cannot multiply with their
    ///     type
    public Engine(Model model, WeightSource source, Backend backend, int threads) {
        this(model, source, backend, threads, DType.FLOAT32);
    }

    /// Takes the weights of a source into the form that the kernels of a backend multiply with.
    ///
    /// @param keyValues  type that keys and values are kept in: float32 or bf16
    public Engine(Model model, WeightSource source, Backend backend, int threads, DType keyValues) {
        this(model, source, backend, threads, keyValues, logitRows(model));
    }

    /// @param tileRows  rows of a pass that have logits at the same time
    Engine(Model model, WeightSource source, Backend backend, int threads, DType keyValues, int tileRows) {
        KeyValue.checkStored(keyValues);
        this.keyValues = keyValues;
        this.model = model;
        this.fusions = backend.fusions();
        this.kernels = backend.open(threads);
        this.weights = load(source, backend);
        this.fuses = backend.rowsAreIndependent(weights.dtype());
        this.tileRows = tileRows;
        this.executor = new Executor(model.architecture(), weights, kernels, arena);
    }

    private Weights load(WeightSource source, Backend backend) {
        try {
            return new Weights(model.architecture(), source, backend.weightTypes(), kernels);
        } catch (RuntimeException | Error e) {
            kernels.close();
            throw e;
        }
    }

    /// Checks that the engine computes what the model means: a window that holds the whole text hides nothing.
    ///
    /// @param positions  of the text, prompt and answer together
    /// @throws IllegalArgumentException if its layers are of a kind that is not computed, or the text is longer than its
    ///     sliding windows
    public static void checkComputed(Model model, int positions) {
        if (!model.architecture().layout().isPlain()) {
            throw new IllegalArgumentException("model " + model.id() + " is of the family "
                    + model.family().id() + ", whose layers the engine does not compute; it can be predicted");
        }
        if (model.architecture().experts().flatMap(Experts::blocks).isPresent()) {
            throw new IllegalArgumentException("model " + model.id() + " chooses experts for whole blocks"
                    + " (expert_capacity), which the engine does not compute; it can be predicted");
        }
        int window = model.architecture().window().map(Window::tokens).orElse(Integer.MAX_VALUE);
        if (positions > window) {
            throw new IllegalArgumentException("model " + model.id() + " has sliding windows of " + window
                    + " tokens, and a text of " + positions + " is longer, which the engine does not compute; it can be"
                    + " predicted, or run with shorter texts");
        }
    }

    /// The model that runs.
    public Model model() {
        return model;
    }

    /// Element types of activations, of the weights, and of keys and values in the cache.
    public DTypes types() {
        return types(weights.dtype(), keyValues);
    }

    /// What an engine computes with, given weights of a type: float32 activations, keys and values.
    public static DTypes types(DType weights) {
        return types(weights, DType.FLOAT32);
    }

    /// What an engine computes with, given weights of a type and keys and values of another.
    public static DTypes types(DType weights, DType keyValues) {
        return new DTypes(DType.FLOAT32, weights, keyValues);
    }

    /// The type that keys and values are kept in.
    DType keyValues() {
        return keyValues;
    }

    /// How many rows of a pass have logits at the same time; further ones take the place of these.
    public static int logitRows(Model model) {
        return Head.tileRows(LOGIT_BYTES, model.architecture().vocabulary());
    }

    /// What lowering fuses here.
    public Set<Fusion> fusions() {
        return fusions;
    }

    /// Starts a batch that decodes greedily; random rules, if any, draw with seed 0.
    public Generation start(Request request, List<int[]> prompts, Generation.Stop stop, Probe probe) {
        return start(request, prompts, stop, probe, Sampling.greedy(0));
    }

    /// Starts a batch.
    ///
    /// @param prompts  one per sequence, each of `request.promptTokens()` tokens, or shorter if the request pads
    ///     them
    /// @throws IllegalArgumentException if number or length of the prompts differ from the request, or a token is
    ///     not in the vocabulary
    public Generation start(
            Request request, List<int[]> prompts, Generation.Stop stop, Probe probe, Sampling sampling) {
        return start(Optional.empty(), request, prompts, stop, probe, sampling);
    }

    /// @param drafter  runs the passes of a drafter
    Generation start(
            Optional<Engine> drafter,
            Request request,
            List<int[]> prompts,
            Generation.Stop stop,
            Probe probe,
            Sampling sampling) {
        check(request, prompts);
        running.ifPresent(Generation::close);
        Generation generation = new Generation(this, drafter, request, prompts, stop, probe, sampling);
        running = Optional.of(generation);
        return generation;
    }

    /// Starts a batch beside those that are running, each with caches of its own. Their passes may take turns in any
    /// order. Whoever starts it closes it, before the engine.
    ///
    /// @throws IllegalArgumentException as [#start] does
    public Generation beside(
            Request request, List<int[]> prompts, Generation.Stop stop, Probe probe, Sampling sampling) {
        check(request, prompts);
        return new Generation(this, Optional.empty(), request, prompts, stop, probe, sampling);
    }

    private void check(Request request, List<int[]> prompts) {
        if (prompts.size() != request.batch()) {
            throw new IllegalArgumentException(
                    "bad batch: " + prompts.size() + " prompts for a batch of " + request.batch());
        }
        for (int[] prompt : prompts) {
            int end = request.padding().before(request.promptTokens(), prompt.length) + prompt.length;
            if (prompt.length == 0 || end < request.firstEnd() || end > request.promptTokens()) {
                throw new IllegalArgumentException("bad prompt: " + prompt.length + " tokens, the request says "
                        + request.promptTokens() + ", " + request.padding());
            }
            check(prompt);
        }
    }

    /// Generates a batch to its end.
    public Generation generate(
            Strategy strategy, Request request, List<int[]> prompts, Generation.Stop stop, Probe probe) {
        Generation generation = start(request, prompts, stop, probe);
        Unfolding.run(strategy, request, generation, (_, _) -> {});
        return generation;
    }

    /// Whether passes of several generations may run as one: the backend must give every row, bit for bit, what they
    /// give it alone.
    public boolean fuses() {
        return fuses;
    }

    /// Runs the passes of several generations as one, with a group for each of them: weights are read once, and each
    /// attends to keys and values of its own. What a generation gets does not depend on the others.
    ///
    /// @param passes  of different generations of this engine; several only if [#fuses], and all are fusible
    public void run(List<PreparedPass> passes, Probe probe) {
        if (passes.size() > 1 && !fuses()) {
            throw new IllegalArgumentException("these kernels give a row other bits in other company, so that "
                    + passes.size() + " passes cannot run as one");
        }
        Pass whole = passes.size() == 1
                ? passes.getFirst().pass()
                : Pass.together(passes.stream().map(PreparedPass::pass).toList());
        PassRows rows = new PassRows(passes.stream().map(PreparedPass::input).toList());
        Program program = Lowering.lower(model.architecture(), whole, fusions);
        Predicted predicted = executor.run(program, whole, rows, probe, tileRows);
        if (passes.size() == 1) {
            passes.getFirst().ran(predicted);
            return;
        }
        int row = 0;
        for (PreparedPass pass : passes) {
            int end = row + pass.input().rows.length;
            pass.ran(predicted.part(row, end));
            row = end;
        }
    }

    /// Logits of every position of one sequence, `[tokens][vocabulary]`: for comparison with other implementations.
    public float[][] logits(int[] tokens, Mask mask) {
        check(tokens);
        read(tokens, mask, tokens.length, Probe.NONE, tokens.length);
        int vocabulary = model.architecture().vocabulary();
        float[][] logits = new float[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            logits[i] = executor.logits()
                    .asSlice((long) i * vocabulary * Float.BYTES, (long) vocabulary * Float.BYTES)
                    .toArray(ValueLayout.JAVA_FLOAT);
        }
        return logits;
    }

    /// How probable each token of a text is after those before it, all in one causal pass; logits are read tile by tile.
    ///
    /// @param likeliest  how many of the most probable tokens to tell beside each
    /// @return one for each token but the first
    /// @throws IllegalArgumentException if a token is not of the vocabulary
    public List<TokenScore> scores(int[] tokens, int likeliest) {
        check(tokens);
        if (tokens.length < 2) {
            return List.of();
        }
        Scoring scoring = new Scoring(tokens, model.architecture().vocabulary(), likeliest, tileRows, executor::logits);
        read(tokens, Mask.CAUSAL, tokens.length - 1, scoring, tileRows);
        return scoring.scores();
    }

    /// One pass over a whole text.
    ///
    /// @param logitRows  positions from the first on that have logits
    /// @param tile  rows of them at the same time
    private void read(int[] tokens, Mask mask, int logitRows, Probe probe, int tile) {
        Task task = new Task(Phase.PREFILL, 0, tokens.length, tokens.length, 0, 0, new Commit.None());
        Pass pass = new Pass(1, tokens.length, 0, mask, logitRows, task);
        try (KeyValueCache cache = new KeyValueCache(model.architecture(), keyValues, 1, tokens.length)) {
            PassInput input = new PassInput(
                    pass,
                    new int[] {0},
                    tokens,
                    IntStream.range(0, tokens.length).toArray(),
                    new int[] {0},
                    IntStream.range(0, logitRows).toArray(),
                    cache,
                    Optional.empty(),
                    -1,
                    Optional.empty());
            executor.run(Lowering.lower(model.architecture(), pass, fusions), input, probe, tile);
        }
    }

    /// Runs some operators of a pass of one group on tokens and cached keys that mean nothing, for a clock that wants to
    /// know how long they take. What they read is what earlier passes left.
    ///
    /// @param wanted  which operators; an LM head and its selection go together
    /// @param layers  the most layers of a kind that run
    /// @throws IllegalArgumentException if the pass has several groups
    public void rehearse(Pass pass, Predicate<Operator> wanted, int layers, Probe probe) {
        Program whole = Lowering.lower(model.architecture(), pass, fusions);
        List<Program.Section> sections = new ArrayList<>();
        for (Program.Section section : whole.sections()) {
            List<Operator> operators =
                    section.operators().stream().filter(wanted).toList();
            if (!operators.isEmpty()) {
                sections.add(new Program.Section(section.firstLayer(), Math.min(section.repeats(), layers), operators));
            }
        }
        if (rehearsal.isEmpty()) {
            rehearsal = Optional.of(new Rehearsal(model.architecture(), keyValues, !areCached()));
        }
        executor.rehearse(new Program(sections), rehearsal.get().input(pass.only()), probe, tileRows);
    }

    /// Kernels that tell a clock how fast the machine is; made at the first call.
    public Reference reference() {
        if (reference.isEmpty()) {
            reference = Optional.of(new Reference(kernels, weights.multiplied()));
        }
        return reference.get();
    }

    /// Whether the weights stay in a cache from one pass to the next.
    private boolean areCached() {
        return weights.bytes() < Rehearsal.COLD_BYTES;
    }

    /// Memory that is held now, by segments of the engine's own: what libraries and threads keep comes on top.
    public MemoryUse memory() {
        return new MemoryUse(
                weights.bytes(),
                running.map(Generation::cacheBytes).orElse(0L),
                executor.activationBytes(),
                executor.logits().byteSize());
    }

    @Override
    public void close() {
        kernels.close();
        executor.close();
        running.ifPresent(Generation::close);
        rehearsal.ifPresent(Rehearsal::close);
        weights.close();
        arena.close();
    }

    private void check(int[] prompt) {
        int vocabulary = model.architecture().vocabulary();
        for (int token : prompt) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException(
                        "bad prompt: token " + token + " is outside the vocabulary of " + vocabulary);
            }
        }
    }
}
