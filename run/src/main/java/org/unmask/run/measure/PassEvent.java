package org.unmask.run.measure;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.unmask.core.decode.Pass;
import org.unmask.core.op.Work;

/// A forward pass in a recording of JDK Flight Recorder.
@Name("org.unmask.Pass")
@Label("Pass")
@Category("Unmask")
@Description("One forward pass: its shape, and the work the cost model counts for it")
@StackTrace(false)
final class PassEvent extends Event {
    @Label("Phase")
    String phase = "";

    @Label("Batch")
    int batch;

    @Label("Queries")
    @Description("Positions computed per sequence")
    int queries;

    @Label("Context")
    @Description("Positions per sequence whose keys and values come from the cache")
    int context;

    @Label("Keys")
    int keys;

    @Label("Logit Rows")
    @Description("Rows per sequence that go through the LM head")
    int logitRows;

    @Label("Matrix FLOPs")
    long matmulFlops;

    @Label("Bytes")
    @Description("Compulsory traffic: every operand once")
    @DataAmount
    long bytes;

    void fill(Pass.Group group, Work work) {
        phase = group.task().phase().id();
        batch = group.batch();
        queries = group.queries();
        context = group.context();
        keys = group.keys();
        logitRows = group.logitRows();
        matmulFlops = work.matmulFlops();
        bytes = work.bytes();
    }
}
