package org.unmask.spark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.unmask.core.text.Column;
import org.unmask.cost.predict.PredictionColumns;
import org.unmask.cost.predict.Totals;
import org.unmask.cost.sweep.GridBytes;
import org.unmask.cost.sweep.GridQuoter;
import org.unmask.result.AssumptionFiles;

/// Prices a part of a grid by its number. A part depends on nothing but the grid, so one that is priced again is the same.
final class Part implements FlatMapFunction<Long, Row> {
    private static final long serialVersionUID = 1;

    /// Points that are priced at a time; memory does not grow with the part.
    private static final int STRETCH = 4096;

    private final Broadcast<byte[]> grid;
    private final int rows;
    private final boolean skipping;

    /// @param rows  points of a part; the last one may have fewer
    Part(Broadcast<byte[]> grid, int rows, boolean skipping) {
        this.grid = grid;
        this.rows = rows;
        this.skipping = skipping;
    }

    @Override
    public Iterator<Row> call(Long number) {
        GridQuoter quoter = new GridQuoter(GridBytes.read(grid.value()), AssumptionFiles.ON_DISK, skipping);
        long first = number * rows;
        return new Rows(quoter, first, Math.min(first + rows, quoter.grid().size()));
    }

    private static final class Rows implements Iterator<Row> {
        private final GridQuoter quoter;
        private final long end;
        private long next;
        private Iterator<Row> stretch = Collections.emptyIterator();

        Rows(GridQuoter quoter, long next, long end) {
            this.quoter = quoter;
            this.next = next;
            this.end = end;
        }

        @Override
        public boolean hasNext() {
            while (!stretch.hasNext() && next < end) {
                int count = (int) Math.min(STRETCH, end - next);
                List<Row> priced = new ArrayList<>(count);
                quoter.quote(next, count, totals -> priced.add(row(totals)));
                next += count;
                stretch = priced.iterator();
            }
            return stretch.hasNext();
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return stretch.next();
        }

        private static Row row(Totals totals) {
            List<Column<Totals>> columns = PredictionColumns.SWEEP;
            @Nullable Object[] values = new Object[columns.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = columns.get(i).value().apply(totals).orElse(null);
            }
            return RowFactory.create(values);
        }
    }
}
