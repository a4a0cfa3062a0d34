package org.unmask.report.figure;

import static org.unmask.report.Table.Cell.of;
import static org.unmask.report.Table.Column.number;
import static org.unmask.report.Table.Column.text;

import java.util.List;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.report.Caption;
import org.unmask.report.Figure;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;

/// The largest batch that fits, and what fills the memory at batch 1.
public record MemoryTable(List<Row> rows, List<Source> sources) implements Figure {
    public MemoryTable {
        rows = List.copyOf(rows);
        sources = List.copyOf(sources);
    }

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public String title() {
        return "Out of memory";
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public String intro() {
        return "The largest batch that fits, and what fills the memory with a batch of one.";
    }

    @Override
    public Table table() {
        List<Column> columns = List.of(
                text("device"),
                number("capacity", "B"),
                number("prompt", "tokens"),
                number("generated", "tokens"),
                text("strategy"),
                number("largest batch", ""),
                number("weights", "B"),
                number("KV cache", "B"),
                number("activations", "B"),
                number("logits", "B"),
                number("total at batch 1", "B"));
        return new Table(columns, rows.stream().map(Row::cells).toList());
    }

    @Override
    public Caption caption() {
        return Caption.of(sources);
    }

    /// One generation on one device.
    ///
    /// @param largestBatch  0 if not even one sequence fits
    /// @param one  memory of a batch of one
    public record Row(
            String device,
            long capacityBytes,
            int promptTokens,
            int generatedTokens,
            Label strategy,
            int largestBatch,
            MemoryEstimate one) {
        private List<Cell> cells() {
            return List.of(
                    of(device),
                    of(capacityBytes),
                    of(promptTokens),
                    of(generatedTokens),
                    of(strategy.text()),
                    largestBatch == 0 ? of("does not fit") : of(largestBatch),
                    of(one.weightBytes()),
                    of(one.keyValueBytes()),
                    of(one.activationBytes()),
                    of(one.logitBytes()),
                    of(one.totalBytes()));
        }
    }
}
