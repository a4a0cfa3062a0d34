package org.unmask.engine.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.VectorMask;
import org.unmask.engine.spi.Matrix;

/// `y[rows x n] = x[rows x k] · wᵀ` with `w[n x k]`, all accumulated in float32.
///
/// Few rows: dot products straight from memory, bound by reading `w` once. More rows: blocked products of packed
/// operands.
/*
 * Packed: x is stored transposed in panels of as many rows as a register tile has lanes, so that lanes are rows and nothing is
 * ever summed across lanes. Weights need no transposition; their elements become scalars that a tile broadcasts. A thread
 * widens and packs a block of weights once (it then stays in its second-level cache) and runs all panels over it:
 *
 *   for each block of outputs:        pack w[block x k]
 *     for each STEPS of k:            w part and one panel part fit the first-level cache
 *       for each panel of rows:
 *         for each HEIGHT outputs:    Tiles.alongRows
 *
 * The loop order follows Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008.
 */
final class Matmul {
    /// Up to here, dot products need less time than lanes without a row would waste.
    static final int FEW_ROWS = Lanes.COUNT / 2;

    /// Bounds the packed copy of `x`.
    private static final int MOST_ROWS = 512;
    /// Packed weights of a block should fit the second-level cache with room for the rest.
    private static final int BLOCK_BYTES = 400 << 10;

    private static final int MOST_TILES = 4;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Team team;
    private final Scratch[] scratch;
    private float[] panels = {};

    Matmul(Team team) {
        this.team = team;
        this.scratch = new Scratch[team.threads()];
        Arrays.setAll(scratch, _ -> new Scratch());
    }

    private static final class Scratch {
        float[] weights = {};
        float[] sums = {};

        @SuppressWarnings("UnusedVariable") // written so that the reads that warm the cache are not removed
        int touched;
    }

    void multiply(MemorySegment x, int rows, Matrix w, MemorySegment y) {
        if (rows <= FEW_ROWS) {
            fewRows(x, rows, w, y);
            return;
        }
        for (int from = 0; from < rows; from += MOST_ROWS) {
            manyRows(x, from, Math.min(MOST_ROWS, rows - from), w, y);
        }
    }

    private void fewRows(MemorySegment x, int rows, Matrix w, MemorySegment y) {
        int k = w.columns();
        long wStride = w.dtype().bytes(k);
        long grain = Math.max(4, (1 << 15) / k);
        team.split(
                w.rows(),
                grain,
                (from, to, _) -> new Dots(x, w.data(), wStride, half(w), k, y, 4L * w.rows())
                        .multiply(0, rows, 0, 0, (int) from, (int) to));
    }

    private void manyRows(MemorySegment x, int firstRow, int rows, Matrix w, MemorySegment y) {
        int k = w.columns();
        panels = atLeast(panels, Panels.floats(rows, k));
        Panels packed = new Panels(panels, rows, k);
        team.split(packed.count(), 1, (from, to, _) -> packed.pack(x, firstRow, (int) from, (int) to));
        int tiles = (w.rows() + Tiles.HEIGHT - 1) / Tiles.HEIGHT;
        team.split(tiles, 1, (from, to, member) -> {
            Block block = new Block(scratch[member], packed, w);
            int step = block.tilesAtOnce();
            for (int tile = (int) from; tile < to; tile += step) {
                block.multiply(tile, Math.min(step, (int) to - tile), y, firstRow);
            }
        });
    }

    static boolean half(Matrix w) {
        return switch (w.dtype()) {
            case FLOAT32 -> false;
            case BFLOAT16 -> true;
            case FP16, FP8, INT8, FP4, INT4 -> throw Matrix.notComputed(w.dtype());
        };
    }

    static float[] atLeast(float[] scratch, int floats) {
        return scratch.length >= floats ? scratch : new float[floats];
    }

    /// `x` as panels `[k x width]`, one after the other; a last one of few rows is narrow. Lanes without a row are
    /// zero.
    @SuppressWarnings("ArrayRecordComponent") // compared with nothing
    private record Panels(float[] data, int rows, int k) {
        static int floats(int rows, int k) {
            return Math.multiplyExact((rows + Tiles.NARROW - 1) / Tiles.NARROW * Tiles.NARROW, k);
        }

        int count() {
            return (rows + Tiles.WIDE - 1) / Tiles.WIDE;
        }

        int offset(int panel) {
            return panel * Tiles.WIDE * k;
        }

        int width(int panel) {
            return rows - panel * Tiles.WIDE <= Tiles.NARROW ? Tiles.NARROW : Tiles.WIDE;
        }

        void pack(MemorySegment x, int firstRow, int from, int to) {
            for (int panel = from; panel < to; panel++) {
                int width = width(panel);
                int at = offset(panel);
                for (int lane = 0; lane < width; lane++) {
                    int row = panel * Tiles.WIDE + lane;
                    if (row < rows) {
                        column(x, 4L * k * (firstRow + row), data, at + lane, width, k);
                    } else {
                        clear(at + lane, width);
                    }
                }
            }
        }

        private void clear(int at, int width) {
            for (int i = 0; i < k; i++) {
                data[at + i * width] = 0;
            }
        }
    }

    /// Copies `count` floats into every `stride`-th place of `data`.
    static void column(MemorySegment x, long x0, float[] data, int at, int stride, int count) {
        for (int i = 0; i < count; i++) {
            data[at + i * stride] = x.get(FLOAT, x0 + 4L * i);
        }
    }

    /// The products of some weight rows with all panels, by one member of the team.
    private record Block(Scratch scratch, Panels x, Matrix w) {
        int tilesAtOnce() {
            return Math.clamp(BLOCK_BYTES / (4L * Tiles.HEIGHT * w.columns()), 1, MOST_TILES);
        }

        private int parts() {
            return (w.columns() + Tiles.STEPS - 1) / Tiles.STEPS;
        }

        /// Sums are `[panel][tile][HEIGHT x width]`; all panels but the last are wide.
        private int sumsOffset(int panel, int tiles) {
            return panel * tiles * Tiles.HEIGHT * Tiles.WIDE;
        }

        void multiply(int firstTile, int tiles, MemorySegment y, int firstRow) {
            int height = tiles * Tiles.HEIGHT;
            scratch.weights = atLeast(scratch.weights, parts() * height * Tiles.ROW);
            scratch.sums = atLeast(scratch.sums, sumsOffset(x.count(), tiles));
            Arrays.fill(scratch.sums, 0, sumsOffset(x.count(), tiles), 0);
            int firstOutput = firstTile * Tiles.HEIGHT;
            int outputs = Math.min(height, w.rows() - firstOutput);
            long rowBytes = w.dtype().bytes(w.columns());
            scratch.touched += Lanes.touch(w.data(), firstOutput * rowBytes, outputs * rowBytes);
            for (int o = 0; o < height; o++) {
                packRow(firstOutput + Math.min(o, outputs - 1), o, height);
            }
            for (int part = 0; part < parts(); part++) {
                for (int panel = 0; panel < x.count(); panel++) {
                    multiplyPart(part, panel, tiles);
                }
            }
            for (int panel = 0; panel < x.count(); panel++) {
                unpack(panel, tiles, y, firstRow, firstOutput, outputs);
            }
        }

        /// Lays one weight row out as `[part][height x ROW]`.
        private void packRow(int output, int o, int height) {
            int k = w.columns();
            for (int part = 0; part < parts(); part++) {
                int first = part * Tiles.STEPS;
                int steps = Math.min(Tiles.STEPS, k - first);
                int at = (part * height + o) * Tiles.ROW;
                long from = (long) output * k + first;
                if (half(w)) {
                    widen(w.data(), 2 * from, scratch.weights, at, steps);
                } else {
                    copy(w.data(), 4 * from, scratch.weights, at, steps);
                }
            }
        }

        private void multiplyPart(int part, int panel, int tiles) {
            int first = part * Tiles.STEPS;
            int steps = Math.min(Tiles.STEPS, w.columns() - first);
            int width = x.width(panel);
            int sums = sumsOffset(panel, tiles);
            for (int tile = 0; tile < tiles; tile++) {
                Tiles.alongRows(
                        scratch.weights,
                        (part * tiles + tile) * Tiles.HEIGHT * Tiles.ROW,
                        x.data(),
                        x.offset(panel) + first * width,
                        width,
                        steps,
                        scratch.sums,
                        sums + tile * Tiles.HEIGHT * width);
            }
        }

        private void unpack(int panel, int tiles, MemorySegment y, int firstRow, int firstOutput, int outputs) {
            int width = x.width(panel);
            int row = panel * Tiles.WIDE;
            int sums = sumsOffset(panel, tiles);
            for (int lane = 0; lane < Math.min(width, x.rows() - row); lane++) {
                long at = 4 * ((long) (firstRow + row + lane) * w.rows() + firstOutput);
                for (int o = 0; o < outputs; o++) {
                    y.set(FLOAT, at + 4L * o, scratch.sums[sums + lane + o * width]);
                }
            }
        }
    }

    /// Copies `count` floats; only the last vector is partial.
    static void copy(MemorySegment x, long from, float[] y, int at, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            Lanes.load(x, from + 4L * i).intoArray(y, at + i);
        }
        if (whole < count) {
            VectorMask<Float> rest = Lanes.FLOATS.indexInRange(whole, count);
            Lanes.loadRest(x, from + 4L * whole, rest).intoArray(y, at + whole, rest);
        }
    }

    /// Copies `count` bfloat16 elements as floats.
    static void widen(MemorySegment x, long from, float[] y, int at, int count) {
        int whole = Lanes.whole(count);
        for (int i = 0; i < whole; i += Lanes.COUNT) {
            Lanes.loadHalf(x, from + 2L * i).intoArray(y, at + i);
        }
        if (whole < count) {
            Lanes.loadHalfRest(x, from + 2L * whole, Lanes.SHORTS.indexInRange(whole, count))
                    .intoArray(y, at + whole, Lanes.FLOATS.indexInRange(whole, count));
        }
    }
}
