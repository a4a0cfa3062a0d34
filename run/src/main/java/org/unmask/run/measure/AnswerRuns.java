package org.unmask.run.measure;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
import org.unmask.run.measure.RunPlan.Job;
import org.unmask.run.measure.RunPlan.Run;
import org.unmask.run.session.Chat;
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
    private final RunPlan<Answering.Task> plan;

    /// Plans the answers of a protocol.
    ///
    /// @throws IllegalArgumentException if there is no such backend, or there are fewer problems
    /// @throws IOException if prompts or weights cannot be read
    public AnswerRuns(AnswerProtocol protocol) throws IOException {
        this.protocol = protocol;
        this.types = Engine.types(protocol.dtype());
        this.place = Place.of(protocol.backend(), protocol.threads(), protocol.dtype());
        List<Prompt> all = PromptFile.read(protocol.prompts());
        if (protocol.problems() > all.size()) {
            throw new IllegalArgumentException("problems: " + protocol.problems() + "; " + protocol.prompts()
                    + " has only " + all.size() + " prompts");
        }
        this.problems = protocol.problems() == 0 ? all : all.subList(0, protocol.problems());
        Optional<String> source = Optional.of(Fingerprint.ofTexts(all.stream().flatMap(AnswerRuns::texts)));
        this.plan = new RunPlan<>(
                protocol.asked(),
                asked -> prompted(place.complete(asked), source),
                (asked, setting) -> task(protocol, asked, setting),
                0,
                problems.size());
    }

    private static Setting prompted(Setting setting, Optional<String> source) {
        return setting.with(new Prompts(source, setting.prompts().form()));
    }

    private static Answering.Task task(AnswerProtocol protocol, Asked asked, Setting setting) {
        return new Answering.Task(
                setting,
                asked.strategy(),
                protocol.generatedTokens(),
                protocol.chat(),
                protocol.stop(),
                protocol.sampling());
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
        plan.checkCapacity(types);
    }

    @Override
    public void run(ResultFile file, Progress.Factory progress, Consumer<String> notes, Between between)
            throws IOException {
        Set<Run> done = done(file.results());
        long open = plan.missing(done);
        if (open == 0) {
            return;
        }
        try (LoadedModels models = new LoadedModels(types, place.backend(), place.threads());
                Progress bar = progress.start("answers", open)) {
            int batches = Math.ceilDiv(problems.size(), protocol.batch());
            for (int batch = 0; batch < Math.min(WARMUPS, batches); batch++) {
                for (Job<Answering.Task> job : plan.jobs()) {
                    answers(models, job, batch);
                }
            }
            assumptions(models).forEach(notes);
            for (int batch = 0; batch < batches; batch++) {
                for (Job<Answering.Task> job : plan.jobs()) {
                    run(models, job, batch, done, file, bar);
                }
            }
        }
    }

    /// What is assumed of the form of conversations, a line for each model whose files do not say it.
    private List<String> assumptions(LoadedModels models) throws IOException {
        List<String> lines = new ArrayList<>();
        if (protocol.chat()
                || problems.stream().anyMatch(problem -> !problem.turns().isEmpty())) {
            for (CatalogModel entry :
                    plan.jobs().stream().map(Job::entry).distinct().toList()) {
                Chat.assumption(models.of(entry)).ifPresent(note -> lines.add("note: " + note));
            }
        }
        return lines;
    }

    /// Answers a batch of which answers are missing.
    private void run(
            LoadedModels models, Job<Answering.Task> job, int batch, Set<Run> done, ResultFile file, Progress bar)
            throws IOException {
        int first = batch * protocol.batch();
        if (IntStream.range(first, end(batch)).allMatch(problem -> done.contains(job.run(problem)))) {
            return;
        }
        for (AnswerResult answer : answers(models, job, batch)) {
            if (!done.contains(job.run(answer.problem()))) {
                file.append(answer.json());
                bar.step("problem " + (answer.problem() + 1) + ": " + job.task().strategy());
            }
        }
    }

    private int end(int batch) {
        return Math.min(problems.size(), (batch + 1) * protocol.batch());
    }

    private List<AnswerResult> answers(LoadedModels models, Job<Answering.Task> job, int batch) throws IOException {
        int first = batch * protocol.batch();
        return Answering.answer(job.loaded(models), job.task(), first, problems.subList(first, end(batch)));
    }

    @Override
    public long planned() {
        return plan.planned();
    }

    @Override
    public long kept(Results results) {
        return plan.kept(done(results));
    }

    private static Set<Run> done(Results results) {
        return results.answers().stream()
                .map(answer -> Run.of(answer.setting(), answer.problem()))
                .collect(Collectors.toSet());
    }
}
