package org.unmask.run.checkpoint;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.op.Packing;

/// How several tensors are stored together.
final class PackingSum {
    /// Elements of a block that stands for a mean which no smaller block says exactly; its bits are rounded.
    private static final long MEAN_ELEMENTS = 1L << 24;

    private final Set<Packing> packings = new LinkedHashSet<>();
    private double elements;
    private double bits;
    private long exactElements;
    private long exactBits;

    void add(Packing packing, long count) {
        packings.add(packing);
        elements += count;
        bits += count * packing.bitsPerElement();
        exactElements = Math.addExact(exactElements, count);
        exactBits = Math.addExact(exactBits, Math.multiplyExact(8L, packing.bytes(count)));
    }

    /// Whether tensors are stored in different ways.
    boolean isMean() {
        return packings.size() > 1;
    }

    /// The packing of all, or the mean; empty if there is nothing.
    Optional<Packing> packing() {
        if (!isMean()) {
            return packings.stream().findFirst();
        }
        long divisor = divisor(exactElements, exactBits);
        long block = exactElements / divisor;
        return Optional.of(
                block <= MEAN_ELEMENTS
                        ? new Packing("mean", block, exactBits / divisor)
                        : new Packing("mean", MEAN_ELEMENTS, Math.round(bits / elements * MEAN_ELEMENTS)));
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}
