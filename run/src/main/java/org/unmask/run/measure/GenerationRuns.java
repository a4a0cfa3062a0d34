package org.unmask.run.measure;

import java.io.IOException;
import java.util.AbstractList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.unmask.core.decode.Request;
import org.unmask.core.text.Progress;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.WeightGenerator;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.run.measure.RunPlan.Job;
import org.unmask.run.measure.RunPlan.Run;
import org.unmask.run.session.LoadedModels;

/// Generations under the clock.
public final class GenerationRuns implements Runs {
    /// Stands for the repetition that times operators too.
    private static final int OPERATORS = -1;

    /// Larger passes take as long as their rows say, so that they are not timed.
    private static final int MOST_ROWS = 512;

    private static final int MOST_KEYS = 1024;

    /// A setting warms up for as long at least, where its repetitions are enough to tell their spread.
    private static final double WARM_SECONDS = 1;

    private final Protocol protocol;
    private final Place place;
    private final RunPlan<Measurement.Job> plan;

    /// Plans the generations of a protocol.
    ///
    /// @throws IllegalArgumentException if there is no such backend
    /// @throws IOException if weights cannot be read
    public GenerationRuns(Protocol protocol) throws IOException {
        this.protocol = protocol;
        this.place = Place.of(
                protocol.backend(), protocol.threads(), protocol.types().weight());
        this.plan = new RunPlan<>(
                protocol.asked(),
                place::complete,
                (asked, setting) -> job(protocol, asked, setting),
                OPERATORS,
                protocol.repetitions());
    }

    private static Measurement.Job job(Protocol protocol, Asked asked, Setting setting) {
        return new Measurement.Job(
                setting,
                asked.strategy(),
                asked.request(),
                prompts(asked.request(), asked.entry().model().architecture().vocabulary()),
                protocol.stop(),
                protocol.sampling().of(asked.entry().model()));
    }

    /// Made when asked for: a plan is small even if its batch has no room on this machine.
    private static List<int[]> prompts(Request request, int vocabulary) {
        return new AbstractList<>() {
            @Override
            public int[] get(int sequence) {
                return WeightGenerator.prompt(100L + sequence, request.promptTokens(), vocabulary - 1);
            }

            @Override
            public int size() {
                return request.batch();
            }
        };
    }

    /// The settings as they run here, so that results of other backends, threads or weights are not taken for them.
    public List<Asked> asked() {
        return plan.asked();
    }

    @Override
    public Backend backend() {
        return place.backend();
    }

    @Override
    public int threads() {
        return place.threads();
    }

    @Override
    public void checkCapacity() {
        plan.checkCapacity(protocol.types());
    }

    @Override
    public void run(ResultFile file, Progress.Factory progress, Consumer<String> notes, Between between)
            throws IOException {
        Set<Run> done = done(file.results());
        List<Job<Measurement.Job>> open =
                plan.jobs().stream().filter(job -> plan.missing(job, done) > 0).toList();
        if (open.isEmpty()) {
            return;
        }
        long steps = open.stream()
                .mapToLong(job -> plan.missing(job, done) + protocol.warmups())
                .sum();
        try (LoadedModels models = new LoadedModels(protocol.types(), place.backend(), place.threads());
                Progress bar = progress.start("measure", steps + 1)) {
            bar.step("making weights");
            for (Job<Measurement.Job> job : open) {
                job.loaded(models);
            }
            warmUp(models, open, bar);
            // One repetition of every job, then the next: a drift of the machine hits all of them.
            int turns = protocol.repetitions() + 1;
            for (int turn = 0; turn < protocol.repetitions(); turn++) {
                between.turn(turns);
                turn(models, open, turn, turn < Repetitions.LEAST ? done : done(file.results()), file, bar);
            }
            between.turn(turns);
            for (Job<Measurement.Job> job : open) {
                run(models, job, OPERATORS, done, file, bar);
            }
            repeatUnsteady(models, open, file, progress);
        }
    }

    /// A repetition of every setting that is not done, and then more of the short ones, all by turns.
    private void turn(
            LoadedModels models,
            List<Job<Measurement.Job>> open,
            int turn,
            Set<Run> done,
            ResultFile file,
            Progress bar)
            throws IOException {
        for (Job<Measurement.Job> job : open) {
            run(models, job, turn, done, file, bar);
        }
        Repetitions repetitions = Repetitions.of(file.results().runs());
        List<Job<Measurement.Job>> jobs = open;
        for (int round = 1; !jobs.isEmpty(); round++) {
            int runs = round + 1;
            jobs = jobs.stream()
                    .filter(job -> repetitions.perTurn(job.id(), protocol.repetitions()) >= runs)
                    .toList();
            for (Job<Measurement.Job> job : jobs) {
                run(models, job, turn + round * protocol.repetitions(), done, file);
            }
        }
    }

    /// Short runs are repeated: until the compiler is done with a path of the code, it takes up to twice as long.
    private void warmUp(LoadedModels models, List<Job<Measurement.Job>> open, Progress bar) throws IOException {
        boolean exact = protocol.repetitions() >= Repetitions.LEAST;
        for (int warmup = 0; warmup < protocol.warmups(); warmup++) {
            for (Job<Measurement.Job> job : open) {
                bar.step("warm-up: " + job.task().strategy());
                long start = System.nanoTime();
                do {
                    Measurement.run(job.loaded(models).engines(), job.task(), 0, false);
                } while (exact && warmup == 0 && (System.nanoTime() - start) * 1e-9 < WARM_SECONDS);
            }
        }
    }

    /// Goes on with settings whose medians are not sure enough and which the machine disturbed, by turns.
    private void repeatUnsteady(
            LoadedModels models, List<Job<Measurement.Job>> open, ResultFile file, Progress.Factory progress)
            throws IOException {
        Repetitions repetitions = Repetitions.of(file.results().runs());
        List<Job<Measurement.Job>> unsure = unsure(open, repetitions);
        int rounds = repetitions.roundsLeft(unsure.stream().map(Job::id).toList(), protocol.repetitions());
        if (unsure.isEmpty() || rounds == 0) {
            return;
        }
        try (Progress bar = progress.start("measure again", (long) rounds * unsure.size())) {
            for (int round = 0; round < rounds; round++) {
                for (Job<Measurement.Job> job : unsure) {
                    run(models, job, repetitions.next(job.id()), Set.of(), file, bar);
                }
                repetitions = Repetitions.of(file.results().runs());
                unsure = unsure(unsure, repetitions);
            }
        }
    }

    private List<Job<Measurement.Job>> unsure(List<Job<Measurement.Job>> jobs, Repetitions repetitions) {
        return jobs.stream()
                .filter(job -> repetitions.needsMore(job.id(), protocol.repetitions()))
                .toList();
    }

    private static void run(
            LoadedModels models, Job<Measurement.Job> job, int repetition, Set<Run> done, ResultFile file, Progress bar)
            throws IOException {
        if (!done.contains(job.run(repetition))) {
            bar.step(job.task().strategy() + ", batch " + job.task().request().batch());
            run(models, job, repetition, done, file);
        }
    }

    private static void run(
            LoadedModels models, Job<Measurement.Job> job, int repetition, Set<Run> done, ResultFile file)
            throws IOException {
        if (!done.contains(job.run(repetition))) {
            boolean operators = repetition == OPERATORS;
            file.append(Measurement.run(job.loaded(models).engines(), job.task(), repetition, operators)
                    .result()
                    .json());
        }
    }

    @Override
    public List<OperatorPlan> operators() {
        int rows = 1;
        int keys = 1;
        for (Asked asked : plan.asked()) {
            int positions = asked.request().length();
            rows = Math.max(rows, Math.min(MOST_ROWS, asked.request().batch() * positions));
            keys = Math.max(keys, Math.min(MOST_KEYS, positions));
        }
        return List.of(new OperatorPlan(plan.models(), protocol.types(), rows, keys));
    }

    @Override
    public long planned() {
        return plan.planned();
    }

    @Override
    public long kept(Results results) {
        return plan.kept(done(results));
    }

    /// Runs that the results hold, and those that a setting does not need any more because its median is sure enough.
    private Set<Run> done(Results results) {
        Set<Run> done = new HashSet<>();
        for (RunResult run : results.runs()) {
            done.add(Run.of(run.setting(), run.timesOperators() ? OPERATORS : run.repetition()));
        }
        Repetitions repetitions = Repetitions.of(results.runs());
        for (Job<Measurement.Job> job : plan.jobs()) {
            if (repetitions.isSure(job.id())) {
                IntStream.range(0, Repetitions.MOST + protocol.repetitions())
                        .forEach(repetition -> done.add(job.run(repetition)));
            }
        }
        return done;
    }
}
