package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.unmask.engine.spi.Int4;
import org.unmask.engine.spi.Rounding;

/// Rows of activations that are rounded to int8 in groups of [Int4#GROUP], as [GroupTiles] read them.
///
/// `[tile of rows][group][row of the tile][STRIDE]` words. A word has a quantum in both of its halves, for vectors of shorts that
/// it is broadcast to; behind those of a group is what makes quanta of weights without a sign those with one. Rows that a last tile
/// lacks are whatever was there.
final class RoundedRows {
    /// Words of a group of a row.
    static final int STRIDE = Int4.GROUP + 4;

    private static final int L = Lanes.COUNT;
    private static final int HALF = 0xFFFF;

    /// Sums of shorts are made integers by taking them for the upper halves of words.
    private static final float PER_UPPER_HALF = 0x1p-16f;

    private final Team team;
    private final float[][] values;
    private int[] quanta = {};
    private float[] scales = {};
    private int height;
    private int groups;

    RoundedRows(Team team) {
        this.team = team;
        this.values = new float[team.threads()][];
        Arrays.fill(values, new float[0]);
    }

    int[] quanta() {
        return quanta;
    }

    /// The scale of each group, for sums that are [#PER_UPPER_HALF] too large: `[tile of rows][group][row of the tile]`.
    float[] scales() {
        return scales;
    }

    /// Rows of a tile.
    int height() {
        return height;
    }

    int groups() {
        return groups;
    }

    /// Where a group of a tile begins among the scales; [#STRIDE] times that is where it does among the quanta.
    int first(int tile, int group) {
        return (tile * groups + group) * height;
    }

    /// Rounds `rows` of `x[.. x columns]` from `firstRow` on.
    void round(MemorySegment x, int firstRow, int rows, int columns) {
        height = rows == 1 ? 1 : GroupTiles.HEIGHT;
        groups = Int4.groups(columns);
        int all = Math.ceilDiv(rows, height) * groups * height;
        if (scales.length < all) {
            scales = new float[all];
            quanta = new int[Math.multiplyExact(all, STRIDE)];
        }
        int padded = groups * Int4.GROUP;
        team.split(rows, Math.max(1, Matmul.GRAIN / (4L * columns)), (from, to, member) -> {
            values[member] = Matmul.atLeast(values[member], padded);
            for (int row = (int) from; row < to; row++) {
                long at = (long) Float.BYTES * columns * (firstRow + row);
                MemorySegment.copy(x, ValueLayout.JAVA_FLOAT_UNALIGNED, at, values[member], 0, columns);
                Arrays.fill(values[member], columns, padded, 0);
                for (int group = 0; group < groups; group++) {
                    round(values[member], group * Int4.GROUP, first(row / height, group) + row % height);
                }
            }
        });
    }

    private void round(float[] x, int from, int to) {
        FloatVector greatest = FloatVector.zero(FLOATS);
        for (int i = from; i < from + Int4.GROUP; i += L) {
            greatest = greatest.max(FloatVector.fromArray(FLOATS, x, i).abs());
        }
        float scale = Rounding.scale(greatest.reduceLanes(VectorOperators.MAX));
        float inverse = Rounding.inverse(scale);
        IntVector sum = IntVector.zero(Lanes.INTS);
        for (int i = 0; i < Int4.GROUP; i += L) {
            IntVector q = Narrowing.quanta(FloatVector.fromArray(FLOATS, x, from + i), inverse);
            sum = sum.add(q);
            q.and(HALF).or(q.lanewise(VectorOperators.LSHL, Short.SIZE)).intoArray(quanta, to * STRIDE + i);
        }
        int correction = Int4.LEAST * sum.reduceLanes(VectorOperators.ADD);
        quanta[to * STRIDE + Int4.GROUP] = (correction & HALF) | (correction << Short.SIZE);
        scales[to] = scale * PER_UPPER_HALF;
    }
}
