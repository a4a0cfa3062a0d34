package org.unmask.core.op;

import java.util.List;
import java.util.OptionalDouble;

/// An operator of an MLP that is a mixture of experts.
public sealed interface MixtureOperator extends Operator {
    /// Scores of all experts for each token, the best `perToken` of them and their weights.
    ///
    /// @param bias  whether a bias per expert takes part in the choice
    record Router(long tokens, int hidden, int experts, int perToken, boolean bias) implements MixtureOperator {
        @Override
        public String name() {
            return "router";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.NORMED);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.ROUTING);
        }

        @Override
        public List<Weight> weights() {
            return bias ? List.of(Weight.ROUTER, Weight.EXPERT_BIAS) : List.of(Weight.ROUTER);
        }
    }

    /// The weighted sum of the MLPs chosen for each token, `perToken` of `experts`.
    ///
    /// @param matrices  of an MLP: 3 with a gate, 2 without
    /// @param chosen  distinct experts that some token chose, where a run counted them (a mean of layers) or a skew of
    ///     choices is assumed; where it is empty, every expert is as likely to be chosen as any other
    record Experts(
            long tokens, int hidden, int intermediate, int experts, int perToken, int matrices, OptionalDouble chosen)
            implements MixtureOperator {
        public Experts {
            Matrices.check(matrices);
            if (chosen.isPresent() && !(chosen.getAsDouble() >= 0 && chosen.getAsDouble() <= experts)) {
                throw new IllegalArgumentException(
                        "bad experts: chosen=" + chosen.getAsDouble() + " of experts=" + experts);
            }
        }

        /// With gates.
        public Experts(long tokens, int hidden, int intermediate, int experts, int perToken, OptionalDouble chosen) {
            this(tokens, hidden, intermediate, experts, perToken, Matrices.GATED, chosen);
        }

        /// With gates, of which no run counted how many were chosen.
        public Experts(long tokens, int hidden, int intermediate, int experts, int perToken) {
            this(tokens, hidden, intermediate, experts, perToken, OptionalDouble.empty());
        }

        /// Distinct experts that some token chooses: as said, or else as many as are expected if every expert is as
        /// likely as any other, `E·(1 − (1 − k/E)^T)`.
        public double distinct() {
            return chosen.orElse(experts * (1 - untouched()));
        }

        private double untouched() {
            return StrictMath.pow(1 - (double) perToken / experts, tokens);
        }

        /// The share of experts that some token chooses.
        double share() {
            return chosen.isPresent() ? chosen.getAsDouble() / experts : 1 - untouched();
        }

        @Override
        public String name() {
            return matrices == Matrices.GATED ? "experts" : "ungated_experts";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.NORMED, Slot.ROUTING);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.ROUTED, Slot.DELTA);
        }

        @Override
        public List<Weight> weights() {
            return matrices == Matrices.GATED
                    ? List.of(Weight.EXPERT_GATE, Weight.EXPERT_UP, Weight.EXPERT_DOWN)
                    : List.of(Weight.EXPERT_UP, Weight.EXPERT_DOWN);
        }
    }

    /// `delta +=` the MLP that every token goes through beside its experts.
    ///
    /// @param matrices  of the MLP: 3 with a gate, 2 without
    record SharedExpert(long tokens, int hidden, int intermediate, int matrices) implements MixtureOperator {
        public SharedExpert {
            Matrices.check(matrices);
        }

        /// With a gate.
        public SharedExpert(long tokens, int hidden, int intermediate) {
            this(tokens, hidden, intermediate, Matrices.GATED);
        }

        @Override
        public String name() {
            return matrices == Matrices.GATED ? "shared_expert" : "ungated_shared_expert";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.NORMED, Slot.DELTA);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.SHARED, Slot.DELTA);
        }

        @Override
        public List<Weight> weights() {
            return matrices == Matrices.GATED
                    ? List.of(Weight.SHARED_GATE, Weight.SHARED_UP, Weight.SHARED_DOWN)
                    : List.of(Weight.SHARED_UP, Weight.SHARED_DOWN);
        }
    }
}
