package org.unmask.engine.vector;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.op.AttentionOperator;

/// Alike sequences of an attention, cut into tasks: some rows of one key head of one sequence. The tasks of all groups
/// lie one behind the other on a line, each as long as what it costs, so that equal parts of the line are equal work.
///
/// @param firstToken  row of its first sequence in the pass
/// @param firstSequence  of it, among all of the pass
/// @param start  on the line
/// @param rows  that share a key head: the queries in all heads that read it
record AttentionGroup(AttentionOperator.Attention shape, long firstToken, int firstSequence, long start, int rows) {
    /// Groups in the order of their rows.
    static List<AttentionGroup> all(List<AttentionOperator.Attention> shapes) {
        List<AttentionGroup> groups = new ArrayList<>(shapes.size());
        long token = 0;
        int sequence = 0;
        long start = 0;
        for (AttentionOperator.Attention shape : shapes) {
            int rows = shape.queries() * (shape.heads() / shape.keyValueHeads());
            AttentionGroup group = new AttentionGroup(shape, token, sequence, start, rows);
            groups.add(group);
            token += (long) shape.batch() * shape.queries();
            sequence += shape.batch();
            start = group.end();
        }
        return groups;
    }

    /// Whether each row is computed by itself.
    boolean isFew() {
        return rows <= Attention.FEW_ROWS;
    }

    private int tiles() {
        return isFew() ? 1 : Math.ceilDiv(rows, Attention.TILE_ROWS);
    }

    long tasks() {
        return (long) shape.batch() * shape.keyValueHeads() * tiles();
    }

    /// What a task costs: its rows times the keys.
    private long cost() {
        return (long) Math.min(rows, Attention.TILE_ROWS) * (shape.context() + shape.queries());
    }

    /// Where its last task ends on the line.
    long end() {
        return start + tasks() * cost();
    }

    /// The first task that begins at a place of the line or behind it.
    long firstTask(long place) {
        return Math.clamp(Math.ceilDiv(place - start, cost()), 0, tasks());
    }

    /// Sequence of a task, among all of the pass.
    int sequence(long task) {
        return firstSequence + inGroup(task);
    }

    private int inGroup(long task) {
        return (int) (task / tiles() / shape.keyValueHeads());
    }

    /// Row of the pass where the sequence of a task begins.
    long row(long task) {
        return firstToken + (long) inGroup(task) * shape.queries();
    }

    /// Key head of a task.
    int head(long task) {
        return (int) (task / tiles() % shape.keyValueHeads());
    }

    /// The first of its rows that a task computes.
    int firstRow(long task) {
        return (int) (task % tiles()) * Attention.TILE_ROWS;
    }
}
