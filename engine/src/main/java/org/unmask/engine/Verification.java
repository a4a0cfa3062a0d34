package org.unmask.engine;

import java.util.Arrays;

/// Which sequences have left a block whose tokens may be replaced (LLaDA2.1): those of which a pass found no mask in it and
/// replaced nothing, or which have had as many passes without masks as they may.
final class Verification {
    private final int[] passes;
    private final boolean[] left;
    private int block = -1;

    Verification(int sequences) {
        this.passes = new int[sequences];
        this.left = new boolean[sequences];
    }

    /// Nobody has left a block that is entered.
    ///
    /// @param start  its first position
    void enter(int start) {
        if (start != block) {
            block = start;
            Arrays.fill(passes, 0);
            Arrays.fill(left, false);
        }
    }

    boolean hasLeft(int sequence) {
        return left[sequence];
    }

    /// A pass over the block has found no mask in a sequence.
    ///
    /// @param most  passes without masks it may have
    void looked(int sequence, int replaced, int most) {
        passes[sequence]++;
        left[sequence] = replaced == 0 || passes[sequence] == most;
    }
}
