package org.unmask.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Order;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Model;
import org.unmask.engine.spi.Choices;

/// One batch being generated: runs the passes a strategy asks for, in its order, and commits what their rule allows.
///
/// The mask token itself is never committed: a position that would keep it could never be finished.
public final class Generation implements Function<Pass, Outcome> {
    private static final int NO_TOKEN = -1;

    private final Model model;
    private final Request request;
    private final Stop stop;
    private final Engine engine;
    private final Probe probe;
    private final KeyValueCache cache;
    private final Sequences sequences;
    private final List<Integer> commits = new ArrayList<>();

    /// When a sequence ends before its generated length.
    public enum Stop {
        /// Never: the end-of-sequence token is a token like any other.
        AT_LENGTH,
        /// An autoregressive sequence after its end token, a block-diffusion sequence after the block that holds one.
        /// Canvas strategies always compute their whole canvas.
        AT_END_TOKEN
    }

    Generation(
            Engine engine,
            Request request,
            List<int[]> prompts,
            int positions,
            Stop stop,
            Probe probe,
            KeyValueCache cache) {
        this.engine = engine;
        this.model = engine.model();
        this.request = request;
        this.stop = stop;
        this.probe = probe;
        this.cache = cache;
        this.sequences =
                new Sequences(request, prompts, positions, model.maskToken().orElse(NO_TOKEN));
    }

    /// Runs a pass.
    ///
    /// @throws IllegalArgumentException if the commit rule of the pass cannot be executed, or needs logits this
    ///     pass lacks
    /// @throws IllegalStateException if the logits are not numbers
    @Override
    public Outcome apply(Pass pass) {
        int[] participants = sequences.participants(pass);
        Task task = pass.task();
        if ((task.phase() == Phase.DENOISE || task.phase() == Phase.REFRESH)
                && model.maskToken().isEmpty()) {
            throw new IllegalArgumentException(
                    "model " + model.id() + " has no mask token: only strategy ar can run it");
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < participants.length; i++) {
            rows.addAll(rows(pass, participants[i], i));
        }
        int[] indices = rows.stream().mapToInt(Row::index).toArray();
        int[] tokens = sequences.tokens(participants, task.from(), pass.queries());
        Choices chosen = engine.run(
                new PassInput(
                        pass,
                        participants,
                        tokens,
                        indices,
                        cache,
                        model.maskToken().orElse(NO_TOKEN)),
                probe);
        int committed = 0;
        int unfinished = 0;
        int masked = 0;
        for (int sequence : participants) {
            int count = commit(pass, candidates(rows, sequence, chosen, pass));
            committed += count;
            int left = sequences.masks(sequence, task);
            unfinished += left > 0 ? 1 : 0;
            masked = Math.max(masked, left);
            if (stop == Stop.AT_END_TOKEN && (task.phase() == Phase.COMMIT || task.commit() instanceof Commit.Next)) {
                sequences.stopAt(sequence, model.endTokens(), task.end());
            }
        }
        commits.add(committed);
        return new Outcome(committed, unfinished, masked, sequences.running());
    }

    /// Tokens committed by each pass so far.
    public List<Integer> commits() {
        return List.copyOf(commits);
    }

    /// All positions of a sequence: prompt, generated tokens, and what the last block has beyond them. Positions
    /// not yet known hold the mask token.
    public int[] tokens(int sequence) {
        return sequences.all(sequence);
    }

    /// The generated tokens of a sequence up to and without the first end token: what a reader keeps.
    public int[] kept(int sequence) {
        int[] all = sequences.all(sequence);
        List<Integer> kept = new ArrayList<>();
        for (int position = request.promptTokens(); position < request.length(); position++) {
            if (sequences.isMasked(sequence, position) || model.endTokens().contains(all[position])) {
                break;
            }
            kept.add(all[position]);
        }
        return kept.stream().mapToInt(Integer::intValue).toArray();
    }

    /// A row of logits.
    ///
    /// @param index  of its token among those the pass computes
    /// @param position  that its logits predict
    private record Row(int sequence, int index, int position) {}

    /// A prediction that may be committed.
    private record Candidate(int sequence, int position, int token, double probability) {}

    /// The rows of a sequence that get logits: first those that predict committable positions, then others of the
    /// generated part, then the rest, as many as the pass asks for.
    private List<Row> rows(Pass pass, int sequence, int index) {
        Task task = pass.task();
        int ahead = task.commit() instanceof Commit.Next || model.shiftedLogits() ? 1 : 0;
        List<Row> wanted = new ArrayList<>();
        List<Row> generated = new ArrayList<>();
        List<Row> others = new ArrayList<>();
        for (int query = 0; query < pass.queries(); query++) {
            int position = task.from() + query + ahead;
            Row row = new Row(sequence, index * pass.queries() + query, position);
            if (isCommittable(task, sequence, position)) {
                wanted.add(row);
            } else if (position >= request.promptTokens()) {
                generated.add(row);
            } else {
                others.add(row);
            }
        }
        if (pass.logitRows() > 0 && wanted.size() < Math.min(pass.logitRows(), sequences.masks(sequence, task))) {
            throw new IllegalArgumentException("model " + model.id() + " predicts a position from the row before it;"
                    + " a pass that starts at a masked position cannot be run with it: use diffusion");
        }
        wanted.addAll(generated);
        wanted.addAll(others);
        List<Row> chosen = new ArrayList<>(wanted.subList(0, pass.logitRows()));
        chosen.sort(Comparator.comparingInt(Row::index));
        return chosen;
    }

    private boolean isCommittable(Task task, int sequence, int position) {
        return position >= task.start() && position < task.end() && sequences.isMasked(sequence, position);
    }

    private List<Candidate> candidates(List<Row> rows, int sequence, Choices chosen, Pass pass) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            if (row.sequence() == sequence && isCommittable(pass.task(), sequence, row.position())) {
                if (Double.isNaN(chosen.probabilities[i])) {
                    throw new IllegalStateException("the logits for position " + row.position() + " of sequence "
                            + sequence + " are not numbers, in " + pass);
                }
                candidates.add(new Candidate(sequence, row.position(), chosen.tokens[i], chosen.probabilities[i]));
            }
        }
        candidates.sort(
                Comparator.comparingDouble(Candidate::probability).reversed().thenComparingInt(Candidate::position));
        return candidates;
    }

    /// Commits what the rule allows of candidates, the most confident first, and returns how many that was.
    private int commit(Pass pass, List<Candidate> candidates) {
        int count = switch (pass.task().commit()) {
            case Commit.None _ -> 0;
            case Commit.Next _ -> candidates.size();
            case Commit.Top(int tokens, Order _) -> Math.min(tokens, candidates.size());
            case Commit.Confident(double confidence, int atLeast) -> {
                int confident = (int) candidates.stream()
                        .filter(candidate -> candidate.probability() >= confidence)
                        .count();
                yield Math.min(Math.max(confident, atLeast), candidates.size());
            }
            case Commit.Factor _, Commit.EntropyBound _, Commit.Joint _, Commit.Regions _ ->
                throw new IllegalArgumentException("the engine cannot run this rule");
            case Commit.Assumed _ ->
                throw new IllegalArgumentException(
                        "tokens-per-pass is an assumption for predictions; to run, give steps=K or threshold=T");
        };
        for (Candidate candidate : candidates.subList(0, count)) {
            sequences.commit(candidate.sequence(), candidate.position(), candidate.token());
        }
        return count;
    }
}
