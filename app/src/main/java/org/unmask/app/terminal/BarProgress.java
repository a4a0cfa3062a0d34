package org.unmask.app.terminal;

import java.io.PrintStream;
import java.util.Optional;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.unmask.core.text.Progress;

/// A bar on a terminal.
public final class BarProgress implements Progress.Factory {
    private static final int UPDATE_MILLISECONDS = 200;

    private final PrintStream out;
    private final Supplier<Optional<WindowSize>> window;
    private volatile Optional<ProgressBar> shown = Optional.empty();

    /// A bar on a terminal.
    ///
    /// @param out  goes to the terminal
    /// @param window  its size now
    public BarProgress(PrintStream out, Supplier<Optional<WindowSize>> window) {
        this.out = out;
        this.window = window;
    }

    @Override
    public void abandon() {
        shown.ifPresent(ProgressBar::close);
    }

    @Override
    public Progress start(String task, long steps) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new Line(out, window))
                .build();
        shown = Optional.of(bar);
        return new Progress() {
            @Override
            public void step(String doing) {
                bar.setExtraMessage(" " + doing);
                bar.step();
            }

            @Override
            public void close() {
                bar.setExtraMessage("");
                bar.stepTo(steps);
                bar.close();
                shown = Optional.empty();
            }
        };
    }

    /// Draws on one line, as wide as the terminal is now.
    ///
    /// The library's own consumers ask JLine for the width, which gives the signals of the process back to the system: Ctrl-C
    /// would then end it before it can say what it kept.
    private static final class Line extends ConsoleProgressBarConsumer {
        private final Supplier<Optional<WindowSize>> window;

        Line(PrintStream out, Supplier<Optional<WindowSize>> window) {
            super(out);
            this.window = window;
        }

        /// The last column stays empty: writing there moves some terminals to the next line.
        @Override
        public int getMaxRenderedLength() {
            return Math.max(1, window.get().orElse(WindowSize.USUAL).columns() - 1);
        }

        /// Covers the whole line, so that nothing is left of a longer one.
        @Override
        public void accept(String line) {
            super.accept(line + " ".repeat(Math.max(0, getMaxRenderedLength() - line.length())));
        }
    }
}
