package org.unmask.cost.roofline;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Symbol;
import org.unmask.core.op.Term;
import org.unmask.cost.hardware.Deployment;

/// What devices that share a model tell each other, and when.
///
/// The devices of a stage stand in a ring. To sum what each of them has, every one sends `2(t-1)/t` of it in `2(t-1)`
/// messages to its neighbour (Patarasuk and Yuan, J. Parallel Distrib. Comput. 69(2), 2009); to collect what each of them
/// has, everything but its neighbour's part in `t-1` messages.
///
/// Where groups of devices have sequences of their own, the rows of tokens travel to the ranks that hold their experts and
/// back, in one message to every other rank (all-to-all; Lepikhin et al., 2020, GShard, arXiv 2006.16668).
record Exchanges(Deployment deployment, DType activation) {
    /// Bytes of the token a device proposes for a row and of its probability, as one device alone writes them.
    private static final int CANDIDATE_BYTES = 8;

    /// Bytes of the three sums behind a cosine.
    private static final int COSINE_BYTES = 12;

    /// What devices send for one operator.
    ///
    /// @param bytes  sent by all devices of a stage together
    /// @param own  sent or received by the device that has most of them
    /// @param messages  sent by each, one after the other
    /// @param routed  whose rows are sent; empty if all devices send the same
    record Exchange(String name, long bytes, long own, int messages, Optional<Routed> routed) {
        /// The bytes of one device as a product.
        Term term() {
            return routed.map(rows -> rows.term(own)).orElseGet(this::inMessages);
        }

        private Term inMessages() {
            double size = (double) own / messages;
            return new Term(
                    Term.Kind.SENT,
                    "to the next device",
                    List.of(
                            new Symbol("messages", "one after the other", messages),
                            new Symbol("m", "bytes of a message", size)),
                    own);
        }
    }

    /// Rows that are routed to ranks.
    ///
    /// @param rows  that the busiest device sends or receives, those that stay with it included; a token counts once for each
    ///     of its experts
    /// @param ranks  that hold experts
    record Routed(double rows, int ranks, int width, DType type) {
        /// Of the device that has most.
        long bytes() {
            return type.bytes(Math.round(rows * leaving() * width));
        }

        private double leaving() {
            return (ranks - 1.0) / ranks;
        }

        Term term(long bytes) {
            return new Term(
                    Term.Kind.SENT,
                    "to and from other ranks",
                    List.of(
                            new Symbol("R", "rows of the busiest rank, a token once for each expert", rows),
                            new Symbol("(ep−1)/ep", "share of rows whose expert is on another rank", leaving()),
                            new Symbol("h", "width of a row", width),
                            new Symbol("a", "bytes of an activation, " + type.id(), (double) type.bits() / Byte.SIZE)),
                    bytes);
        }
    }

    /// What follows an operator before the next one can start.
    ///
    /// @param operators  the operator and those after it in the same section
    Optional<Exchange> after(List<Operator> operators) {
        return switch (operators.getFirst()) {
            case Operator.Embed o -> Optional.of(sum("embed_reduce", values(o.tokens(), o.hidden())));
            case AttentionOperator.Similarity o -> Optional.of(sum("cosine_reduce", product(COSINE_BYTES, o.rows())));
            case Operator.Linear o -> partial(operators, o.rows(), o.outputs());
            case MixtureOperator.Experts o -> partial(operators, o.tokens(), o.hidden());
            case MixtureOperator.SharedExpert o -> partial(operators, o.tokens(), o.hidden());
            case Operator.Select o -> Optional.of(gather(product(CANDIDATE_BYTES, o.rows())));
            case Operator.Norm _,
                    AttentionOperator.QkvProjection _,
                    AttentionOperator.QueryKeyProjection _,
                    AttentionOperator.ValueProjection _,
                    AttentionOperator.HeadNorm _,
                    Operator.Counted _,
                    AttentionOperator.Rope _,
                    AttentionOperator.Attention _,
                    AttentionOperator.MixedAttention _,
                    Operator.GateUpProjection _,
                    Operator.SwiGlu _,
                    MixtureOperator.Router _,
                    Operator.Residual _,
                    Operator.ResidualNorm _ -> Optional.empty();
        };
    }

    /// Each device has a part of the sum that goes to the residual stream, once nothing more is added to it, or of the sum over
    /// channels that step and vectors of a selective state space are made of.
    private Optional<Exchange> partial(List<Operator> operators, long rows, int width) {
        boolean more = operators.size() > 1 && operators.get(1).writes().contains(Slot.DELTA);
        List<Slot> written = operators.getFirst().writes();
        return (written.contains(Slot.DELTA) && !more) || written.contains(Slot.SELECTORS)
                ? Optional.of(sum("all_reduce", values(rows, width)))
                : Optional.empty();
    }

    /// Rows of tokens on their way to the ranks of their experts; empty if every rank has all rows already.
    ///
    /// @param own  of one group of devices, of which each sends an equal part
    /// @param all  of all groups together
    /// @param busiest  rows that the busiest rank computes
    Optional<Exchange> dispatch(MixtureOperator.Experts own, MixtureOperator.Experts all, double busiest) {
        return allToAll("all_to_all_dispatch", own, all, busiest);
    }

    /// What the experts made of those rows on its way back.
    Optional<Exchange> combine(MixtureOperator.Experts own, MixtureOperator.Experts all, double busiest) {
        return allToAll("all_to_all_combine", own, all, busiest);
    }

    private Optional<Exchange> allToAll(
            String name, MixtureOperator.Experts own, MixtureOperator.Experts all, double busiest) {
        if (deployment.groups() == 1) {
            return Optional.empty();
        }
        int ranks = deployment.ranks();
        long sent = product(Math.ceilDiv(own.tokens(), deployment.tensor()), own.perToken());
        Routed routed = new Routed(Math.max(sent, busiest), ranks, all.hidden(), activation);
        long elements = product(product(all.tokens(), all.perToken()), all.hidden());
        long leaving = activation.bytes(Math.ceilDiv(product(elements, ranks - 1L), ranks));
        return Optional.of(new Exchange(name, leaving, routed.bytes(), ranks - 1, Optional.of(routed)));
    }

    /// From one stage to the next; each device sends what it has to its counterpart.
    Exchange betweenStages(long elements) {
        return ring("stage_send", product(deployment.tensor(), activation.bytes(elements)), 1);
    }

    private Exchange sum(String name, long bytes) {
        int messages = 2 * (deployment.tensor() - 1);
        return ring(name, product(messages, bytes), messages);
    }

    private Exchange gather(long bytes) {
        int messages = deployment.tensor() - 1;
        return ring("gather", product(product(messages, bytes), deployment.tensor()), messages);
    }

    /// @param bytes  sent by all devices together, all sending the same
    private Exchange ring(String name, long bytes, int messages) {
        return new Exchange(name, bytes, Math.ceilDiv(bytes, deployment.tensor()), messages, Optional.empty());
    }

    private long values(long rows, int width) {
        return activation.bytes(product(rows, width));
    }

    private static long product(long a, long b) {
        return Math.multiplyExact(a, b);
    }
}
