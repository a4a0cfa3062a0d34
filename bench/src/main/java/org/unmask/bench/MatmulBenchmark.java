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
import org.unmask.core.op.DType;
import org.unmask.engine.cases.KernelCase;
import org.unmask.engine.cases.KernelCases;

/// The projection of a layer: from one decoded token to a prefill. The scalar backend takes about a second per row;
/// give it one.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class MatmulBenchmark {
    @Param({"vector", "onednn"})
    public String backend;

    @Param({"1", "8", "32", "128", "512"})
    public int rows;

    @Param({"float32", "bf16"})
    public String dtype;

    private OperatorState operator;

    @Setup
    public void prepare() {
        KernelCase kernelCase = KernelCases.projection(rows, DType.of(dtype));
        operator = new OperatorState(backend, kernelCase);
    }

    @TearDown
    public void close() {
        operator.close();
    }

    @Benchmark
    public void matmul(Counters counters) {
        operator.run(counters);
    }
}
