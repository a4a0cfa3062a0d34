package org.unmask.core.op;

import java.util.List;

/// One step of a forward pass with its shapes: what is priced is what runs.
///
/// The set is sealed and every switch over it is without `default`, so that a new operator does not compile until
/// it has a price ([Work]) and an implementation in the engine. `tokens` and `rows` count all sequences of the
/// pass together.
public sealed interface Operator
        permits AttentionOperator,
                MixtureOperator,
                Operator.Embed,
                Operator.Norm,
                Operator.Linear,
                Operator.GateUpProjection,
                Operator.SwiGlu,
                Operator.Residual,
                Operator.ResidualNorm,
                Operator.Counted,
                Operator.Select {
    /// The name shown in reports, for instance `qkv_proj`.
    String name();

    /// Activations this operator reads.
    List<Slot> reads();

    /// Activations this operator writes.
    List<Slot> writes();

    /// Weights this operator reads.
    default List<Weight> weights() {
        return List.of();
    }

    /// Looks up one row of the embedding table per token.
    record Embed(long tokens, int hidden) implements Operator {
        @Override
        public String name() {
            return "embed";
        }

        @Override
        public List<Slot> reads() {
            return List.of();
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.RESIDUAL);
        }

        @Override
        public List<Weight> weights() {
            return List.of(Weight.EMBEDDING);
        }
    }

    /// RMS norm of `rows` rows of the residual stream, all or some: `normed = residual / rms(residual) · weight`.
    record Norm(String name, long rows, int width, Weight weight) implements Operator {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.RESIDUAL);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.NORMED);
        }

        @Override
        public List<Weight> weights() {
            return List.of(weight);
        }
    }

    /// `to[rows x outputs] = from[rows x inputs] · weightᵀ`: output and down projections, LM head.
    record Linear(String name, long rows, int inputs, int outputs, Slot from, Slot to, Weight weight)
            implements Operator {
        @Override
        public List<Slot> reads() {
            return List.of(from);
        }

        @Override
        public List<Slot> writes() {
            return List.of(to);
        }

        @Override
        public List<Weight> weights() {
            return List.of(weight);
        }
    }

    /// Gate and up projections from one reading of the input.
    record GateUpProjection(long tokens, int hidden, int intermediate) implements Operator {
        @Override
        public String name() {
            return "gate_up_proj";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.NORMED);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.GATE_UP);
        }

        @Override
        public List<Weight> weights() {
            return List.of(Weight.GATE, Weight.UP);
        }
    }

    /// `gated = silu(gate) · up`.
    record SwiGlu(long tokens, int intermediate) implements Operator {
        @Override
        public String name() {
            return "swiglu";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.GATE_UP);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.GATED);
        }
    }

    /// `residual += delta`, of `tokens` rows.
    record Residual(String name, long tokens, int width) implements Operator {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.RESIDUAL, Slot.DELTA);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.RESIDUAL);
        }
    }

    /// `residual += delta; normed = norm(residual)` in one reading: the fusion of [Residual] and [Norm].
    record ResidualNorm(String name, long tokens, int width, Weight weight) implements Operator {
        @Override
        public List<Slot> reads() {
            return List.of(Slot.RESIDUAL, Slot.DELTA);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.RESIDUAL, Slot.NORMED);
        }

        @Override
        public List<Weight> weights() {
            return List.of(weight);
        }
    }

    /// An operator of models that are priced and not run: its counts are all that is known of it here.
    ///
    /// @param read  activations
    /// @param written  activations
    /// @param keyValues  elements of the cache that are read
    /// @param stateRead  bytes of a state that is kept from pass to pass
    /// @param stateWritten  bytes of that state
    /// @param parts  weights that are read
    record Counted(
            String name,
            long matmulFlops,
            long otherFlops,
            long read,
            long written,
            long keyValues,
            long stateRead,
            long stateWritten,
            List<Part> parts,
            List<Slot> reads,
            List<Slot> writes)
            implements Operator {
        public Counted {
            parts = List.copyOf(parts);
            reads = List.copyOf(reads);
            writes = List.copyOf(writes);
        }

        /// Weights that are stored like those of a role.
        public record Part(Weight like, long elements) {}

        /// Arithmetic of each element by itself.
        ///
        /// @param flops  of an element
        /// @param operands  read for each
        public static Counted elements(
                String name, long flops, long elements, int operands, List<Slot> reads, List<Slot> writes) {
            return new Counted(
                    name, 0, flops * elements, operands * elements, elements, 0, 0, 0, List.of(), reads, writes);
        }

        @Override
        public List<Weight> weights() {
            return parts.stream().map(Part::like).toList();
        }
    }

    /// The most probable token of each row and its probability.
    record Select(long rows, int vocabulary) implements Operator {
        @Override
        public String name() {
            return "select";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.LOGITS);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.SELECTION);
        }
    }
}
