package org.unmask.app.study;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.text.Progress;
import org.unmask.engine.Backends;
import org.unmask.engine.Engine;
import org.unmask.engine.Generation;
import org.unmask.engine.spi.Backend;
import org.unmask.result.AnswerResult;
import org.unmask.result.ResultFile;
import org.unmask.run.measure.Answering;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.Prompt;
import org.unmask.run.session.PromptFile;
import org.unmask.run.session.Scoring;
import tools.jackson.databind.JsonNode;

/// The part of a study in which trained models answer problems, batch by batch, strategies interleaved.
final class AnswerJobs {
    private static final int WARMUPS = 3;

    private final Study.Answer study;
    private final Backend backend;
    private final DType dtype;
    private final int threads;
    private final List<Prompt> problems;
    private final List<Job> jobs = new ArrayList<>();

    /// A strategy and the model it needs.
    record Job(CatalogModel entry, Answering.Task task) {
        StrategySpec strategy() {
            return task.strategy();
        }

        String point() {
            return task.point();
        }
    }

    /// @throws IOException if the prompts cannot be read
    AnswerJobs(Study.Answer study, Catalog catalog, Path prompts) throws IOException {
        this.study = study;
        this.backend = Backends.named(study.backend());
        this.dtype = DType.of(study.dtype());
        this.threads = MeasuredJobs.threads(study.threads());
        List<Prompt> all = PromptFile.read(prompts);
        if (study.problems() > all.size()) {
            throw new IllegalArgumentException(
                    "problems: " + study.problems() + "; " + prompts + " has only " + all.size() + " prompts");
        }
        this.problems = study.problems() == 0 ? all : all.subList(0, study.problems());
        String fingerprint = Integer.toHexString(all.hashCode());
        CatalogModel autoregressive = catalog.model(study.autoregressive());
        CatalogModel diffusion = catalog.model(study.diffusion());
        for (String text : study.strategies()) {
            StrategySpec strategy = StrategySpec.parse(text);
            Strategy decoding = Strategies.checked(
                    strategy, new Request(study.batch(), 1, study.generatedTokens(), LogitRows.ACTIVE));
            if (study.batch() > 1) {
                // Prompts of a batch have different lengths: refuse now what has no way to pad them.
                decoding.paddingUnit();
            }
            CatalogModel entry = MeasuredJobs.isAutoregressive(strategy) ? autoregressive : diffusion;
            String point = String.join(
                    "|",
                    Models.identity(entry),
                    text,
                    "generated=" + study.generatedTokens(),
                    "prompts=" + fingerprint,
                    dtype.id(),
                    backend.name(),
                    "threads=" + threads + (study.chat() ? "|chat" : "") + variation(entry.model()));
            Answering.Task task = new Answering.Task(
                    point, strategy, study.generatedTokens(), study.chat(), study.stop(), study.sampling());
            jobs.add(new Job(entry, task));
        }
    }

    /// What the name of a run says beyond the common case: one problem at a time, greedily.
    private String variation(Model model) {
        String batch = study.batch() == 1 ? "" : "|batch=" + study.batch();
        Generation.Stop common = Generation.Stop.AT_END_TOKEN;
        return batch
                + MeasuredJobs.variation(
                        study.stop() == common ? Generation.Stop.AT_LENGTH : study.stop(), study.sampling(), model);
    }

    List<Job> jobs() {
        return List.copyOf(jobs);
    }

    /// How a response to a problem is scored; empty if its answer is not known.
    Optional<Scoring> score(AnswerResult answer) {
        return problems.get(answer.problem()).answer().map(expected -> Scoring.of(answer.text(), expected));
    }

    int problems() {
        return problems.size();
    }

    Backend backend() {
        return backend;
    }

    int threads() {
        return threads;
    }

    /// @throws IllegalArgumentException if an answer has no room on this machine
    void checkCapacity() {
        Map<CatalogModel, Capacity> room =
                Models.room(jobs.stream().map(Job::entry).toList(), Engine.types(dtype));
        for (Job job : jobs) {
            Request shortest = new Request(study.batch(), 1, study.generatedTokens(), LogitRows.ACTIVE);
            requireNonNull(room.get(job.entry())).check(job.entry(), Engine.types(dtype), job.strategy(), shortest);
        }
    }

    /// Answers what the results do not hold yet.
    void run(ResultFile results, Progress.Factory progress) throws IOException {
        Set<String> done = done(results);
        long open = jobs.stream().mapToLong(job -> missing(job, done)).sum();
        if (open == 0) {
            return;
        }
        try (Models models = new Models(Engine.types(dtype), backend, threads);
                Progress bar = progress.start("answers", open)) {
            int batches = Math.ceilDiv(problems.size(), study.batch());
            for (int batch = 0; batch < Math.min(WARMUPS, batches); batch++) {
                for (Job job : jobs) {
                    answers(models, job, batch);
                }
            }
            for (int batch = 0; batch < batches; batch++) {
                for (Job job : jobs) {
                    run(models, job, batch, done, results, bar);
                }
            }
        }
    }

    /// Answers a batch of which answers are missing.
    private void run(Models models, Job job, int batch, Set<String> done, ResultFile results, Progress bar)
            throws IOException {
        int first = batch * study.batch();
        int end = Math.min(problems.size(), first + study.batch());
        if (IntStream.range(first, end).allMatch(problem -> done.contains(key(job.point(), problem)))) {
            return;
        }
        for (AnswerResult answer : answers(models, job, batch)) {
            if (!done.contains(key(job.point(), answer.problem()))) {
                results.append(answer.json());
                bar.step("problem " + (answer.problem() + 1) + ": " + job.strategy());
            }
        }
    }

    private List<AnswerResult> answers(Models models, Job job, int batch) throws IOException {
        int first = batch * study.batch();
        int end = Math.min(problems.size(), first + study.batch());
        return Answering.answer(models.of(job.entry()), job.task(), first, problems.subList(first, end));
    }

    /// Answers in all.
    long planned() {
        return (long) jobs.size() * problems.size();
    }

    /// How many of them the results hold.
    long kept(ResultFile results) {
        Set<String> done = done(results);
        return planned() - jobs.stream().mapToLong(job -> missing(job, done)).sum();
    }

    private static Set<String> done(ResultFile results) {
        Set<String> done = new HashSet<>();
        for (JsonNode line : results.lines(AnswerResult.TYPE)) {
            AnswerResult answer = AnswerResult.of(line);
            done.add(key(answer.point(), answer.problem()));
        }
        return done;
    }

    private long missing(Job job, Set<String> done) {
        long missing = 0;
        for (int problem = 0; problem < problems.size(); problem++) {
            missing += done.contains(key(job.point(), problem)) ? 0 : 1;
        }
        return missing;
    }

    private static String key(String point, int problem) {
        return point + "#" + problem;
    }
}
