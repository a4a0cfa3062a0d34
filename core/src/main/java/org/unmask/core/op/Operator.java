package org.unmask.core.op;

import java.util.List;
import java.util.OptionalDouble;

/// One step of a forward pass with its shapes: what is priced is what runs.
///
/// The set is sealed and every switch over it is without `default`, so that a new operator does not compile until
/// it has a price ([Work]) and an implementation in the engine. `tokens` and `rows` count all sequences of the
/// pass together.
public sealed interface Operator {
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

    /// Queries, keys and values of all tokens from one reading of the input.
    record QkvProjection(long tokens, int hidden, int queryWidth, int keyWidth, boolean bias) implements Operator {
        @Override
        public String name() {
            return "qkv_proj";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.NORMED);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.QUERY, Slot.KEY, Slot.VALUE);
        }

        @Override
        public List<Weight> weights() {
            return bias
                    ? List.of(
                            Weight.QUERY,
                            Weight.KEY,
                            Weight.VALUE,
                            Weight.QUERY_BIAS,
                            Weight.KEY_BIAS,
                            Weight.VALUE_BIAS)
                    : List.of(Weight.QUERY, Weight.KEY, Weight.VALUE);
        }
    }

    /// Queries and keys alone, of rows whose values are computed apart (dLLM-Cache).
    record QueryKeyProjection(long tokens, int hidden, int queryWidth, int keyWidth, boolean bias) implements Operator {
        @Override
        public String name() {
            return "qk_proj";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.NORMED);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.QUERY, Slot.KEY);
        }

        @Override
        public List<Weight> weights() {
            return bias
                    ? List.of(Weight.QUERY, Weight.KEY, Weight.QUERY_BIAS, Weight.KEY_BIAS)
                    : List.of(Weight.QUERY, Weight.KEY);
        }
    }

    /// Values alone, which tell how much a row has changed (dLLM-Cache).
    record ValueProjection(long tokens, int hidden, int keyWidth, boolean bias) implements Operator {
        @Override
        public String name() {
            return "v_proj";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.NORMED);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.VALUE);
        }

        @Override
        public List<Weight> weights() {
            return bias ? List.of(Weight.VALUE, Weight.VALUE_BIAS) : List.of(Weight.VALUE);
        }
    }

    /// Cosine similarity of each row of new values with the cached values of its position (dLLM-Cache).
    record Similarity(long rows, int width) implements Operator {
        @Override
        public String name() {
            return "similarity";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.VALUE);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.SIMILARITY);
        }
    }

    /// RMS norm over each head of queries and keys, before the rotation (Qwen3).
    record HeadNorm(long tokens, int queryWidth, int keyWidth, int headDim) implements Operator {
        @Override
        public String name() {
            return "qk_norm";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.QUERY, Slot.KEY);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.QUERY, Slot.KEY);
        }

        @Override
        public List<Weight> weights() {
            return List.of(Weight.QUERY_NORM, Weight.KEY_NORM);
        }
    }

    /// Rotary position embedding of queries and keys, in place.
    ///
    /// @param queryWidth  elements of a token's query heads that rotate
    /// @param keyWidth  elements of a token's key heads that rotate
    record Rope(long tokens, int queryWidth, int keyWidth) implements Operator {
        @Override
        public String name() {
            return "rope";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.QUERY, Slot.KEY);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.QUERY, Slot.KEY);
        }
    }

    /// Scaled dot-product attention with grouped heads over `context + queries` keys per sequence.
    ///
    /// @param window  how many keys up to its own position a query sees; 0 is all of them
    record Attention(
            int batch, int queries, int context, int heads, int keyValueHeads, int headDim, Mask mask, int window)
            implements Operator {
        public Attention {
            if (window < 0) {
                throw new IllegalArgumentException("bad attention: window=" + window);
            }
        }

        /// Without a window.
        public Attention(int batch, int queries, int context, int heads, int keyValueHeads, int headDim, Mask mask) {
            this(batch, queries, context, heads, keyValueHeads, headDim, mask, 0);
        }

        /// Keys of one sequence that any query sees.
        public long keys() {
            long past = window == 0 ? context : Math.min(context, window - 1L);
            return past + queries;
        }

        /// Query-key pairs of one sequence in one head. The window hides keys before it, and those after it if the mask is
        /// two-sided; of other later keys a query sees what the mask allows. Keys of the context count as earlier than the
        /// queries.
        public long pairs() {
            long seen = mask.pairs(queries, context) - hidden();
            return window > 0 && mask instanceof Mask.TwoSided both ? seen - both.beyond(queries, window) : seen;
        }

        /// Pairs behind the window: `Σ_i max(0, context + i + 1 - window)`, an arithmetic series.
        private long hidden() {
            long first = context + 1L - window;
            long terms = window == 0 ? 0 : Math.min(queries, queries + first);
            if (terms <= 0) {
                return 0;
            }
            return Math.addExact(Math.multiplyExact(terms, Math.max(first, 0)), terms * (terms - 1) / 2);
        }

        @Override
        public String name() {
            return "attention";
        }

        @Override
        public List<Slot> reads() {
            return List.of(Slot.QUERY, Slot.KEY, Slot.VALUE);
        }

        @Override
        public List<Slot> writes() {
            return List.of(Slot.ATTENDED);
        }
    }

    /// Attention of groups of sequences of unlike shapes in one call, each group to its own keys (chunked prefill beside
    /// decoding). Heads and window are those of the layer, so the same for all.
    ///
    /// @param groups  in the order of their rows; at least two
    record MixedAttention(List<Attention> groups) implements Operator {
        public MixedAttention {
            groups = List.copyOf(groups);
            if (groups.size() < 2) {
                throw new IllegalArgumentException("bad attention: groups=" + groups.size() + "; expected two or more");
            }
            Attention first = groups.getFirst();
            for (Attention group : groups) {
                if (group.heads() != first.heads()
                        || group.keyValueHeads() != first.keyValueHeads()
                        || group.headDim() != first.headDim()
                        || group.window() != first.window()) {
                    throw new IllegalArgumentException("bad attention: " + first + " beside " + group);
                }
            }
        }

        @Override
        public String name() {
            return "attention";
        }

        @Override
        public List<Slot> reads() {
            return groups.getFirst().reads();
        }

        @Override
        public List<Slot> writes() {
            return groups.getFirst().writes();
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

    /// Scores of all experts for each token, the best `perToken` of them and their weights.
    ///
    /// @param bias  whether a bias per expert takes part in the choice
    record Router(long tokens, int hidden, int experts, int perToken, boolean bias) implements Operator {
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
            implements Operator {
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
    record SharedExpert(long tokens, int hidden, int intermediate, int matrices) implements Operator {
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
