package org.unmask.run.measure;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Task;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Work;
import org.unmask.engine.Engine;
import org.unmask.engine.Engines;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.Sampling;
import org.unmask.result.RunResult;
import org.unmask.result.RunResult.PassSample;
import org.unmask.result.Setting;

/// Runs one generation under the clock.
public final class Measurement {
    /// Few enough to be cheap, and enough that most experts of a mixture are chosen by one of them.
    private static final int SETTLING_ROWS = 16;

    /// After a rest of 10 ms the first passes take up to a third longer than later ones, where processors are shared.
    private static final double SETTLING_SECONDS = 0.01;

    private Measurement() {}

    /// A generation and its times.
    ///
    /// @param drafterPasses  passes that a drafter made
    public record Timed(RunResult result, Generation generation, int drafterPasses) {}

    /// What to run.
    ///
    /// @param setting  what it is, for results
    /// @param prompts  one per sequence
    public record Job(
            Setting setting,
            StrategySpec strategy,
            Request request,
            List<int[]> prompts,
            Generation.Stop stop,
            Sampling sampling) {}

    /// Runs a job once, after passes that count for nothing, and keeps its times.
    ///
    /// @param operators  whether to time operators too; that costs two clock readings per operator
    public static Timed run(Engines engines, Job job, int repetition, boolean operators) {
        Engine target = engines.target();
        return run(engines, job, repetition, operators, Probe.NONE, new SpeedLog(target), () -> settle(target));
    }

    /// Runs it while a probe looks on. What the probe does before and after a pass counts as time of the generation, not
    /// of the pass.
    ///
    /// @param operators  whether to time operators too; that costs two clock readings per operator
    public static Timed run(Engines engines, Job job, int repetition, boolean operators, Probe probe) {
        return run(engines, job, repetition, operators, probe, new SpeedLog(engines.target()), () -> {});
    }

    /// Runs a job once for its text. The speed of the machine is not looked at: the kernels for that take longer to compile
    /// than a short text to generate.
    public static Timed once(Engines engines, Job job, Probe probe) {
        return run(engines, job, 0, false, probe, SpeedLog.blind(), () -> {});
    }

    /// Runs passes that are not timed, so that the next one finds the weights as a pass of the same model left them. After a
    /// rest, or a run of another model, a virtual machine may have to look up every page of the weights anew, which takes
    /// several times as long as a pass.
    private static void settle(Engine engine) {
        Task task = new Task(Phase.PREFILL, 0, SETTLING_ROWS, SETTLING_ROWS, 0, 0, new Commit.None());
        Pass pass = new Pass(1, SETTLING_ROWS, 0, Mask.FULL, SETTLING_ROWS, task);
        long start = System.nanoTime();
        do {
            engine.rehearse(pass, _ -> true, Integer.MAX_VALUE, Probe.NONE);
        } while (System.nanoTime() - start < SETTLING_SECONDS * 1e9);
    }

    private static Work work(Engine engine, Pass pass) {
        return Lowering.lower(engine.model().architecture(), pass, engine.fusions())
                .work(engine.types());
    }

    /// @param before  what runs before the clock starts, and after everything else that does
    private static Timed run(
            Engines engines,
            Job job,
            int repetition,
            boolean operators,
            Probe probe,
            SpeedLog speeds,
            Runnable before) {
        Engine target = engines.target();
        Request request = job.request().shifted(target.model().shiftedLogits());
        Strategy strategy = Strategies.create(job.strategy(), request.generatedTokens());
        DTypes types = target.types();
        Recorder recorder = new Recorder(
                operators,
                probe,
                speeds::lookIfDue,
                pass -> work(engines.of(pass.role()), pass),
                operator -> Work.of(operator, types));
        List<Outcome> outcomes = new ArrayList<>();
        int[] drafts = {0};
        Generation generation = engines.start(request, job.prompts(), job.stop(), recorder, job.sampling());
        speeds.start(before);
        Unfolding.run(strategy, request, generation, (pass, outcome) -> {
            outcomes.add(outcome);
            drafts[0] += pass.role().isDrafter() ? 1 : 0;
            speeds.passEnded();
        });
        double seconds = speeds.end();
        List<PassSample> passes = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            passes.add(new PassSample(
                    recorder.passSeconds().get(i),
                    outcomes.get(i),
                    recorder.operatorSeconds().get(i),
                    recorder.chosenExperts(i)));
        }
        long kept = 0;
        for (int sequence = 0; sequence < request.batch(); sequence++) {
            kept += generation.kept(sequence).length;
        }
        RunResult result = new RunResult(
                job.setting(), repetition, seconds, passes, recorder.operatorSamples(), kept, speeds.moments());
        return new Timed(result, generation, drafts[0]);
    }
}
