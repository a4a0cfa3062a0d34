package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.unmask.core.op.DType;
import org.unmask.engine.spi.Layout;
import org.unmask.engine.spi.Matrix;

/// `y[rows x n] = x[rows x k] · wᵀ` with `w[n x k]` in panels, all accumulated in float32.
///
/// A thread has some panels of weights and reads each once from memory: few rows are multiplied with it in registers,
/// more with parts of it that are widened to float32 and stay in the cache.
/*
 * For many rows:
 *
 *   for each panel of 64 outputs:
 *     for each STEPS of k:            widen w[STEPS x 64]
 *       for each tile of 12, 8 or 4 rows:
 *         for each WIDE outputs:      Tiles.alongRows; lanes are outputs, elements of x are the scalars it broadcasts
 *
 * x is copied once, so that all elements a tile needs lie together. The loop order follows Goto and van de Geijn, "Anatomy of
 * High-Performance Matrix Multiplication", 2008.
 */
final class Matmul {
    /// Up to here, one row after the other is multiplied with a panel: after the first it is in the second-level cache.
    private static final int SINGLE_ROWS = 2;

    /// Bounds the copy of `x` and the sums of a panel.
    private static final int MOST_ROWS = 504;

    /// Steps at a time if all rows are one tile: the widened weights then stay in the first-level cache.
    private static final int FEW_STEPS = 64;

    /// 128 KB of weights: part of a second-level cache.
    private static final int TOUCHED_WORDS = 512;

    private static final int PARTS = Layout.PANEL_ROWS / Tiles.WIDE;

    /// Weights below which waking another thread costs more than it saves.
    static final long GRAIN = 1 << 16;

    private static final int L = Lanes.COUNT;

    private final Team team;
    private final Optional<PanelProducts> compiled;
    private final Scratch[] scratch;
    private float[] single = {};
    private float[] tiles = {};

    /// @param compiled  what makes products of few rows, if anything better does
    Matmul(Team team, Optional<PanelProducts> compiled) {
        this.team = team;
        this.compiled = compiled;
        this.scratch = new Scratch[team.threads()];
        Arrays.setAll(scratch, _ -> new Scratch());
    }

    private static final class Scratch {
        /// `[part of a panel][STEPS x WIDE]`.
        final float[] weights = new float[Layout.PANEL_ROWS * Tiles.STEPS];
        /// `[tile of rows][part of a panel][HEIGHT x WIDE]`.
        float[] sums = new float[Layout.PANEL_ROWS];

        /// `[groups of int4][PANEL_ROWS]`.
        float[] scales = {};

        @SuppressWarnings("UnusedVariable") // written so that the reads that warm the cache are not removed
        int touched;
    }

    void multiply(MemorySegment x, int rows, List<Matrix> w, List<MemorySegment> y) {
        if (compiled.isPresent() && compiled.get().take(rows, w.getFirst().dtype())) {
            for (int i = 0; i < w.size(); i++) {
                multiply(compiled.get(), x, rows, w.get(i), y.get(i));
            }
            return;
        }
        for (int from = 0; from < rows; from += MOST_ROWS) {
            int count = Math.min(MOST_ROWS, rows - from);
            int k = w.getFirst().columns();
            if (count <= SINGLE_ROWS) {
                copySingleRows(x, from, count, k);
            } else {
                copyRows(x, from, count, w.getFirst());
            }
            for (int i = 0; i < w.size(); i++) {
                multiply(count, w.get(i), y.get(i), from);
            }
        }
    }

    private void multiply(PanelProducts products, MemorySegment x, int rows, Matrix w, MemorySegment y) {
        checkRead(w);
        team.split(Layout.panels(w.rows()), grain(w), (from, to, _) -> products.multiply(x, rows, w, from, to, y));
    }

    private static void checkRead(Matrix w) {
        if (w.layout() != Panels.layout(w.dtype())) {
            throw w.notRead();
        }
    }

    /// Panels that are worth another thread.
    private static long grain(Matrix w) {
        return Math.max(1, GRAIN / ((long) Layout.PANEL_ROWS * w.columns()));
    }

    private void copySingleRows(MemorySegment x, int firstRow, int count, int k) {
        int padded = paddedColumns(k);
        single = atLeast(single, count * padded);
        for (int r = 0; r < count; r++) {
            long from = 4L * k * (firstRow + r);
            MemorySegment.copy(x, ValueLayout.JAVA_FLOAT_UNALIGNED, from, single, r * padded, k);
            Arrays.fill(single, r * padded + k, (r + 1) * padded, 0);
        }
    }

    /// The most that any type pads.
    private static int paddedColumns(int k) {
        return Layout.words(DType.INT4, k) * Layout.elementsPerWord(DType.INT4);
    }

    private void copyRows(MemorySegment x, int firstRow, int rows, Matrix w) {
        Rows copied = Rows.of(rows, w);
        tiles = atLeast(tiles, copied.floats());
        team.split(copied.tiles(), Math.max(1, GRAIN / ((long) copied.height() * w.columns())), (from, to, _) -> {
            for (int tile = (int) from; tile < to; tile++) {
                copied.copy(x, firstRow, tile, tiles);
            }
        });
    }

    private void multiply(int rows, Matrix w, MemorySegment y, int firstRow) {
        checkRead(w);
        team.split(Layout.panels(w.rows()), grain(w), (from, to, member) -> {
            Panel panel = new Panel(scratch[member], w, y, firstRow, rows);
            for (int p = (int) from; p < to; p++) {
                if (rows <= SINGLE_ROWS) {
                    panel.multiplySingle(p, single);
                } else if (FewRows.apply(rows, w.dtype())) {
                    panel.multiplyFew(p, tiles);
                } else {
                    panel.multiply(p, tiles);
                }
            }
        });
    }

    static float[] atLeast(float[] scratch, int floats) {
        return scratch.length >= floats ? scratch : new float[floats];
    }

    /// Rows of `x` as tiles `[tile][part of k][row x ROW]`; the last part is padded with zeros, a last tile with whatever
    /// was there.
    ///
    /// @param height  rows of a tile
    private record Rows(int rows, int k, int height) {
        static Rows of(int rows, Matrix w) {
            return new Rows(rows, w.columns(), FewRows.apply(rows, w.dtype()) ? FewRows.MOST : Tiles.HEIGHT);
        }

        int tiles() {
            return (rows + height - 1) / height;
        }

        int offset(int tile, int part, int row) {
            return tile * tileFloats() + (part * height + row) * Tiles.ROW;
        }

        int parts() {
            return (k + Tiles.STEPS - 1) / Tiles.STEPS;
        }

        int tileFloats() {
            return parts() * height * Tiles.ROW;
        }

        int floats() {
            return Math.multiplyExact(tiles(), tileFloats());
        }

        void copy(MemorySegment x, int firstRow, int tile, float[] to) {
            for (int r = 0; r < Math.min(height, rows - tile * height); r++) {
                long from = 4L * k * (firstRow + tile * height + r);
                for (int part = 0; part < parts(); part++) {
                    int first = part * Tiles.STEPS;
                    int count = Math.min(Tiles.STEPS, k - first);
                    int at = offset(tile, part, r);
                    MemorySegment.copy(x, ValueLayout.JAVA_FLOAT_UNALIGNED, from + 4L * first, to, at, count);
                    Arrays.fill(to, at + count, at + Tiles.STEPS, 0);
                }
            }
        }
    }

    /// The products of panels with some rows, by one member of the team.
    private record Panel(Scratch scratch, Matrix w, MemorySegment y, int firstRow, int rows) {
        private long panelOffset(int panel) {
            return panel * Layout.panelBytes(w.dtype(), w.columns());
        }

        /// Scales of some words of all rows.
        private int scales(int words) {
            return w.dtype() == DType.INT4 ? Panels.groups(words) * Layout.PANEL_ROWS : 0;
        }

        void multiplySingle(int panel, float[] x) {
            int words = Layout.words(w.dtype(), w.columns());
            scratch.scales = atLeast(scratch.scales, scales(words));
            for (int r = 0; r < rows; r++) {
                int x0 = r * paddedColumns(w.columns());
                OneRow.multiply(w.dtype(), x, x0, w.data(), panelOffset(panel), words, scratch.scales, scratch.sums);
                for (int output = 0; output < Layout.PANEL_ROWS; output += L) {
                    store(scratch.sums, output, firstRow + r, panel * Layout.PANEL_ROWS + output);
                }
            }
        }

        void multiplyFew(int panel, float[] x) {
            scratch.sums = atLeast(scratch.sums, FewRows.MOST * Layout.PANEL_ROWS);
            Arrays.fill(scratch.sums, 0, FewRows.MOST * Layout.PANEL_ROWS, 0);
            Rows copied = Rows.of(rows, w);
            int perWord = Layout.elementsPerWord(w.dtype());
            int words = Layout.words(w.dtype(), w.columns());
            int wordsAtOnce = Tiles.STEPS / perWord;
            scratch.scales = atLeast(scratch.scales, scales(wordsAtOnce));
            for (int first = 0; first < words; first += wordsAtOnce) {
                touch(panel, first, words);
                long from = panelOffset(panel) + first * Layout.wordBytes(w.dtype());
                int count = Math.min(wordsAtOnce, words - first);
                for (int r = 0; r < rows; r += FewRows.AT_ONCE) {
                    int x0 = copied.offset(0, first / wordsAtOnce, r);
                    int atOnce = Math.min(FewRows.AT_ONCE, rows - r);
                    FewRows.add(
                            atOnce,
                            w.dtype(),
                            x,
                            x0,
                            w.data(),
                            from,
                            count,
                            scratch.scales,
                            scratch.sums,
                            r * Layout.PANEL_ROWS);
                }
            }
            for (int r = 0; r < rows; r++) {
                for (int output = 0; output < Layout.PANEL_ROWS; output += L) {
                    int pair = output / (2 * L) * 2 * L * FewRows.AT_ONCE;
                    int group = r / FewRows.AT_ONCE * FewRows.AT_ONCE;
                    int at = group * Layout.PANEL_ROWS + pair + (r - group) * 2 * L + output % (2 * L);
                    store(scratch.sums, at, firstRow + r, panel * Layout.PANEL_ROWS + output);
                }
            }
        }

        /// Reads some words ahead, as fast as memory allows.
        private void touch(int panel, int first, int words) {
            if (first % TOUCHED_WORDS == 0) {
                long from = panelOffset(panel) + first * Layout.wordBytes(w.dtype());
                long bytes = Math.min(TOUCHED_WORDS, words - first) * Layout.wordBytes(w.dtype());
                scratch.touched += Lanes.touch(w.data(), from, bytes);
            }
        }

        void multiply(int panel, float[] x) {
            Rows copied = Rows.of(rows, w);
            int perTile = Tiles.HEIGHT * Layout.PANEL_ROWS;
            scratch.sums = atLeast(scratch.sums, copied.tiles() * perTile);
            Arrays.fill(scratch.sums, 0, copied.tiles() * perTile, 0);
            int words = Layout.words(w.dtype(), w.columns());
            int stepsAtOnce = copied.tiles() > 1 ? Tiles.STEPS : FEW_STEPS;
            int wordsAtOnce = stepsAtOnce / Layout.elementsPerWord(w.dtype());
            scratch.scales = atLeast(scratch.scales, scales(wordsAtOnce));
            for (int step = 0; step < w.columns(); step += stepsAtOnce) {
                int first = step / Layout.elementsPerWord(w.dtype());
                int count = Math.min(wordsAtOnce, words - first);
                long from = panelOffset(panel) + first * Layout.wordBytes(w.dtype());
                touch(panel, first, words);
                Panels.widen(
                        w.dtype(), w.data(), from, count, scratch.scales, scratch.weights, Tiles.STEPS * Tiles.WIDE);
                int steps = Math.min(stepsAtOnce, w.columns() - step);
                int part = step / Tiles.STEPS;
                for (int tile = 0; tile < copied.tiles(); tile++) {
                    int at = copied.offset(tile, part, 0) + step % Tiles.STEPS;
                    multiply(x, at, height(tile), steps, tile * perTile);
                }
            }
            for (int tile = 0; tile < copied.tiles(); tile++) {
                store(tile, tile * perTile, panel * Layout.PANEL_ROWS);
            }
        }

        private int height(int tile) {
            return Math.min(Tiles.HEIGHT, rows - tile * Tiles.HEIGHT);
        }

        private void multiply(float[] x, int x0, int height, int steps, int sums) {
            for (int i = 0; i < PARTS; i++) {
                Tiles.alongRows(
                        height,
                        x,
                        x0,
                        scratch.weights,
                        i * Tiles.STEPS * Tiles.WIDE,
                        steps,
                        scratch.sums,
                        sums + i * Tiles.HEIGHT * Tiles.WIDE);
            }
        }

        private void store(int tile, int sums, int firstOutput) {
            for (int r = 0; r < height(tile); r++) {
                for (int output = 0; output < Layout.PANEL_ROWS; output += L) {
                    int part = output / Tiles.WIDE;
                    int at = sums + (part * Tiles.HEIGHT + r) * Tiles.WIDE + output % Tiles.WIDE;
                    store(scratch.sums, at, firstRow + tile * Tiles.HEIGHT + r, firstOutput + output);
                }
            }
        }

        /// Stores a vector of sums, scaled, as far as there are outputs.
        private void store(float[] sums, int at, int row, int output) {
            if (output >= w.rows()) {
                return;
            }
            VectorMask<Float> exist = FLOATS.indexInRange(output, w.rows());
            FloatVector sum = FloatVector.fromArray(FLOATS, sums, at);
            if (w.dtype() == DType.INT8) {
                sum = sum.mul(Lanes.loadRest(w.scales(), 4L * output, exist));
            }
            Lanes.storeRest(sum, y, 4 * ((long) row * w.rows() + output), exist);
        }
    }
}
