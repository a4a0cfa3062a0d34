package org.unmask.engine;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;

/// What proposes tokens for the verify passes of a batch: another model with a cache of its own, or a look-up in the text.
/// Proposals stand on the canvas as guesses until a verify pass has kept or replaced them.
final class Drafting implements AutoCloseable {
    private final Optional<Engine> drafter;
    private final Sequences sequences;
    private final boolean draws;
    private Optional<KeyValueCache> cache = Optional.empty();
    /// Of each sequence, by position.
    private final List<Map<Integer, Proposal>> proposals = new ArrayList<>();

    /// @param drafter  empty if drafts are looked up
    /// @param draws  whether tokens are drawn, so that it matters what a drafter drew them from
    Drafting(Optional<Engine> drafter, Sequences sequences, int batch, boolean draws) {
        this.drafter = drafter;
        this.sequences = sequences;
        this.draws = draws;
        IntStream.range(0, batch).forEach(_ -> proposals.add(new HashMap<>()));
    }

    /// Runs the passes of the drafter.
    ///
    /// @throws IllegalArgumentException if no model drafts
    Engine engine() {
        return drafter.orElseThrow(() -> new IllegalArgumentException(
                "the strategy drafts with a model, and none was loaded; give the drafter with its weights"));
    }

    /// Keys and values of the drafter.
    KeyValueCache cache() {
        if (cache.isEmpty()) {
            Engine engine = engine();
            cache = Optional.of(new KeyValueCache(
                    engine.model().architecture(), engine.keyValues(), sequences.padding(), sequences.length()));
        }
        cache.get().reserve(sequences.length());
        return cache.get();
    }

    /// Looks the draft of a verify pass up in each sequence, if no model has made it.
    void lookUp(Pass.Group group, int[] participants) {
        if (drafter.isPresent() || group.task().phase() != Phase.VERIFY) {
            return;
        }
        for (int sequence : participants) {
            int known = sequences.known(sequence);
            int[] text = Arrays.copyOfRange(sequences.all(sequence), 0, known - sequences.padding(sequence));
            int[] draft = Lookup.draft(text, Math.max(0, group.keys() - known));
            for (int i = 0; i < draft.length; i++) {
                propose(sequence, known + i, Proposal.certain(draft[i]));
            }
        }
    }

    /// Takes what a pass of the drafter predicts of a sequence.
    ///
    /// @param first  number of the first row of logits of the sequence
    void propose(Generation.Sequence part, int first, Predicted predicted, Optional<Draws> drawn) {
        for (int i = 0; i < part.rows().size(); i++) {
            int position = part.rows().get(i).position();
            int row = first + i;
            if (part.predicted().contains(position)) {
                int token = predicted.tokens[row];
                propose(
                        part.number(),
                        position,
                        drawn.flatMap(Draws::drawnFrom)
                                .map(from -> Proposal.drawn(token, requireNonNull(from.get(row))))
                                .orElseGet(() -> Proposal.certain(token)));
            }
        }
    }

    private void propose(int sequence, int position, Proposal proposal) {
        sequences.propose(sequence, position, proposal.token());
        if (draws) {
            proposals.get(sequence).put(position, proposal);
        }
    }

    /// The proposals that rows of a pass decide about, by the number of the row among all those with logits.
    Map<Integer, Proposal> decided(List<Generation.Sequence> parts) {
        Map<Integer, Proposal> decided = new HashMap<>();
        int row = 0;
        for (Generation.Sequence part : parts) {
            Map<Integer, Proposal> own = proposals.get(part.number());
            for (LogitRow logits : part.rows()) {
                Proposal proposal = own.get(logits.position());
                if (proposal != null && part.predicted().contains(logits.position())) {
                    decided.put(row, proposal);
                }
                row++;
            }
        }
        return decided;
    }

    /// A verify pass has decided: what is left of the draft is forgotten.
    void end(Task task, int keys) {
        for (int sequence = 0; sequence < proposals.size(); sequence++) {
            sequences.forget(sequence, task.start(), keys);
            proposals.get(sequence).clear();
        }
    }

    long cacheBytes() {
        return cache.map(KeyValueCache::bytes).orElse(0L);
    }

    @Override
    public void close() {
        cache.ifPresent(KeyValueCache::close);
    }
}
