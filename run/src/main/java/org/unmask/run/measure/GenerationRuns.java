package org.unmask.app.study;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.cost.roofline.Profile;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.weight.WeightGenerator;
import org.unmask.report.Label;
import org.unmask.result.ResultFile;
import org.unmask.result.RunResult;
import org.unmask.run.measure.Measurement;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.SamplingSettings;
import org.unmask.run.session.Stops;
import tools.jackson.databind.JsonNode;

/// The measured part of a study: every strategy at every batch, repetitions interleaved.
final class MeasuredJobs {
    /// In names of settings, between the type of weights and that of keys and values, if it is not float32.
    static final String WITH_KEY_VALUES = "+kv=";

    /// Stands for the repetition that times operators too.
    private static final int OPERATORS = -1;

    private final Study.Measure study;
    private final Backend backend;
    private final DType dtype;
    private final DType keyValues;
    private final int threads;
    private final Profile profile;
    private final List<Job> jobs = new ArrayList<>();

    /// A generation to run and the model it needs.
    record Job(CatalogModel entry, Measurement.Job run) {}

    /// @throws IllegalArgumentException if a name or a combination of the study is bad; nothing has run then
    MeasuredJobs(Study.Measure study, Catalog catalog) throws IOException {
        this.study = study;
        this.backend = Backends.named(study.backend());
        this.dtype = DType.of(study.dtype());
        this.keyValues = DType.of(study.keyValueDtype());
        KeyValue.checkStored(keyValues);
        this.threads = threads(study.threads());
        this.profile = catalog.profile(study.profile()).profile();
        CatalogModel autoregressive = catalog.model(study.autoregressive());
        CatalogModel diffusion = catalog.model(study.diffusion());
        for (int batch : study.batches()) {
            Request request =
                    new Request(batch, study.promptTokens(), study.generatedTokens(), LogitRows.of(study.logits()));
            for (String text : study.strategies()) {
                StrategySpec strategy = StrategySpec.parse(text);
                CatalogModel entry = isAutoregressive(strategy) ? autoregressive : diffusion;
                Request aligned = request.shifted(entry.model().shiftedLogits());
                Strategies.checked(strategy, aligned);
                jobs.add(new Job(entry, job(entry, strategy, aligned)));
            }
        }
    }

    /// The threads a study asks for; 0 stands for all processors.
    static int threads(int asked) {
        return asked == 0 ? Runtime.getRuntime().availableProcessors() : asked;
    }

    /// Whether the strategy runs the autoregressive model of a pair.
    static boolean isAutoregressive(StrategySpec strategy) {
        return strategy.id().equals("ar");
    }

    /// A strategy as reports show it: what runs, without what was assumed of it.
    static Label label(StrategySpec strategy) {
        StrategySpec run = strategy.without("tokens-per-pass");
        return isAutoregressive(run)
                ? Label.ar(run.toString(), run.toString())
                : Label.dlm(run.toString(), run.toString());
    }

    private Measurement.Job job(CatalogModel entry, StrategySpec strategy, Request request) {
        int vocabulary = entry.model().architecture().vocabulary();
        List<int[]> prompts = prompts(request, vocabulary);
        String point = String.join(
                "|",
                Models.identity(entry),
                strategy.toString(),
                "batch=" + request.batch(),
                "prompt=" + request.promptTokens(),
                "generated=" + request.generatedTokens(),
                "logits=" + request.logits().id(),
                keyValues == DType.FLOAT32 ? dtype.id() : dtype.id() + WITH_KEY_VALUES + keyValues.id(),
                backend.name(),
                "threads=" + threads + variation(study.stop(), study.sampling(), entry.model()));
        return new Measurement.Job(
                point,
                strategy,
                request,
                prompts,
                study.stop(),
                study.sampling().of(entry.model()));
    }

    /// What the name of a run says beyond the common case.
    static String variation(Generation.Stop stop, SamplingSettings sampling, Model model) {
        return Stream.of(Stops.text(stop), sampling.text(model))
                .filter(text -> !text.isEmpty())
                .map(text -> "|" + text)
                .collect(Collectors.joining());
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

    List<Job> jobs() {
        return List.copyOf(jobs);
    }

    Backend backend() {
        return backend;
    }

    /// What assumed and replayed times are priced under.
    Profile profile() {
        return profile;
    }

    DType dtype() {
        return dtype;
    }

    /// What runs compute with.
    DTypes types() {
        return Engine.types(dtype, keyValues);
    }

    int threads() {
        return threads;
    }

    /// @throws IllegalArgumentException if a run has no room on this machine
    void checkCapacity() {
        Map<CatalogModel, Capacity> room =
                Models.room(jobs.stream().map(Job::entry).toList(), types());
        for (Job job : jobs) {
            requireNonNull(room.get(job.entry()))
                    .check(job.entry(), types(), job.run().strategy(), job.run().request());
        }
    }

    /// Runs what the results do not hold yet.
    void run(ResultFile results, Progress.Factory progress) throws IOException {
        Set<String> done = done(results);
        List<Job> open = jobs.stream().filter(job -> missing(job, done) > 0).toList();
        if (open.isEmpty()) {
            return;
        }
        long steps = open.stream()
                .mapToLong(job -> missing(job, done) + study.warmups())
                .sum();
        try (Models models = new Models(types(), backend, threads);
                Progress bar = progress.start("measure", steps + 1)) {
            bar.step("making weights");
            for (Job job : open) {
                models.of(job.entry());
            }
            for (int warmup = 0; warmup < study.warmups(); warmup++) {
                for (Job job : open) {
                    bar.step("warm-up: " + job.run().strategy());
                    Measurement.run(models.of(job.entry()).engine(), job.run(), 0, false);
                }
            }
            // One repetition of every job, then the next: a drift of the machine hits all of them.
            for (int repetition = 0; repetition < study.repetitions(); repetition++) {
                for (Job job : open) {
                    run(models, job, repetition, done, results, bar);
                }
            }
            for (Job job : open) {
                run(models, job, OPERATORS, done, results, bar);
            }
        }
    }

    /// Runs in all, those that time operators included.
    long planned() {
        return jobs.size() * (study.repetitions() + 1L);
    }

    /// How many of them the results hold.
    long kept(ResultFile results) {
        Set<String> done = done(results);
        return planned() - jobs.stream().mapToLong(job -> missing(job, done)).sum();
    }

    private static Set<String> done(ResultFile results) {
        Set<String> done = new HashSet<>();
        for (JsonNode line : results.lines(RunResult.TYPE)) {
            RunResult run = RunResult.of(line);
            done.add(key(run.point(), run.operators().isEmpty() ? run.repetition() : OPERATORS));
        }
        return done;
    }

    private static void run(Models models, Job job, int repetition, Set<String> done, ResultFile results, Progress bar)
            throws IOException {
        if (!done.contains(key(job.run().point(), repetition))) {
            bar.step(job.run().strategy() + ", batch " + job.run().request().batch());
            boolean operators = repetition == OPERATORS;
            results.append(Measurement.run(models.of(job.entry()).engine(), job.run(), repetition, operators)
                    .result()
                    .json());
        }
    }

    private long missing(Job job, Set<String> done) {
        long missing = done.contains(key(job.run().point(), OPERATORS)) ? 0 : 1;
        for (int repetition = 0; repetition < study.repetitions(); repetition++) {
            missing += done.contains(key(job.run().point(), repetition)) ? 0 : 1;
        }
        return missing;
    }

    int repetitions() {
        return study.repetitions();
    }

    private static String key(String point, int repetition) {
        return point + "#" + repetition;
    }
}
