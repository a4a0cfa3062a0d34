package org.unmask.app.cli;

import java.io.PrintWriter;
import java.util.List;
import org.unmask.app.terminal.Canvas;
import org.unmask.app.terminal.PassLine;
import org.unmask.core.decode.Pass;
import org.unmask.engine.Decision;
import org.unmask.run.measure.Watcher;

/// Shows a generation while it runs. Another thread may end it.
interface View extends Watcher, AutoCloseable {
    /// Shows the last state and gives the terminal back; nothing is shown after it.
    @Override
    void close();

    /// Shows nothing, but remembers what there is.
    static View quiet(Canvas canvas) {
        return new View() {
            @Override
            public synchronized void passed(Pass pass, double seconds, List<Decision> decisions) {
                canvas.passed(pass, seconds, decisions);
            }

            @Override
            public void close() {
                // nothing was shown
            }
        };
    }

    /// A line for every pass.
    static View lines(Canvas canvas, PrintWriter out) {
        return new View() {
            private boolean closed;

            @Override
            public synchronized void passed(Pass pass, double seconds, List<Decision> decisions) {
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
