package org.unmask.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// Secondary results: `flops` and `bytes` per second, bytes as the cost model counts them.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Counters {
    public long flops;
    public long bytes;

    @Setup(Level.Iteration)
    public void clear() {
        flops = 0;
        bytes = 0;
    }
}
