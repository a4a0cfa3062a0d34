package org.unmask.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.unmask.core.model.Lowering;
import org.unmask.core.model.Model;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Quote;
import org.unmask.cost.roofline.Quoter;
import org.unmask.cost.roofline.Roofline;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.MachineTimings;
import org.unmask.cost.timing.OperatorShape;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Overhead;
import org.unmask.cost.timing.Timing;

/// How fast predictions are: a pair of generations, prompt 512 and 256 tokens, and one pass alone. One thread.
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 8, time = 1)
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
    private Quoter llamaTimed;
    private Quoter lladaTimed;
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
        llamaQuoter = quoter(llama, Profile.ROOFLINE);
        lladaQuoter = quoter(llada, Profile.ROOFLINE);
        llamaTimed = quoter(llama, timed(llama));
        lladaTimed = quoter(llada, timed(llada));
    }

    private Quoter quoter(Model model, Profile profile) {
        return new Quoter(model.architecture(), DTypes.BF16, Roofline.of(device, DType.BFLOAT16), profile);
    }

    /// A table as `probe --operators` makes it, of made-up seconds.
    private static Profile timed(Model model) {
        List<Timing> timings = new ArrayList<>();
        for (int size : new int[] {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024}) {
            Task task = new Task(Phase.PREFILL, 0, size, size, 0, 0, new Commit.None());
            Pass pass = new Pass(1, size, 0, Mask.FULL, size, task);
            Lowering.lower(model.architecture(), pass, Set.of()).sections().stream()
                    .flatMap(section -> section.operators().stream())
                    .distinct()
                    .filter(operator -> !(operator instanceof AttentionOperator.Attention))
                    .forEach(operator -> timings.add(timing(operator, new Timing.Rows(size))));
        }
        for (int queries : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512}) {
            for (int batch : new int[] {1, 4}) {
                for (int keys : new int[] {8, 32, 64, 128, 256, 512, 1024}) {
                    if (keys >= queries) {
                        AttentionOperator.Attention operator = new AttentionOperator.Attention(
                                batch,
                                queries,
                                keys - queries,
                                model.architecture().heads(),
                                model.architecture().keyValueHeads(),
                                model.architecture().headDim(),
                                Mask.FULL);
                        timings.add(timing(operator, new Timing.Attended(batch, queries, keys, false)));
                    }
                }
            }
        }
        OperatorTimings.Stand stand = new OperatorTimings.Stand(
                "made up", 1, "none", Set.of(), DTypes.BF16, Map.of(model.id(), new MachineSpeed(1e10, 1e11)));
        return Profile.timed(
                "timed",
                new MachineTimings(List.of(new OperatorTimings(stand, new Overhead(1e-5, 1e-8, 1e-8), timings))),
                "made up");
    }

    private static Timing timing(Operator operator, Timing.At at) {
        Work work = Work.of(operator, DTypes.BF16);
        double seconds = 1e-6 + work.flops() / 1e12 + work.bytes() / 1e11;
        return new Timing(
                OperatorShape.of(operator), at, work.flops(), work.bytes(), seconds, seconds, seconds, 1, 1, 0);
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

    /// Totals under a profile of timed operators.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Quote autoregressiveTimed() {
        return totals(llamaTimed, AUTOREGRESSIVE);
    }

    /// Likewise, 256 passes of diffusion.
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public Quote diffusionTimed() {
        return totals(lladaTimed, DIFFUSION);
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
