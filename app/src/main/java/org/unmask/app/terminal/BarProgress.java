package org.unmask.app.terminal;

import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.unmask.core.text.Progress;

/// A bar on a terminal.
public final class BarProgress implements Progress.Factory {
    private static final int UPDATE_MILLISECONDS = 200;

    private volatile Optional<ProgressBar> shown = Optional.empty();

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
}
