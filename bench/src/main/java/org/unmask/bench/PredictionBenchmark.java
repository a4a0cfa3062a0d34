package org.unmask.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Quote;
import org.unmask.cost.roofline.Quoter;
import org.unmask.cost.roofline.Roofline;

/// How fast predictions are: a pair of generations, prompt 512 and 256 tokens, and one pass alone. One thread.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
public class PredictionBenchmark {
    private static final Request REQUEST = new Request(1, 512, 256, LogitRows.ACTIVE);
    private static final StrategySpec AUTOREGRESSIVE = StrategySpec.parse("ar");
    private static final StrategySpec DIFFUSION = StrategySpec.parse("diffusion:steps=256");
    private static final Pass PASS =
            new Pass(1, 768, 0, Mask.FULL, 256, new Task(Phase.DENOISE, 0, 512, 768, 256, 0, new Commit.Top(1)));

    private Model llama;
    private Model llada;
    private Device device;
    private Pricer cached;
    private Quoter llamaQuoter;
    private Quoter lladaQuoter;
    private int varied;

    /// Reads the catalogue once; that is no part of a prediction.
    @Setup
    public void open() throws IOException {
        Path nowhere = Path.of("no-such-folder");
        Catalog catalog = new Catalog(nowhere, nowhere);
        llama = catalog.model("llama-3-8b").model();
        llada = catalog.model("llada-8b").model();
        device = catalog.device("h100-sxm").device();
        cached = pricer();
        llamaQuoter = quoter(llama);
        lladaQuoter = quoter(llada);
    }

    private Quoter quoter(Model model) {
        return new Quoter(model.architecture(), DTypes.BF16, Roofline.of(device, DType.BFLOAT16), Profile.ROOFLINE);
    }

    private Pricer pricer() {
        return new Pricer(llada.architecture(), DTypes.BF16, Set.of(), Roofline.of(device, DType.BFLOAT16));
    }

    /// 256 passes whose contexts all differ.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Prediction autoregressive() {
        return Prediction.of(Scenario.of(llama, device, AUTOREGRESSIVE, REQUEST, DType.BFLOAT16));
    }

    /// 256 passes that differ in their rows of logits.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Prediction diffusion() {
        return Prediction.of(Scenario.of(llada, device, DIFFUSION, REQUEST, DType.BFLOAT16));
    }

    /// Totals of a generation that was not asked for before: strategy, passes, work, time, memory.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Quote autoregressiveTotals() {
        return totals(llamaQuoter, AUTOREGRESSIVE);
    }

    /// Likewise, 256 passes of diffusion.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Quote diffusionTotals() {
        return totals(lladaQuoter, DIFFUSION);
    }

    private Quote totals(Quoter quoter, StrategySpec spec) {
        varied++;
        Request request = new Request(1 + (varied & 7), 512 + (varied >> 3 & 1023), 256, LogitRows.ACTIVE);
        return quoter.quote(Strategies.create(spec, 256), request, Strategies.assumption(spec, request));
    }

    /// One of each, counted as two predictions.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    @OperationsPerInvocation(2)
    public void pair(Blackhole results) {
        results.consume(autoregressive());
        results.consume(diffusion());
    }

    /// A pass that was not priced before, lowering and a new pricer included.
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Pricer.Price freshPass() {
        return pricer().price(PASS);
    }

    /// A pass whose counts were priced before.
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Pricer.Price cachedPass() {
        return cached.price(PASS);
    }
}
