package org.unmask.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;
import org.unmask.core.op.Operator;

/// Reads the logits of a pass over a text, tile by tile, and keeps how probable each next token is.
final class Scoring implements Probe {
    private static final Comparator<TokenScore.Likely> LEAST_FIRST = Comparator.comparingDouble(
                    TokenScore.Likely::logProbability)
            .thenComparing(TokenScore.Likely::token, Comparator.reverseOrder());

    private final int[] tokens;
    private final int vocabulary;
    private final int likeliest;
    private final int tiles;
    private final Supplier<MemorySegment> logits;
    private final List<TokenScore> scores = new ArrayList<>();
    private int tile;

    /// @param tokens  of the text, of which all but the last have a row of logits
    /// @param tileRows  rows with logits at the same time
    /// @param logits  of the last tile
    Scoring(int[] tokens, int vocabulary, int likeliest, int tileRows, Supplier<MemorySegment> logits) {
        this.tokens = tokens;
        this.vocabulary = vocabulary;
        this.likeliest = likeliest;
        this.tiles = Math.ceilDiv(tokens.length - 1, tileRows);
        this.logits = logits;
    }

    @Override
    public void partFinished(Operator operator) {
        read(operator);
    }

    @Override
    public void operatorFinished(Operator operator) {
        read(operator);
    }

    private void read(Operator operator) {
        if (operator instanceof Operator.Select) {
            int rows = tokens.length - 1;
            int from = (int) ((long) rows * tile / tiles);
            int to = (int) ((long) rows * (tile + 1) / tiles);
            for (int row = from; row < to; row++) {
                scores.add(score(row - from, tokens[row + 1]));
            }
            tile++;
        }
    }

    private TokenScore score(int row, int next) {
        float[] values = logits.get()
                .asSlice((long) row * vocabulary * Float.BYTES, (long) vocabulary * Float.BYTES)
                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        double most = Double.NEGATIVE_INFINITY;
        for (float value : values) {
            most = Math.max(most, value);
        }
        double sum = 0;
        for (float value : values) {
            sum += Math.exp(value - most);
        }
        double total = most + Math.log(sum);
        PriorityQueue<TokenScore.Likely> best = new PriorityQueue<>(LEAST_FIRST);
        for (int token = 0; token < values.length && likeliest > 0; token++) {
            TokenScore.Likely candidate = new TokenScore.Likely(token, values[token] - total);
            if (best.size() < likeliest) {
                best.add(candidate);
            } else if (LEAST_FIRST.compare(candidate, best.peek()) > 0) {
                best.poll();
                best.add(candidate);
            }
        }
        return new TokenScore(
                next,
                values[next] - total,
                best.stream().sorted(LEAST_FIRST.reversed()).toList());
    }

    /// One for each token but the first.
    List<TokenScore> scores() {
        return List.copyOf(scores);
    }
}
