package org.unmask.spark;

import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/// Tells how far a sweep is, and whom it lost.
final class Watch extends SparkListener {
    private final Consumer<String> tell;
    private final long parts;
    private long done;
    private long told;

    Watch(Consumer<String> tell, long parts) {
        this.tell = tell;
        this.parts = parts;
    }

    @Override
    public synchronized void onTaskEnd(SparkListenerTaskEnd task) {
        if (task.taskInfo().successful() && done < parts) {
            done++;
            long percent = 100 * done / parts;
            if (percent / 10 > told || done == parts) {
                told = percent / 10;
                tell.accept("sweep: " + done + " of " + parts + " parts");
            }
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved executor) {
        tell.accept("lost executor " + executor.executorId() + " ("
                + executor.reason().strip().replaceAll("\\s+", " ") + "); others price its parts again");
    }
}
