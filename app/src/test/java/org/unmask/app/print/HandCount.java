package org.unmask.app.print;

import java.util.LinkedHashMap;
import java.util.Map;

/// The counting rules written down a second time, as a table of sums, to check the product against: no type of the
/// product is used here. Sixteen bits everywhere.
///
/// @param bias  whether queries, keys and values have biases
/// @param headNorms  whether queries and keys are normed head by head
record HandCount(
        long layers,
        long hidden,
        long heads,
        long keyValueHeads,
        long headDim,
        long intermediate,
        long vocabulary,
        boolean bias,
        boolean headNorms,
        double flopsPerSecond,
        double bytesPerSecond,
        Map<String, double[]> rows) {

    /// Columns of a row of the table, all calls together.
    static final int CALLS = 0;

    static final int MATMUL = 1;
    static final int OTHER = 2;
    static final int READ = 3;
    static final int WRITTEN = 4;
    static final int WEIGHTS = 5;
    static final int KEYS_AND_VALUES = 6;
    static final int SECONDS = 7;

    HandCount(
            long layers,
            long hidden,
            long heads,
            long keyValueHeads,
            long headDim,
            long intermediate,
            long vocabulary,
            boolean bias,
            boolean headNorms,
            double flopsPerSecond,
            double bytesPerSecond) {
        this(
                layers,
                hidden,
                heads,
                keyValueHeads,
                headDim,
                intermediate,
                vocabulary,
                bias,
                headNorms,
                flopsPerSecond,
                bytesPerSecond,
                new LinkedHashMap<>());
    }

    /// Adds one pass: `B` sequences, `q` queries and `c` cached positions each, `pairs` of query and key per
    /// sequence and head, and `r` rows of logits per sequence.
    void pass(long B, long q, long c, long pairs, long r) {
        long L = c + q;
        long T = B * q;
        long R = B * r;
        long h = hidden;
        long Hq = heads * headDim;
        long Hk = keyValueHeads * headDim;
        long f = intermediate;
        long V = vocabulary;
        long n = layers;
        long a = 2;
        long w = 2;
        long s = 2;
        long biases = bias ? Hq + 2 * Hk : 0;
        add("embed", 1, 0, 0, T * h * w, T * h * a, T * h * w, 0);
        add("attn_norm", n, 0, 4 * T * h, T * h * a + h * w, T * h * a, h * w, 0);
        add(
                "qkv_proj",
                n,
                2 * T * h * (Hq + 2 * Hk),
                T * biases,
                T * h * a + h * (Hq + 2 * Hk) * w + biases * w,
                T * Hq * a + 2 * T * Hk * s,
                h * (Hq + 2 * Hk) * w + biases * w,
                0);
        if (headNorms) {
            long bytes = T * Hq * a + T * Hk * s;
            add("qk_norm", n, 0, 4 * T * (Hq + Hk), bytes + 2 * headDim * w, bytes, 2 * headDim * w, 0);
        }
        add("rope", n, 0, 3 * T * (Hq + Hk), T * Hq * a + T * Hk * s, T * Hq * a + T * Hk * s, 0, 0);
        long cache = 2 * B * L * Hk * s;
        add("attention", n, 4 * B * Hq * pairs, 5 * B * heads * pairs, T * Hq * a + cache, T * Hq * a, 0, cache);
        add("o_proj", n, 2 * T * Hq * h, 0, T * Hq * a + Hq * h * w, T * h * a, Hq * h * w, 0);
        add("attn_residual", n, 0, T * h, 2 * T * h * a, T * h * a, 0, 0);
        add("mlp_norm", n, 0, 4 * T * h, T * h * a + h * w, T * h * a, h * w, 0);
        add("gate_up_proj", n, 4 * T * h * f, 0, T * h * a + 2 * h * f * w, 2 * T * f * a, 2 * h * f * w, 0);
        add("swiglu", n, 0, 5 * T * f, 2 * T * f * a, T * f * a, 0, 0);
        add("down_proj", n, 2 * T * f * h, 0, T * f * a + f * h * w, T * h * a, f * h * w, 0);
        add("mlp_residual", n, 0, T * h, 2 * T * h * a, T * h * a, 0, 0);
        if (R > 0) {
            add("final_norm", 1, 0, 4 * R * h, R * h * a + h * w, R * h * a, h * w, 0);
            add("lm_head", 1, 2 * R * h * V, 0, R * h * a + h * V * w, R * V * a, h * V * w, 0);
            add("select", 1, 0, 4 * R * V, R * V * a, 8 * R, 0, 0);
        }
    }

    private void add(
            String operator, long calls, long matmul, long other, long read, long written, long weights, long cache) {
        double[] row = rows.computeIfAbsent(operator, _ -> new double[8]);
        row[CALLS] += calls;
        row[MATMUL] += calls * matmul;
        row[OTHER] += calls * other;
        row[READ] += calls * read;
        row[WRITTEN] += calls * written;
        row[WEIGHTS] += calls * weights;
        row[KEYS_AND_VALUES] += calls * cache;
        row[SECONDS] += calls * Math.max((matmul + other) / flopsPerSecond, (read + written) / bytesPerSecond);
    }

    /// A column summed over all operators. Whole numbers are exact up to 2⁵³, about nine times the largest here.
    double total(int column) {
        return rows.values().stream().mapToDouble(row -> row[column]).sum();
    }
}
