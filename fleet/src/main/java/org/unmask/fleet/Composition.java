package org.unmask.fleet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Role;

/// Sequences that share a pass, those of a shape counted together.
///
/// Their contexts and rows of logits are kept as means, rounded up: the time of attention follows the sum of contexts, that
/// of the LM head the sum of rows, and nothing else depends on them. Equal compositions have one price. Used again and
/// again, so not thread-safe.
public final class Composition {
    private static final int NUMBERS = 3;

    private Shape[] shapes = new Shape[4];
    private long[] sums = new long[4 * NUMBERS];
    private int size;

    Composition() {}

    /// Forgets all sequences.
    void clear() {
        size = 0;
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return size == 0;
    }

    /// Adds a sequence.
    void add(Shape shape, int context, int rows) {
        int i = 0;
        while (i < size && !shapes[i].isAlike(shape)) {
            i++;
        }
        if (i == size) {
            open(shape);
        }
        int at = i * NUMBERS;
        sums[at]++;
        sums[at + 1] += context;
        sums[at + 2] += rows;
    }

    private void open(Shape shape) {
        if (size == shapes.length) {
            shapes = Arrays.copyOf(shapes, 2 * size);
            sums = Arrays.copyOf(sums, 2 * size * NUMBERS);
        }
        shapes[size] = shape;
        int at = size * NUMBERS;
        sums[at] = 0;
        sums[at + 1] = 0;
        sums[at + 2] = 0;
        size++;
    }

    /// The passes that compute these sequences, one for each role.
    public List<Pass> passes() {
        List<Pass> passes = new ArrayList<>();
        for (Role role : Role.values()) {
            List<Pass.Group> groups = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                if (shapes[i].role() == role) {
                    groups.add(shapes[i].group((int) sums[i * NUMBERS], mean(i, 1), mean(i, 2)));
                }
            }
            if (!groups.isEmpty()) {
                passes.add(new Pass(groups, role));
            }
        }
        return passes;
    }

    private int mean(int shape, int number) {
        return (int) Math.ceilDiv(sums[shape * NUMBERS + number], sums[shape * NUMBERS]);
    }

    /// A copy that stays as it is.
    Composition copy() {
        Composition copy = new Composition();
        copy.shapes = Arrays.copyOf(shapes, size);
        copy.sums = Arrays.copyOf(sums, size * NUMBERS);
        copy.size = size;
        return copy;
    }

    /// Whether both have one price.
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Composition that) || size != that.size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!shapes[i].isAlike(that.shapes[i])
                    || sums[i * NUMBERS] != that.sums[i * NUMBERS]
                    || mean(i, 1) != that.mean(i, 1)
                    || mean(i, 2) != that.mean(i, 2)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        long hash = size;
        for (int i = 0; i < size; i++) {
            hash = hash * 0x9E3779B97F4A7C15L + shapes[i].likeness();
            hash = hash * 0x9E3779B97F4A7C15L + sums[i * NUMBERS];
            hash = hash * 0x9E3779B97F4A7C15L + mean(i, 1);
            hash = hash * 0x9E3779B97F4A7C15L + mean(i, 2);
        }
        return (int) (hash ^ (hash >>> 32));
    }
}
