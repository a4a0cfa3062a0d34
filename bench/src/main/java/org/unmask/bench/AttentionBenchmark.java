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
import org.unmask.core.op.Mask;
import org.unmask.engine.cases.KernelCases;

/// 32 heads of 64 over 1024 keys: a decoded token, a block of a diffusion model, a prefill.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class AttentionBenchmark {
    private static final int KEYS = 1024;

    @Param("vector")
    public String backend;

    @Param({"1", "32", "1024"})
    public int queries;

    @Param({"4", "32"})
    public int keyValueHeads;

    private OperatorState operator;

    @Setup
    public void prepare() {
        operator = new OperatorState(
                backend, KernelCases.attention(1, queries, KEYS - queries, 32, keyValueHeads, 64, Mask.FULL));
    }

    @TearDown
    public void close() {
        operator.close();
    }

    @Benchmark
    public void attention(Counters counters) {
        operator.run(counters);
    }
}
