package org.unmask.core.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.unmask.core.op.Mask;

/// One forward pass as counts; its price depends on everything but the tasks.
///
/// Sequences that are alike form a group. All groups go through the layers together: weights are read once, linear
/// operators see the tokens of all groups, and every group attends to its own keys. A strategy asks for passes of one
/// group; several groups say what a server computes that fills one pass from many requests, for instance a chunk of a
/// prompt beside sequences that decode. There is no prefill or decode flag: a denoising pass is neither.
///
/// @param groups  at least one; their order does not change the price
/// @param role  whose layers they go through
/// @param chosenExperts  distinct experts that some token of the pass chose, where a run counted them (a mean of the
///     layers that have experts)
public record Pass(List<Group> groups, Role role, OptionalDouble chosenExperts) {
    public Pass {
        groups = List.copyOf(groups);
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("bad pass: groups=0; a pass computes at least one");
        }
    }

    /// A pass of which nothing was counted yet.
    public Pass(List<Group> groups, Role role) {
        this(groups, role, OptionalDouble.empty());
    }

    /// A pass of the model.
    public Pass(List<Group> groups) {
        this(groups, Role.TARGET);
    }

    /// A pass of one group.
    public Pass(Group group) {
        this(List.of(group));
    }

    /// A pass of one group.
    public Pass(int batch, int queries, int context, Mask mask, int logitRows, Reuse reuse, Task task) {
        this(new Group(batch, queries, context, mask, logitRows, reuse, task));
    }

    /// A pass of one group that reuses nothing but keys and values.
    public Pass(int batch, int queries, int context, Mask mask, int logitRows, Task task) {
        this(batch, queries, context, mask, logitRows, Reuse.NONE, task);
    }

    /// One pass that computes what several passes of the model ask for.
    public static Pass together(List<Pass> passes) {
        return new Pass(passes.stream().flatMap(pass -> pass.groups().stream()).toList());
    }

    /// This pass of another model.
    public Pass by(Role other) {
        return new Pass(groups, other, chosenExperts);
    }

    /// This pass with another group in place of its only one.
    ///
    /// @throws IllegalArgumentException if there are several
    public Pass with(Group group) {
        only();
        return new Pass(List.of(group), role, chosenExperts);
    }

    /// This pass as it ran, its experts counted.
    public Pass choosing(OptionalDouble experts) {
        return experts.equals(chosenExperts) ? this : new Pass(groups, role, experts);
    }

    /// The group of a pass that has one only, as those of a strategy do.
    ///
    /// @throws IllegalArgumentException if there are several
    public Group only() {
        if (groups.size() > 1) {
            throw new IllegalArgumentException(
                    "bad pass: groups=" + groups.size() + "; all sequences must be alike here, in one group");
        }
        return groups.getFirst();
    }

    /// What the pass is for; all its groups are for the same in passes of a strategy.
    public Phase phase() {
        return groups.getFirst().task().phase();
    }

    /// Positions computed in each sequence; where sequences are not alike, in all together.
    public int queries() {
        return groups.size() == 1 ? groups.getFirst().queries() : Math.toIntExact(tokens());
    }

    /// Positions before or beside them whose keys and values are known, in the sequence that has most.
    public int context() {
        return groups.stream().mapToInt(Group::context).max().orElseThrow();
    }

    /// Positions computed, all sequences of all groups together.
    public long tokens() {
        long sum = 0;
        for (Group group : groups) {
            sum = Math.addExact(sum, group.tokens());
        }
        return sum;
    }

    /// Positions of the residual stream, all sequences of all groups together.
    public long streamTokens() {
        long sum = 0;
        for (Group group : groups) {
            sum = Math.addExact(sum, group.streamTokens());
        }
        return sum;
    }

    /// Rows that go through the LM head, all sequences of all groups together.
    public long headRows() {
        long sum = 0;
        for (Group group : groups) {
            sum = Math.addExact(sum, group.headRows());
        }
        return sum;
    }

    /// Whether layers of some group take over anything from earlier passes.
    public boolean reuses() {
        for (Group group : groups) {
            if (group.reuse().isActive()) {
                return true;
            }
        }
        return false;
    }

    /// The sequences, dealt out in turn to as many passes, which then differ by one sequence at most; fewer passes if
    /// there are fewer sequences.
    public List<Pass> dealt(int passes) {
        if (passes == 1) {
            return List.of(this);
        }
        List<Pass> dealt = new ArrayList<>();
        for (int number = 0; number < passes; number++) {
            List<Group> hand = hand(number, passes);
            if (!hand.isEmpty()) {
                dealt.add(new Pass(hand, role));
            }
        }
        return dealt;
    }

    /// One sequence in every `every`, beginning with number `first`.
    private List<Group> hand(int first, int every) {
        List<Group> hand = new ArrayList<>();
        long start = -first;
        for (Group group : groups) {
            long end = start + group.batch();
            int batch = (int) (Math.ceilDiv(end, every) - Math.ceilDiv(start, every));
            if (batch > 0) {
                hand.add(group.ofBatch(batch));
            }
            start = end;
        }
        return hand;
    }

    /// Sequences of a pass that are alike.
    ///
    /// @param batch  how many; with guidance every sequence counts twice
    /// @param queries  positions computed in each sequence
    /// @param context  positions before or beside them whose keys and values are known, in each sequence
    /// @param mask  which keys a query may see
    /// @param logitRows  rows per sequence that go through the LM head
    /// @param reuse  what layers take over from earlier passes
    /// @param conditioning  what the pass takes from the logits of an earlier one, and leaves for the next
    /// @param task  what the canvas does with the sequences
    public record Group(
            int batch,
            int queries,
            int context,
            Mask mask,
            int logitRows,
            Reuse reuse,
            Conditioning conditioning,
            Task task) {
        public Group {
            int stream = reuse.isActive() ? reuse.rows() : queries;
            if (batch < 1
                    || queries < (reuse.isActive() ? 0 : 1)
                    || context < 0
                    || (long) context + queries > Integer.MAX_VALUE
                    || logitRows < 0
                    || logitRows > stream) {
                throw new IllegalArgumentException("bad pass: batch=" + batch + " queries=" + queries + " context="
                        + context + " logit rows=" + logitRows);
            }
            if (reuse.isActive() && (queries < reuse.selected() || queries + context != reuse.rows())) {
                throw new IllegalArgumentException(
                        "bad pass: queries=" + queries + " context=" + context + " " + reuse);
            }
        }

        /// Without self-conditioning.
        public Group(int batch, int queries, int context, Mask mask, int logitRows, Reuse reuse, Task task) {
            this(batch, queries, context, mask, logitRows, reuse, Conditioning.NONE, task);
        }

        /// Positions each sequence attends to.
        public int keys() {
            return context + queries;
        }

        /// Positions of the residual stream of each sequence.
        public int stream() {
            return reuse.isActive() ? reuse.rows() : queries;
        }

        /// Positions computed, all sequences together.
        public long tokens() {
            return (long) batch * queries;
        }

        /// Positions of the residual stream, all sequences together.
        public long streamTokens() {
            return (long) batch * stream();
        }

        /// Rows that go through the LM head, all sequences together.
        public long headRows() {
            return (long) batch * logitRows;
        }

        /// Sequences of the request that take part.
        public int sequences() {
            return task.guidance() > 0 ? batch / 2 : batch;
        }

        /// This group with another number of sequences.
        public Group ofBatch(int other) {
            return new Group(other, queries, context, mask, logitRows, reuse, conditioning, task);
        }

        /// This group on a longer context and with more rows of logits, or with less if negative.
        public Group later(int moreContext, int moreLogitRows) {
            return new Group(
                    batch, queries, context + moreContext, mask, logitRows + moreLogitRows, reuse, conditioning, task);
        }

        /// This group with self-conditioning.
        Group with(Conditioning other) {
            return new Group(batch, queries, context, mask, logitRows, reuse, other, task);
        }
    }
}
