package org.unmask.app.terminal;

import java.io.PrintWriter;
import java.util.List;
import org.unmask.core.decode.Pass;
import org.unmask.engine.Decision;
import org.unmask.engine.Probe;

/// Shows a generation while it runs. Another thread may end it.
public abstract class View implements Probe, AutoCloseable {
    private long started;
    private double seconds;

    @Override
    public final void passStarted(Pass pass) {
        started = System.nanoTime();
    }

    @Override
    public final void passFinished(Pass pass) {
        seconds = (System.nanoTime() - started) * 1e-9;
    }

    @Override
    public final void decided(Pass pass, List<Decision> decisions) {
        show(pass, seconds, decisions);
    }

    /// Shows what a pass decided.
    ///
    /// @param seconds  that the pass took
    abstract void show(Pass pass, double seconds, List<Decision> decisions);

    /// Shows the last state and gives the terminal back; nothing is shown after it.
    @Override
    public abstract void close();

    /// Shows nothing, but remembers what there is.
    public static View quiet(Canvas canvas) {
        return new View() {
            @Override
            synchronized void show(Pass pass, double seconds, List<Decision> decisions) {
                canvas.passed(pass, seconds, decisions);
            }

            @Override
            public void close() {
                // nothing was shown
            }
        };
    }

    /// A line for every pass.
    public static View lines(Canvas canvas, PrintWriter out) {
        return new View() {
            private boolean closed;

            @Override
            synchronized void show(Pass pass, double seconds, List<Decision> decisions) {
                if (!closed) {
                    canvas.passed(pass, seconds, decisions);
                    out.println(PassLine.of(canvas.scene()));
                    out.flush();
                }
            }

            @Override
            public synchronized void close() {
                closed = true;
            }
        };
    }
}
