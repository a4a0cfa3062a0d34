package org.unmask.bench;

import java.lang.foreign.Arena;
import org.unmask.core.op.Work;
import org.unmask.engine.Backends;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelTrial;
import org.unmask.engine.spi.Kernels;

/// One kernel case on one backend, with all processors.
final class OperatorState implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final Kernels kernels;
    private final KernelTrial trial;
    private final Work work;

    OperatorState(String backend, KernelCase kernelCase) {
        this.kernels = Backends.named(backend).open(Runtime.getRuntime().availableProcessors());
        this.trial = kernelCase.prepare(arena);
        this.work = kernelCase.work();
    }

    void run(Counters counters) {
        trial.run(kernels);
        counters.flops += work.flops();
        counters.bytes += work.bytes();
    }

    @Override
    public void close() {
        kernels.close();
        arena.close();
    }
}
