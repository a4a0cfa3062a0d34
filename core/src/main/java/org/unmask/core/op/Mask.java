package org.unmask.core.op;

/// Which keys a query may see. Query `i` of a pass stands at position `context + i`.
public sealed interface Mask {
    Mask FULL = new Full();
    Mask CAUSAL = new Causal();
    Mask TWO_SIDED = new TwoSided();

    /// Query-key pairs one sequence computes in one head: `context` keys are older than the pass, `queries` are its
    /// own.
    long pairs(int queries, int context);

    /// The keys a query sees are the first so many.
    ///
    /// @param query  from 0 in the pass
    int keysSeen(int query, int queries, int context);

    /// Every query sees every key.
    record Full() implements Mask {
        @Override
        public long pairs(int queries, int context) {
            return Math.multiplyExact((long) queries, (long) context + queries);
        }

        @Override
        public int keysSeen(int query, int queries, int context) {
            return context + queries;
        }
    }

    /// Every query sees every key, but where a layer has a window, keys as far after the query as before it (the canvas of
    /// DiffusionGemma).
    record TwoSided() implements Mask {
        @Override
        public long pairs(int queries, int context) {
            return new Full().pairs(queries, context);
        }

        /// Pairs of one sequence and head that stand after a window of so many keys, that of the query included:
        /// `Σ_i max(0, queries - i - window)`, an arithmetic series.
        long beyond(int queries, int window) {
            long longest = Math.max(0, (long) queries - window);
            return longest * (longest + 1) / 2;
        }

        @Override
        public int keysSeen(int query, int queries, int context) {
            return context + queries;
        }
    }

    /// A query sees the keys up to its own position.
    record Causal() implements Mask {
        @Override
        public long pairs(int queries, int context) {
            return Math.addExact(
                    Math.multiplyExact((long) queries, (long) context), (long) queries * (queries + 1L) / 2);
        }

        @Override
        public int keysSeen(int query, int queries, int context) {
            return context + query + 1;
        }
    }

    /// A query sees everything up to the end of its own block of `block` positions.
    record BlockCausal(int block) implements Mask {
        public BlockCausal {
            if (block < 1) {
                throw new IllegalArgumentException("bad block-causal mask: block=" + block);
            }
        }

        @Override
        public long pairs(int queries, int context) {
            long whole = queries / block;
            long rest = queries % block;
            long wholeBlocks = (long) block * block * (whole * (whole + 1) / 2);
            return Math.addExact(Math.multiplyExact((long) queries, (long) context), wholeBlocks + rest * queries);
        }

        @Override
        public int keysSeen(int query, int queries, int context) {
            return context + Math.min(queries, (query / block + 1) * block);
        }
    }

    /// [BlockCausal] after a first block of its own length: a prompt that sees all of itself (D2F).
    ///
    /// @param first  positions of the first block, at most the queries of the pass
    record PromptBlockCausal(int first, int block) implements Mask {
        public PromptBlockCausal {
            if (first < 0 || block < 1) {
                throw new IllegalArgumentException("bad block-causal mask: first=" + first + " block=" + block);
            }
        }

        @Override
        public long pairs(int queries, int context) {
            if (first > queries) {
                throw new IllegalArgumentException(
                        "bad block-causal mask: first=" + first + " of " + queries + " queries");
            }
            int rest = queries - first;
            long own = Math.multiplyExact((long) first, (long) context + first);
            return Math.addExact(own, new BlockCausal(block).pairs(rest, Math.addExact(context, first)));
        }

        @Override
        public int keysSeen(int query, int queries, int context) {
            return query < first
                    ? context + first
                    : new BlockCausal(block).keysSeen(query - first, queries - first, context + first);
        }
    }
}
