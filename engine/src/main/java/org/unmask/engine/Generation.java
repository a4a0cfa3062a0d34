package org.unmask.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Order;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Span;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Model;

/// One batch being generated: runs the passes a strategy asks for, in its order, and commits what their rule allows.
///
/// The mask token itself is never committed: a position that would keep it could never be finished. Tokens of the
/// prompt are never replaced.
public final class Generation implements Function<Pass, Outcome>, AutoCloseable {
    /// Stands for a token that is not known yet.
    public static final int UNKNOWN = -1;

    private static final int NO_TOKEN = -1;

    private final Model model;
    private final Request request;
    private final Engine engine;
    private final Probe probe;
    private final Sequences sequences;
    private final Gathering gathering;
    private final PassInputs inputs;
    private final Deciding deciding;
    private final List<Integer> commits = new ArrayList<>();
    private final List<Integer> edits = new ArrayList<>();
    private final Drafting drafting;
    private KeyValueCache cache;
    private Optional<FeatureStore> features = Optional.empty();

    /// When a sequence ends before its generated length.
    public enum Stop {
        /// Never: the end-of-sequence token is a token like any other.
        AT_LENGTH,
        /// An autoregressive sequence ends after its end token, a block-diffusion sequence after the pass that commits
        /// or verifies the block that holds one; it then leaves the batch. Strategies without such passes always
        /// compute their whole canvas.
        AT_END_TOKEN,
        /// At the same time, but it is computed on until every other sequence of the batch has ended too, as a loop does that
        /// cannot drop one. What stands after its end token is not kept.
        AT_LAST_END_TOKEN
    }

    /// @param drafter  what runs passes of a drafter; empty if the strategy has none, or looks its drafts up
    Generation(
            Engine engine,
            Optional<Engine> drafter,
            Request request,
            List<int[]> prompts,
            Stop stop,
            Probe probe,
            Sampling sampling) {
        this.engine = engine;
        this.model = engine.model();
        this.request = request;
        this.probe = probe;
        this.sequences =
                new Sequences(request, prompts, model.maskToken().orElse(NO_TOKEN), stop == Stop.AT_LAST_END_TOKEN);
        this.gathering = new Gathering(sequences);
        this.drafting = new Drafting(drafter, sequences, request.batch(), sampling.temperature() > 0);
        this.deciding = new Deciding(sequences, model, stop, sampling.seed());
        this.inputs = new PassInputs(sequences, sampling, drafting, request.batch(), model.maskToken());
        // A last block may reach beyond the generated length by less than itself, and few blocks are longer than that
        // length.
        sequences.reserve(request.length() + request.generatedTokens());
        this.cache =
                new KeyValueCache(model.architecture(), engine.keyValues(), sequences.padding(), sequences.length());
    }

    /// Runs a pass alone.
    ///
    /// @throws IllegalArgumentException if the pass has several groups, or its commit rule cannot be executed or
    ///     needs logits this pass lacks
    /// @throws IllegalStateException if the logits are not finite, or a block needs more passes than it has
    ///     positions
    @Override
    public Outcome apply(Pass pass) {
        PreparedPass prepared = prepare(pass);
        (pass.role().isDrafter() ? drafting.engine() : engine).run(List.of(prepared), probe);
        return prepared.outcome();
    }

    /// Prepares a pass, so that it can share one with others.
    ///
    /// @throws IllegalArgumentException as [#apply] does
    /// @throws IllegalStateException if a block needs more passes than it has positions
    public PreparedPass prepare(Pass pass) {
        Pass.Group group = pass.only();
        check(group);
        reserve(group);
        sequences.begin(group.task());
        int[] participants = sequences.participants(group);
        drafting.lookUp(group, participants);
        List<Sequence> parts = new ArrayList<>();
        for (int i = 0; i < participants.length; i++) {
            parts.add(part(group, participants[i], i));
        }
        KeyValueCache stored = pass.role().isDrafter() ? drafting.cache() : cache;
        return new PreparedPass(
                this, parts, inputs.of(pass, parts, stored, group.reuse().isActive() ? features : Optional.empty()));
    }

    /// Puts what a pass predicts on the canvas.
    Outcome complete(PassInput input, List<Sequence> parts, Predicted predicted) {
        Pass pass = input.pass;
        Pass.Group group = pass.only();
        checkFinite(input, parts, predicted);
        sequences.keepMasks();
        List<Integer> committed = new ArrayList<>();
        List<Integer> edited = new ArrayList<>();
        List<Decision> decisions = new ArrayList<>();
        int row = 0;
        for (Sequence part : parts) {
            List<Prediction> predictions = part.predictions(predicted, row);
            if (pass.role().isDrafter()) {
                drafting.propose(part, row, predicted, input.draws);
            }
            row += part.rows().size();
            edited.add(deciding.edit(group.task().commit(), part.number(), predictions, decisions));
            committed.add(deciding.commit(group.task().commit(), part.number(), predictions, decisions));
            deciding.finish(group.task(), part.number(), edited.getLast());
        }
        if (group.task().phase() == Phase.VERIFY) {
            drafting.end(group.task(), group.keys());
        }
        commits.add(sum(committed));
        edits.add(sum(edited));
        probe.decided(pass, List.copyOf(decisions));
        int[] participants = parts.stream().mapToInt(Sequence::number).toArray();
        return deciding.outcome(group.task(), participants, sum(committed), sum(edited));
    }

    /// How many there are in the batch, those that have stopped included.
    public int sequences() {
        return request.batch();
    }

    /// Tokens committed by each pass so far.
    public List<Integer> commits() {
        return List.copyOf(commits);
    }

    /// Tokens replaced by each pass so far.
    public List<Integer> edits() {
        return List.copyOf(edits);
    }

    /// Bytes of cached keys, values and features.
    long cacheBytes() {
        return cache.bytes()
                + drafting.cacheBytes()
                + features.map(FeatureStore::bytes).orElse(0L);
    }

    /// All positions of a sequence: prompt, generated tokens, and what the last block has beyond them. Positions
    /// not yet known hold the mask token.
    public int[] tokens(int sequence) {
        return sequences.all(sequence);
    }

    /// The generated tokens of a sequence up to and without the first end token: what a reader keeps.
    public int[] kept(int sequence) {
        int from = sequences.promptEnd(sequence);
        int position = from;
        while (position < from + request.generatedTokens()
                && !sequences.isMasked(sequence, position)
                && !model.endTokens().contains(sequences.token(sequence, position))) {
            position++;
        }
        return IntStream.range(from, position)
                .map(at -> sequences.token(sequence, at))
                .toArray();
    }

    /// Tokens committed in a sequence so far, those after its end token and beyond the generated length included.
    public int computed(int sequence) {
        int from = sequences.promptEnd(sequence);
        return sequences.length() - from - sequences.masks(sequence, from, sequences.length());
    }

    /// Generated tokens of a sequence before the first that is not known yet, those after its end token included.
    public int decided(int sequence) {
        int from = sequences.promptEnd(sequence);
        int position = from;
        while (position < sequences.length() && !sequences.isMasked(sequence, position)) {
            position++;
        }
        return position - from;
    }

    /// The generated tokens of a sequence as they stand, those after its end token and beyond the generated length included.
    ///
    /// @return [#UNKNOWN] where none is known yet
    public int[] standing(int sequence) {
        return IntStream.range(sequences.promptEnd(sequence), sequences.length())
                .map(at -> sequences.isMasked(sequence, at) ? UNKNOWN : sequences.token(sequence, at))
                .toArray();
    }

    /// Frees what outlives a pass. No pass may run afterwards.
    @Override
    public void close() {
        cache.close();
        drafting.close();
        features.ifPresent(FeatureStore::close);
    }

    /// What a pass computes of one sequence.
    ///
    /// @param number  in the batch
    /// @param positions  of its rows of the residual stream
    /// @param predicted  positions whose predictions the commit rule gets
    record Sequence(int number, List<Integer> positions, List<LogitRow> rows, Set<Integer> predicted) {
        /// What the commit rule gets.
        ///
        /// @param first  number of its first row of logits
        List<Prediction> predictions(Predicted found, int first) {
            List<Prediction> predictions = new ArrayList<>();
            for (int i = 0; i < rows.size(); i++) {
                int position = rows.get(i).position();
                int row = first + i;
                if (predicted.contains(position)) {
                    predictions.add(new Prediction(
                            position,
                            found.tokens[row],
                            found.probabilities[row],
                            found.margins[row],
                            found.entropies[row]));
                }
            }
            return predictions;
        }
    }

    private void check(Pass.Group group) {
        Task task = group.task();
        if ((task.phase().predictsMasks() || task.phase() == Phase.EDIT)
                && model.maskToken().isEmpty()) {
            throw new IllegalArgumentException(
                    "model " + model.id() + " has no mask token: only strategy ar can run it");
        }
        if (task.commit().dependsOnLogits()
                && task.phase().predictsMasks()
                && task.step() > task.end() - request.firstEnd()) {
            throw new IllegalStateException("positions [" + task.start() + ", " + task.end() + ") still have "
                    + task.masked() + " masks after " + task.step() + " passes; every pass should have committed one");
        }
    }

    private void reserve(Pass.Group group) {
        // A drafter proposes the position after its last row.
        int proposed = group.task().phase() == Phase.DRAFT ? 1 : 0;
        int positions = Math.max(group.keys(), group.task().end() + proposed);
        for (Span span : group.task().watched()) {
            positions = Math.max(positions, span.end());
        }
        sequences.reserve(positions);
        cache.reserve(sequences.length());
        int copies = group.task().guidance() > 0 ? 2 : 1;
        if (cache.sequences() < Math.multiplyExact(request.batch(), copies)) {
            KeyValueCache larger = new KeyValueCache(
                    model.architecture(),
                    engine.keyValues(),
                    PassInputs.joined(sequences.padding(), sequences.padding()),
                    sequences.length());
            cache.close();
            cache = larger;
        }
        if (group.reuse().isActive() && features.isEmpty()) {
            features = Optional.of(new FeatureStore(
                    model.architecture(), request.batch(), group.reuse().rows()));
        }
    }

    private Sequence part(Pass.Group group, int sequence, int index) {
        Task task = group.task();
        int ahead = predictsNext(task) ? 1 : 0;
        int[] positions = gathering.positions(group, sequence, deciding.order(sequence));
        IntPredicate predicted = predicted(task, sequence);
        List<LogitRow> rows = LogitRow.choose(
                positions,
                index * positions.length,
                ahead,
                group.logitRows(),
                predicted,
                sequences.promptEnd(sequence));
        Set<Integer> found = Set.copyOf(
                rows.stream().map(LogitRow::position).filter(predicted::test).toList());
        int needed = (int)
                IntStream.range(task.start(), task.end()).filter(predicted).count();
        if (found.size() < Math.min(group.logitRows(), needed)) {
            throw new IllegalArgumentException("model " + model.id() + " predicts a position from the row before it,"
                    + " and this pass does not compute that row for all masked positions: use strategy diffusion");
        }
        return new Sequence(sequence, Arrays.stream(positions).boxed().toList(), rows, found);
    }

    /// Whether a row predicts the position after it.
    private boolean predictsNext(Task task) {
        return task.commit() instanceof Commit.Next
                || task.commit() instanceof Commit.Verified
                || task.phase() == Phase.DRAFT
                || model.shiftedLogits();
    }

    /// Which positions the rule of a pass may commit or replace, or a drafter proposes.
    private IntPredicate predicted(Task task, int sequence) {
        if (task.phase() == Phase.DRAFT) {
            return position -> position == task.end() && sequences.isMasked(sequence, position);
        }
        if (task.commit() instanceof Commit.Top(int _, Order order) && order == Order.RANDOM) {
            return Set.copyOf(gathering.planned(task, sequence, deciding.order(sequence)))::contains;
        }
        boolean edits = task.commit() instanceof Commit.Joint;
        return position -> position >= task.start()
                && position < task.end()
                && (sequences.isMasked(sequence, position) || (edits && position >= sequences.promptEnd(sequence)));
    }

    private void checkFinite(PassInput input, List<Sequence> parts, Predicted predicted) {
        int row = 0;
        for (Sequence part : parts) {
            for (LogitRow logits : part.rows()) {
                if (!predicted.isFinite(row)) {
                    throw new IllegalStateException(
                            fault(input, part.number(), logits.position() - sequences.padding(part.number())));
                }
                row++;
            }
        }
    }

    private String fault(PassInput input, int sequence, int position) {
        OptionalInt layer = input.cache.firstFaultyLayer(new int[] {sequence}, input.group.keys());
        return "logits are not finite in pass " + (commits.size() + 1) + " ("
                + input.group.task().phase().id()
                + "), sequence " + sequence + ", position " + position + "; "
                + (layer.isPresent()
                        ? "the first bad keys or values are of layer " + layer.getAsInt()
                        : "all keys and values are finite");
    }

    private static int sum(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }
}
