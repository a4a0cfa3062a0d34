package org.unmask.app.terminal;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.unmask.core.decode.Pass;
import org.unmask.engine.Decision;

/// The canvas on a terminal. Pictures that nobody could see, less than a sixtieth of a second after the one before, are
/// left out.
public final class ScreenView extends View {
    private static final long PICTURE_NANOSECONDS = 1_000_000_000 / 60;

    private final Canvas canvas;
    private final Screen screen;
    private final Supplier<Optional<WindowSize>> window;
    private final Palette palette;
    private final long paceNanoseconds;
    private long last = System.nanoTime() - PICTURE_NANOSECONDS;
    private boolean closed;

    /// A canvas on a screen.
    ///
    /// @param window  the size of the terminal now
    /// @param paceSeconds  for which each pass is shown at least
    public ScreenView(
            Canvas canvas, Screen screen, Supplier<Optional<WindowSize>> window, Palette palette, double paceSeconds) {
        this.canvas = canvas;
        this.screen = screen;
        this.window = window;
        this.palette = palette;
        this.paceNanoseconds = Math.round(paceSeconds * 1e9);
    }

    /// Draws what there is before the first pass.
    public synchronized void open() {
        draw();
    }

    @Override
    void show(Pass pass, double seconds, List<Decision> decisions) {
        synchronized (this) {
            if (closed) {
                return;
            }
            canvas.passed(pass, seconds, decisions);
            if (paceNanoseconds > 0 || System.nanoTime() - last >= PICTURE_NANOSECONDS) {
                draw();
            }
        }
        await();
    }

    private void draw() {
        WindowSize size = size();
        screen.draw(new Painter(size.columns(), size.rows() - 1, palette).lines(canvas.scene()), size.columns());
        last = System.nanoTime();
    }

    private void await() {
        try {
            Thread.sleep(paceNanoseconds / 1_000_000, Math.toIntExact(paceNanoseconds % 1_000_000));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            WindowSize size = size();
            screen.finish(new Painter(size.columns(), size.rows(), palette).finalLines(canvas.scene()), size.columns());
        }
    }

    private WindowSize size() {
        return window.get().orElse(WindowSize.USUAL);
    }
}
