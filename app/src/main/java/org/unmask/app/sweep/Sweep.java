package org.unmask.app.sweep;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.unmask.app.table.Sink;
import org.unmask.core.text.LineFormat;
import org.unmask.core.text.Progress;
import org.unmask.cost.predict.Totals;
import org.unmask.cost.sweep.Grid;
import org.unmask.cost.sweep.GridQuoter;
import org.unmask.result.AssumptionFiles;

/// Prices every point of a grid and writes a row for each, in their order.
///
/// Workers price chunks of points; the calling thread writes them one after the other and lets only a few chunks be
/// ahead of it, so memory does not grow with the sweep.
public final class Sweep {
    /// Points a worker prices at a time.
    static final int CHUNK = 4096;

    private static final int AHEAD_PER_THREAD = 4;

    private final Grid grid;
    private final int threads;
    private final GridQuoter quoter;
    private final ReentrantLock writing = new ReentrantLock();
    private Optional<Sink<Totals>> running = Optional.empty();
    private long written;

    /// Prices the points of a grid.
    ///
    /// @param skipping  whether points that cannot be priced are left out and counted, not errors
    public Sweep(Grid grid, int threads, boolean skipping) {
        this.grid = grid;
        this.threads = threads;
        this.quoter = new GridQuoter(grid, AssumptionFiles.ON_DISK, skipping);
    }

    /// Rows of a finished sweep.
    ///
    /// @param rows  written
    /// @param skipped  points that could not be priced
    public record Counts(long rows, long skipped) {}

    private record Chunk(ByteBuffer lines, int rows, int skipped) {}

    /// Prices every point and gives its row to the sink, in the order of the grid.
    ///
    /// @throws IOException if rows could not be written; it says how many were
    /// @throws IllegalArgumentException naming a point that cannot be priced, unless such points are skipped
    public Counts run(Sink<Totals> sink, Progress.Factory progress) throws IOException {
        long chunks = Math.ceilDiv(grid.size(), (long) CHUNK);
        long rows = 0;
        long skipped = 0;
        running = Optional.of(sink);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (Progress shown = progress.start("sweep", chunks)) {
            Deque<Future<Chunk>> ahead = new ArrayDeque<>();
            long next = 0;
            while (next < chunks || !ahead.isEmpty()) {
                while (next < chunks && ahead.size() < AHEAD_PER_THREAD * threads) {
                    long chunk = next++;
                    ahead.add(workers.submit(() -> price(chunk, sink.format())));
                }
                Chunk chunk = result(ahead.remove());
                writing.lock();
                try {
                    sink.write(chunk.lines(), chunk.rows());
                    written += chunk.rows();
                } catch (IOException e) {
                    throw new IOException(
                            "cannot write any more (" + e.getMessage() + "); at least " + rows + " of " + grid.size()
                                    + " rows were written before and can be read",
                            e);
                } finally {
                    writing.unlock();
                }
                rows += chunk.rows();
                skipped += chunk.skipped();
                shown.step(rows + " rows");
            }
            return new Counts(rows, skipped);
        } finally {
            workers.shutdownNow();
        }
    }

    /// The process is ending: closes the sink after the rows that are being written. Whoever would write more waits
    /// forever.
    ///
    /// @return what there is, for people
    public String stop() throws IOException {
        writing.lock();
        if (running.isPresent()) {
            running.get().close();
        }
        return "the first " + written + " of " + grid.size() + " rows were written; the same command starts anew";
    }

    private static Chunk result(Future<Chunk> chunk) throws IOException {
        try {
            return chunk.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private Chunk price(long number, LineFormat<Totals> format) {
        long first = number * CHUNK;
        int count = (int) Math.min(CHUNK, grid.size() - first);
        StringBuilder lines = new StringBuilder(count * 400);
        int rows = quoter.quote(first, count, totals -> format.append(totals, lines));
        return new Chunk(Sink.bytes(lines), rows, count - rows);
    }
}
