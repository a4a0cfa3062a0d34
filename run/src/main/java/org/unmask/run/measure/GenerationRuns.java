package org.unmask.run.measure;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Request;
import org.unmask.core.text.Progress;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.WeightGenerator;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.LoadedModels;

/// Generations under the clock.
public final class GenerationRuns implements Runs {
    /// Stands for the repetition that times operators too.
    private static final int OPERATORS = -1;

    private final Protocol protocol;
    private final Place place;
    private final List<Asked> asked = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();

    /// A generation to run and the model it needs.
    private record Job(CatalogModel entry, Measurement.Job run) {
        String key(int repetition) {
            return GenerationRuns.key(run.setting(), repetition);
        }
    }

    /// @throws IllegalArgumentException if there is no such backend
    /// @throws IOException if weights cannot be read
    public GenerationRuns(Protocol protocol) throws IOException {
        this.protocol = protocol;
        this.place = Place.of(protocol.backend(), protocol.threads());
        Set<String> known = new HashSet<>();
        for (Asked open : protocol.asked()) {
            Setting setting = place.complete(open);
            asked.add(open.with(setting.anywhere()));
            // Strategies that differ only in what is assumed of them are one setting.
            if (known.add(setting.id())) {
                jobs.add(new Job(open.entry(), job(open, setting)));
            }
        }
    }

    private Measurement.Job job(Asked asked, Setting setting) {
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
        return List.copyOf(asked);
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
        Map<CatalogModel, Capacity> room =
                LoadedModels.room(jobs.stream().map(Job::entry).toList(), protocol.types());
        for (Job job : jobs) {
            requireNonNull(room.get(job.entry()))
                    .check(
                            job.entry(),
                            protocol.types(),
                            job.run().strategy(),
                            job.run().request());
        }
    }

    @Override
    public void run(ResultFile file, Progress.Factory progress) throws IOException {
        Set<String> done = done(file.results());
        List<Job> open = jobs.stream().filter(job -> missing(job, done) > 0).toList();
        if (open.isEmpty()) {
            return;
        }
        long steps = open.stream()
                .mapToLong(job -> missing(job, done) + protocol.warmups())
                .sum();
        try (LoadedModels models = new LoadedModels(protocol.types(), place.backend(), place.threads());
                Progress bar = progress.start("measure", steps + 1)) {
            bar.step("making weights");
            for (Job job : open) {
                models.of(job.entry());
            }
            for (int warmup = 0; warmup < protocol.warmups(); warmup++) {
                for (Job job : open) {
                    bar.step("warm-up: " + job.run().strategy());
                    Measurement.run(models.of(job.entry()).engine(), job.run(), 0, false);
                }
            }
            // One repetition of every job, then the next: a drift of the machine hits all of them.
            for (int repetition = 0; repetition < protocol.repetitions(); repetition++) {
                for (Job job : open) {
                    run(models, job, repetition, done, file, bar);
                }
            }
            for (Job job : open) {
                run(models, job, OPERATORS, done, file, bar);
            }
        }
    }

    private static void run(
            LoadedModels models, Job job, int repetition, Set<String> done, ResultFile file, Progress bar)
            throws IOException {
        if (!done.contains(job.key(repetition))) {
            bar.step(job.run().strategy() + ", batch " + job.run().request().batch());
            boolean operators = repetition == OPERATORS;
            file.append(Measurement.run(models.of(job.entry()).engine(), job.run(), repetition, operators)
                    .result()
                    .json());
        }
    }

    @Override
    public long planned() {
        return jobs.size() * (protocol.repetitions() + 1L);
    }

    @Override
    public long kept(Results results) {
        Set<String> done = done(results);
        return planned() - jobs.stream().mapToLong(job -> missing(job, done)).sum();
    }

    private static Set<String> done(Results results) {
        Set<String> done = new HashSet<>();
        for (RunResult run : results.runs()) {
            done.add(key(run.setting(), run.timesOperators() ? OPERATORS : run.repetition()));
        }
        return done;
    }

    private long missing(Job job, Set<String> done) {
        return IntStream.range(OPERATORS, protocol.repetitions())
                .filter(repetition -> !done.contains(job.key(repetition)))
                .count();
    }

    private static String key(Setting setting, int repetition) {
        return setting.id() + "#" + repetition;
    }
}
