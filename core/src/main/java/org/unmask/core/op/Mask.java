package org.unmask.core.op;

/// Which keys a query may see. Query `i` of a pass stands at position `context + i`.
public sealed interface Mask {
    Mask FULL = new Full();
    Mask CAUSAL = new Causal();

    /// Query-key pairs one sequence computes in one head: `context` keys are older than the pass, `queries` are its
    /// own.
    long pairs(int queries, int context);

    /// Every query sees every key.
    record Full() implements Mask {
        @Override
        public long pairs(int queries, int context) {
            return Math.multiplyExact((long) queries, (long) context + queries);
        }
    }

    /// A query sees the keys up to its own position.
    record Causal() implements Mask {
        @Override
        public long pairs(int queries, int context) {
            return Math.addExact(
                    Math.multiplyExact((long) queries, (long) context), (long) queries * (queries + 1L) / 2);
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
    }
}
