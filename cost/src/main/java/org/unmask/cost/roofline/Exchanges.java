package org.unmask.cost.roofline;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Slot;
import org.unmask.cost.hardware.Deployment;

/// What devices that share a model tell each other, and when.
///
/// The devices of a stage stand in a ring. To sum what each of them has, every one sends `2(t-1)/t` of it in `2(t-1)`
/// messages to its neighbour (Patarasuk and Yuan, J. Parallel Distrib. Comput. 69(2), 2009); to collect what each of them
/// has, everything but its neighbour's part in `t-1` messages.
record Exchanges(Deployment deployment, DType activation) {
    /// Bytes of the token a device proposes for a row and of its probability, as one device alone writes them.
    private static final int CANDIDATE_BYTES = 8;

    /// Bytes of the three sums behind a cosine.
    private static final int COSINE_BYTES = 12;

    /// @param bytes  sent by all devices of a stage together
    /// @param messages  sent by each, one after the other
    record Exchange(String name, long bytes, int messages) {}

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

    /// From one stage to the next; each device sends what it has to its counterpart.
    Exchange betweenStages(long elements) {
        return new Exchange("stage_send", product(deployment.tensor(), activation.bytes(elements)), 1);
    }

    private Exchange sum(String name, long bytes) {
        int messages = 2 * (deployment.tensor() - 1);
        return new Exchange(name, product(messages, bytes), messages);
    }

    private Exchange gather(long bytes) {
        int messages = deployment.tensor() - 1;
        return new Exchange("gather", product(product(messages, bytes), deployment.tensor()), messages);
    }

    private long values(long rows, int width) {
        return activation.bytes(product(rows, width));
    }

    private static long product(long a, long b) {
        return Math.multiplyExact(a, b);
    }
}
