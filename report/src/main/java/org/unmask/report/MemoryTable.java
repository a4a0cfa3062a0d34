package org.unmask.report;

import java.util.List;
import org.unmask.cost.memory.MemoryEstimate;

/// The largest batch that fits, and what fills the memory at batch 1.
public record MemoryTable(List<Row> rows, List<Source> sources) implements Section {
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

    /// The memory of one generation on one device.
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
            MemoryEstimate one) {}
}
