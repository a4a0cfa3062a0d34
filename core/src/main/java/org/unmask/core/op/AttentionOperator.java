package org.unmask.core.op;

import java.util.List;

/// An operator of attention: from the projections of the normed rows to what the heads have attended to.
public sealed interface AttentionOperator extends Operator {
    /// Queries, keys and values of all tokens from one reading of the input.
    record QkvProjection(long tokens, int hidden, int queryWidth, int keyWidth, boolean bias)
            implements AttentionOperator {
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
    record QueryKeyProjection(long tokens, int hidden, int queryWidth, int keyWidth, boolean bias)
            implements AttentionOperator {
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
    record ValueProjection(long tokens, int hidden, int keyWidth, boolean bias) implements AttentionOperator {
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
    record Similarity(long rows, int width) implements AttentionOperator {
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
    record HeadNorm(long tokens, int queryWidth, int keyWidth, int headDim) implements AttentionOperator {
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
    record Rope(long tokens, int queryWidth, int keyWidth) implements AttentionOperator {
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
            implements AttentionOperator {
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
    record MixedAttention(List<Attention> groups) implements AttentionOperator {
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
}
