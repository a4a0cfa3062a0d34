package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.app.catalog.Catalog;
import org.unmask.app.catalog.CatalogModel;
import org.unmask.app.measure.Answering;
import org.unmask.app.measure.Capacity;
import org.unmask.app.measure.Progress;
import org.unmask.app.measure.Prompt;
import org.unmask.app.measure.PromptFile;
import org.unmask.app.measure.Scoring;
import org.unmask.app.result.AnswerResult;
import org.unmask.app.result.ResultFile;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.engine.Backends;
import org.unmask.engine.spi.Backend;
import tools.jackson.databind.JsonNode;

/// The part of a study in which trained models answer problems, one at a time, strategies interleaved.
final class AnswerJobs {
    private static final int WARMUPS = 3;

    private final Study.Answer study;
    private final Backend backend;
    private final DType dtype;
    private final int threads;
    private final List<Prompt> problems;
    private final List<Job> jobs = new ArrayList<>();

    /// A strategy and the model it needs.
    record Job(CatalogModel entry, StrategySpec strategy, String point) {}

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
            Strategies.checked(strategy, new Request(1, 1, study.generatedTokens(), LogitRows.ACTIVE));
            CatalogModel entry = MeasuredJobs.isAutoregressive(strategy) ? autoregressive : diffusion;
            String point = String.join(
                    "|",
                    Models.identity(entry),
                    text,
                    "generated=" + study.generatedTokens(),
                    "prompts=" + fingerprint,
                    dtype.id(),
                    backend.name(),
                    "threads=" + threads + (study.chat() ? "|chat" : ""));
            jobs.add(new Job(entry, strategy, point));
        }
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
                Models.room(jobs.stream().map(Job::entry).toList(), dtype);
        for (Job job : jobs) {
            Request shortest = new Request(1, 1, study.generatedTokens(), LogitRows.ACTIVE);
            room.get(job.entry()).check(job.entry(), dtype, job.strategy(), shortest);
        }
    }

    /// Answers what the results do not hold yet.
    void run(ResultFile results, Progress.Factory progress) throws IOException {
        Set<String> done = new HashSet<>();
        for (JsonNode line : results.lines(AnswerResult.TYPE)) {
            AnswerResult answer = AnswerResult.of(line);
            done.add(key(answer.point(), answer.problem()));
        }
        long open = jobs.stream().mapToLong(job -> missing(job, done)).sum();
        if (open == 0) {
            return;
        }
        try (Models models = new Models(dtype, backend, threads);
                Progress bar = progress.start("answers", open)) {
            for (int problem = 0; problem < Math.min(WARMUPS, problems.size()); problem++) {
                for (Job job : jobs) {
                    answer(models, job, problem);
                }
            }
            for (int problem = 0; problem < problems.size(); problem++) {
                for (Job job : jobs) {
                    if (!done.contains(key(job.point(), problem))) {
                        results.append(answer(models, job, problem).json());
                        bar.step("problem " + (problem + 1) + ": " + job.strategy());
                    }
                }
            }
        }
    }

    private AnswerResult answer(Models models, Job job, int problem) throws IOException {
        return Answering.answer(
                models.of(job.entry()),
                job.point(),
                job.strategy(),
                problem,
                problems.get(problem),
                study.chat(),
                study.generatedTokens());
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
