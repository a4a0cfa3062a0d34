package org.unmask.app.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.unmask.app.measure.Progress;

/// A bar on a terminal.
final class BarProgress implements Progress.Factory {
    private static final int UPDATE_MILLISECONDS = 200;

    @Override
    public Progress start(String task, long steps) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
                .setStyle(ProgressBarStyle.ASCII)
                .build();
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
            }
        };
    }
}
