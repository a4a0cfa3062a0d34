package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// `y[rows x n] = x[rows x k] · wᵀ` with `w[n x k]` of `w4a8` and `x` rounded to int8 in groups of a row.
///
/// A thread has some panels of weights. It multiplies each with one tile of rows after the other; after the first, a panel is in the
/// second-level cache.
final class GroupMatmul {
    /// Bounds the memory of rounded rows.
    private static final int MOST_ROWS = 504;

    private static final int L = Lanes.COUNT;

    private final Team team;
    private final RoundedRows rounded;
    private final Scratch[] scratch;

    GroupMatmul(Team team) {
        this.team = team;
        this.rounded = new RoundedRows(team);
        this.scratch = new Scratch[team.threads()];
        Arrays.setAll(scratch, _ -> new Scratch());
    }

    private static final class Scratch {
        /// `[group][PANEL_ROWS]`.
        float[] scales = {};

        /// Of one group and a tile of rows.
        final int[] partial = new int[2 * L * GroupTiles.HEIGHT];

        /// `[row of a tile][PANEL_ROWS]`.
        final float[] sums = new float[GroupTiles.HEIGHT * Layout.PANEL_ROWS];
    }

    void multiply(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        for (int from = 0; from < rows; from += MOST_ROWS) {
            int count = Math.min(MOST_ROWS, rows - from);
            rounded.round(x, from, count, w.getFirst().columns());
            for (int i = 0; i < w.size(); i++) {
                multiply(count, w.get(i), y.get(i), from);
            }
        }
    }

    private void multiply(int rows, Matrix w, MemorySegment y, int firstRow) {
        if (w.layout() != Layout.INTERLEAVED_GROUP_PANELS) {
            throw w.notRead();
        }
        long grain = Math.max(1, Matmul.GRAIN / ((long) Layout.PANEL_ROWS * w.columns()));
        team.split(Layout.panels(w.rows()), grain, (from, to, member) -> {
            Panel panel = new Panel(scratch[member], rounded, w, y, firstRow, rows);
            for (int p = (int) from; p < to; p++) {
                panel.multiply(p);
            }
        });
    }

    /// The products of panels with some rows, by one member of the team.
    private record Panel(Scratch scratch, RoundedRows x, Matrix w, MemorySegment y, int firstRow, int rows) {
        void multiply(int panel) {
            long from = panel * Layout.panelBytes(w.dtype(), w.columns());
            scratch.scales = Matmul.atLeast(scratch.scales, x.groups() * Layout.PANEL_ROWS);
            Panels.widenScales(
                    w.data(), from + w.layout().scales(0), Layout.PANEL_SCALES_BYTES, x.groups(), scratch.scales);
            long quanta = from + w.layout().quanta(w.columns(), 0);
            for (int first = 0; first < rows; first += x.height()) {
                int count = Math.min(x.height(), rows - first);
                for (int output = 0; output < Layout.PANEL_ROWS; output += GroupTiles.OUTPUTS) {
                    if (x.height() == 1) {
                        one(quanta, output);
                    } else {
                        tile(first / x.height(), count, quanta, output);
                    }
                }
                store(first, count, panel * Layout.PANEL_ROWS);
            }
        }

        private void one(long quanta, int output) {
            GroupTiles.one(
                    x.quanta(),
                    0,
                    x.scales(),
                    0,
                    w.data(),
                    quanta + output,
                    scratch.scales,
                    output,
                    x.groups(),
                    scratch.sums,
                    output);
        }

        private void tile(int tile, int count, long quanta, int output) {
            for (int row = 0; row < count; row++) {
                int from = row * Layout.PANEL_ROWS + output;
                Arrays.fill(scratch.sums, from, from + GroupTiles.OUTPUTS, 0);
            }
            for (int group = 0; group < x.groups(); group++) {
                int at = x.first(tile, group);
                long from = quanta + (long) Layout.PANEL_QUANTA_BYTES * group + output;
                GroupTiles.four(x.quanta(), at * RoundedRows.STRIDE, w.data(), from, scratch.partial);
                int scale = group * Layout.PANEL_ROWS + output;
                GroupTiles.add(count, scratch.partial, x.scales(), at, scratch.scales, scale, scratch.sums, output);
            }
        }

        /// Stores the sums of a tile as far as there are outputs.
        private void store(int first, int count, int firstOutput) {
            for (int row = 0; row < count; row++) {
                for (int output = 0; output < Math.min(Layout.PANEL_ROWS, w.rows() - firstOutput); output += L) {
                    long to = (long) Float.BYTES * ((long) (firstRow + first + row) * w.rows() + firstOutput + output);
                    Lanes.storeRest(
                            FloatVector.fromArray(FLOATS, scratch.sums, row * Layout.PANEL_ROWS + output),
                            y,
                            to,
                            FLOATS.indexInRange(firstOutput + output, w.rows()));
                }
            }
        }
    }
}
