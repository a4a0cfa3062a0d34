package org.unmask.run.measure;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Backend;
import org.unmask.result.AnswerResult;
import org.unmask.result.Prompts;
import org.unmask.result.ResultFile;
import org.unmask.result.Results;
import org.unmask.result.Setting;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.Fingerprint;
import org.unmask.run.session.LoadedModels;
import org.unmask.run.session.Prompt;
import org.unmask.run.session.PromptFile;

/// Answers of trained models.
public final class AnswerRuns implements Runs {
    private static final int WARMUPS = 3;

    private final AnswerProtocol protocol;
    private final DTypes types;
    private final Place place;
    private final List<Prompt> problems;
    private final List<Asked> asked = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();

    /// A strategy and the model it needs.
    private record Job(Asked asked, Answering.Task task) {
        CatalogModel entry() {
            return asked.entry();
        }

        String key(int problem) {
            return AnswerRuns.key(task.setting(), problem);
        }
    }

    /// @throws IllegalArgumentException if there is no such backend, or there are fewer problems
    /// @throws IOException if prompts or weights cannot be read
    public AnswerRuns(AnswerProtocol protocol) throws IOException {
        this.protocol = protocol;
        this.types = Engine.types(protocol.dtype());
        this.place = Place.of(protocol.backend(), protocol.threads());
        List<Prompt> all = PromptFile.read(protocol.prompts());
        if (protocol.problems() > all.size()) {
            throw new IllegalArgumentException("problems: " + protocol.problems() + "; " + protocol.prompts()
                    + " has only " + all.size() + " prompts");
        }
        this.problems = protocol.problems() == 0 ? all : all.subList(0, protocol.problems());
        Optional<String> source = Optional.of(Fingerprint.ofTexts(all.stream().flatMap(AnswerRuns::texts)));
        Set<String> known = new HashSet<>();
        for (Asked open : protocol.asked()) {
            Setting plain = place.complete(open);
            Setting setting = plain.with(new Prompts(source, plain.prompts().form()));
            asked.add(open.with(setting.anywhere()));
            // Strategies that differ only in what is assumed of them are one setting.
            if (known.add(setting.id())) {
                Answering.Task task = new Answering.Task(
                        setting,
                        open.strategy(),
                        protocol.generatedTokens(),
                        protocol.chat(),
                        protocol.stop(),
                        protocol.sampling());
                jobs.add(new Job(open, task));
            }
        }
    }

    /// All that a prompt asks and expects.
    private static Stream<String> texts(Prompt prompt) {
        Stream<String> turns =
                prompt.turns().stream().flatMap(turn -> Stream.of(turn.role().name(), turn.text()));
        return Stream.concat(
                turns,
                Stream.of(
                        prompt.prompt(),
                        prompt.answer().orElse(""),
                        prompt.response().orElse("")));
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
                LoadedModels.room(jobs.stream().map(Job::entry).toList(), types);
        for (Job job : jobs) {
            requireNonNull(room.get(job.entry()))
                    .check(
                            job.entry(),
                            types,
                            job.task().strategy(),
                            job.asked().request());
        }
    }

    @Override
    public void run(ResultFile file, Progress.Factory progress) throws IOException {
        Set<String> done = done(file.results());
        long open = jobs.stream().mapToLong(job -> missing(job, done)).sum();
        if (open == 0) {
            return;
        }
        try (LoadedModels models = new LoadedModels(types, place.backend(), place.threads());
                Progress bar = progress.start("answers", open)) {
            int batches = Math.ceilDiv(problems.size(), protocol.batch());
            for (int batch = 0; batch < Math.min(WARMUPS, batches); batch++) {
                for (Job job : jobs) {
                    answers(models, job, batch);
                }
            }
            for (int batch = 0; batch < batches; batch++) {
                for (Job job : jobs) {
                    run(models, job, batch, done, file, bar);
                }
            }
        }
    }

    /// Answers a batch of which answers are missing.
    private void run(LoadedModels models, Job job, int batch, Set<String> done, ResultFile file, Progress bar)
            throws IOException {
        int first = batch * protocol.batch();
        if (IntStream.range(first, end(batch)).allMatch(problem -> done.contains(job.key(problem)))) {
            return;
        }
        for (AnswerResult answer : answers(models, job, batch)) {
            if (!done.contains(job.key(answer.problem()))) {
                file.append(answer.json());
                bar.step("problem " + (answer.problem() + 1) + ": " + job.task().strategy());
            }
        }
    }

    private int end(int batch) {
        return Math.min(problems.size(), (batch + 1) * protocol.batch());
    }

    private List<AnswerResult> answers(LoadedModels models, Job job, int batch) throws IOException {
        int first = batch * protocol.batch();
        return Answering.answer(models.of(job.entry()), job.task(), first, problems.subList(first, end(batch)));
    }

    @Override
    public long planned() {
        return (long) jobs.size() * problems.size();
    }

    @Override
    public long kept(Results results) {
        Set<String> done = done(results);
        return planned() - jobs.stream().mapToLong(job -> missing(job, done)).sum();
    }

    private static Set<String> done(Results results) {
        Set<String> done = new HashSet<>();
        for (AnswerResult answer : results.answers()) {
            done.add(key(answer.setting(), answer.problem()));
        }
        return done;
    }

    private long missing(Job job, Set<String> done) {
        return IntStream.range(0, problems.size())
                .filter(problem -> !done.contains(job.key(problem)))
                .count();
    }

    private static String key(Setting setting, int problem) {
        return setting.id() + "#" + problem;
    }
}
