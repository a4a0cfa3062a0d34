package org.unmask.run.measure;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;

/// An operator in a recording of JDK Flight Recorder. Off unless asked for: there are about a dozen per layer and pass.
@Name("org.unmask.Operator")
@Label("Operator")
@Category("Unmask")
@StackTrace(false)
@Enabled(false)
final class OperatorEvent extends Event {
    @Label("Operator")
    String operator = "";

    @Label("Matrix FLOPs")
    long matmulFlops;

    @Label("Bytes")
    @DataAmount
    long bytes;

    void fill(Operator ran, Work work) {
        operator = ran.name();
        matmulFlops = work.matmulFlops();
        bytes = work.bytes();
    }
}
