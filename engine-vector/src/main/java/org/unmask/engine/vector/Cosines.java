package org.unmask.engine.vector;

import static org.unmask.engine.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Cosine similarity of rows. Products and sums are float64, because decisions hang on differences of some 1e-6.
record Cosines(Team team) {
    private static final long GRAIN = 1 << 13;

    void run(MemorySegment x, MemorySegment y, int rows, int width, double[] cosines) {
        team.split(rows, Math.max(1, GRAIN / width), (from, to, _) -> {
            for (int row = (int) from; row < to; row++) {
                cosines[row] = cosine(x, y, 4L * row * width, width);
            }
        });
    }

    private static double cosine(MemorySegment x, MemorySegment y, long at, int width) {
        DoubleVector dot = DoubleVector.zero(Lanes.DOUBLES);
        DoubleVector xSquares = dot;
        DoubleVector ySquares = dot;
        for (int i = 0; i < width; i += Lanes.COUNT) {
            FloatVector a = Lanes.loadRest(x, at + 4L * i, FLOATS.indexInRange(i, width));
            FloatVector b = Lanes.loadRest(y, at + 4L * i, FLOATS.indexInRange(i, width));
            for (int part = 0; part < 2; part++) {
                DoubleVector p = (DoubleVector) a.convertShape(VectorOperators.F2D, Lanes.DOUBLES, part);
                DoubleVector q = (DoubleVector) b.convertShape(VectorOperators.F2D, Lanes.DOUBLES, part);
                dot = p.fma(q, dot);
                xSquares = p.fma(p, xSquares);
                ySquares = q.fma(q, ySquares);
            }
        }
        double product = dot.reduceLanes(VectorOperators.ADD);
        double squares = xSquares.reduceLanes(VectorOperators.ADD) * ySquares.reduceLanes(VectorOperators.ADD);
        return product == 0 ? 0 : product / Math.sqrt(squares);
    }
}
