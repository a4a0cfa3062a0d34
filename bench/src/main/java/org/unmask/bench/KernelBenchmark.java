package org.unmask.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;

/// Every other operator of the speed list, by the name reports show.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class KernelBenchmark {
    @Param("vector")
    public String backend;

    @Param({"attn_residual", "qk_norm", "rope", "swiglu", "select"})
    public String operator;

    private OperatorState state;

    @Setup
    public void prepare() {
        KernelCase kernelCase = KernelCases.speed().stream()
                .filter(candidate -> candidate.operator().name().equals(operator))
                .findFirst()
                .orElseThrow();
        state = new OperatorState(backend, kernelCase);
    }

    @TearDown
    public void close() {
        state.close();
    }

    @Benchmark
    public void run(Counters counters) {
        state.run(counters);
    }
}
