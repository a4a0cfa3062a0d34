package org.unmask.run.evaluate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.op.DTypes;
import org.unmask.core.text.Progress;
import org.unmask.engine.Engine;
import org.unmask.result.Prompts;
import org.unmask.result.Setting;
import org.unmask.result.evaluation.EvaluatedProblem;
import org.unmask.run.evaluate.Questions.Question;
import org.unmask.run.measure.Answering;
import org.unmask.run.measure.Asked;
import org.unmask.run.measure.Measurement;
import org.unmask.run.measure.Place;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.Dataset;
import org.unmask.run.session.LoadedModel;
import org.unmask.run.session.LoadedModels;
import org.unmask.run.session.Prompt;
import org.unmask.run.session.Scoring;

/// Answers problems under the settings of a plan, each once: what its file holds is not answered again.
///
/// Before its first timed batch every setting answers one that is not; the first of a model as many as take 300 passes
/// or two seconds, as code is compiled while it runs.
public final class Evaluator implements AutoCloseable {
    private static final int WARM_PASSES = 300;
    private static final double WARM_SECONDS = 2;

    private final EvaluationPlan plan;
    private final LoadedModels models;
    private final Questions questions;
    private final AnswerLog log;
    private final List<Entry> entries;
    private final Set<List<CatalogModel>> warmModels = new HashSet<>();
    private final Set<Entry> warm = new HashSet<>();

    private Evaluator(
            EvaluationPlan plan, LoadedModels models, Questions questions, AnswerLog log, List<Entry> entries) {
        this.plan = plan;
        this.models = models;
        this.questions = questions;
        this.log = log;
        this.entries = List.copyOf(entries);
    }

    /// Loads the models of a plan, and the answers that a file holds already.
    ///
    /// @param file  that answers are kept in; empty to keep them only in memory
    /// @throws IllegalArgumentException if a setting is bad, has no room or a drafter of other tokens, or the file holds
    ///     answers of others
    /// @throws IOException if a file cannot be read or written
    public static Evaluator open(EvaluationPlan plan, Optional<Path> file) throws IOException {
        Dataset dataset = Dataset.read(plan.dataset());
        Place place = Place.of(plan.backend(), plan.threads(), plan.dtype());
        DTypes types = Engine.types(plan.dtype());
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Asked asked : plan.asked()) {
            Entry entry = new Entry(asked, place.complete(prompted(asked, dataset)));
            entries.putIfAbsent(entry.id(), entry);
        }
        List<Entry> all = List.copyOf(entries.values());
        checkCapacity(all, types);
        LoadedModels models = new LoadedModels(types, place.backend(), place.threads());
        try {
            Questions questions =
                    Questions.of(plan, dataset, all.stream().map(Entry::asked).toList(), models);
            AnswerLog log = file.isPresent() ? AnswerLog.open(file.get(), plan, dataset, all) : AnswerLog.inMemory();
            return new Evaluator(plan, models, questions, log, all);
        } catch (IOException | RuntimeException e) {
            models.close();
            throw e;
        }
    }

    private static Asked prompted(Asked asked, Dataset dataset) {
        Setting setting = asked.setting();
        return asked.with(setting.with(new Prompts(
                Optional.of(dataset.fingerprint()), setting.prompts().form())));
    }

    private static void checkCapacity(List<Entry> entries, DTypes types) {
        List<CatalogModel> used = entries.stream()
                .flatMap(entry -> entry.asked().models())
                .distinct()
                .toList();
        Map<CatalogModel, Capacity> room = LoadedModels.room(used, types);
        for (Entry entry : entries) {
            entry.asked().check(requireNonNull(room.get(entry.model())), types);
        }
    }

    /// The settings, in the order of the plan; those that are equal once.
    public List<Entry> entries() {
        return entries;
    }

    /// Problems that can be answered.
    public int problems() {
        return questions.answered().size();
    }

    /// Those of them whose answer is known, so that answers to them are scored.
    public int scored() {
        return (int) questions.answered().stream()
                .filter(question ->
                        question.problem().prompt().flatMap(Prompt::answer).isPresent())
                .count();
    }

    /// Problems that cannot, each with the reason.
    public List<String> skipped() {
        return questions.skipped();
    }

    /// How many of the first problems are answered already.
    public int known(Entry entry, int problems) {
        return (int) questions.answered().subList(0, problems).stream()
                .filter(question -> find(entry, question).isPresent())
                .count();
    }

    /// The answers to the first problems, batch by batch; those that are missing are run.
    ///
    /// @param bar  gets a step for each problem that is run
    public List<EvaluatedProblem> answer(Entry entry, int problems, Progress bar) throws IOException {
        for (int first = 0; first < problems; first += entry.batch()) {
            List<Question> batch = questions.answered().subList(first, Math.min(problems, first + entry.batch()));
            List<Question> open = batch.stream()
                    .filter(question -> find(entry, question).isEmpty())
                    .toList();
            if (!open.isEmpty()) {
                warmUp(entry, open);
                log.add(entry, run(entry, questions.answered().indexOf(open.getFirst()), open));
                open.forEach(question -> bar.step("problem "
                        + question.problem().number() + ": " + entry.strategy() + ", batch " + entry.batch()));
            }
        }
        return questions.answered().subList(0, problems).stream()
                .map(question -> find(entry, question).orElseThrow())
                .toList();
    }

    private Optional<EvaluatedProblem> find(Entry entry, Question question) {
        return log.find(entry, question.problem().number());
    }

    private void warmUp(Entry entry, List<Question> batch) throws IOException {
        if (!warm.add(entry)) {
            return;
        }
        int wanted = warmModels.add(entry.asked().models().toList()) ? WARM_PASSES : 1;
        int passes = 0;
        double seconds = 0;
        do {
            EvaluatedProblem answer = run(entry, 0, batch).getFirst();
            passes += answer.passes();
            seconds += answer.seconds();
        } while (passes < wanted && seconds < WARM_SECONDS);
    }

    private List<EvaluatedProblem> run(Entry entry, int first, List<Question> batch) throws IOException {
        LoadedModel model = models.of(entry.model(), entry.asked().drafter());
        Answering.Task task = new Answering.Task(
                entry.setting(), entry.strategy(), plan.generatedTokens(), plan.chat(), plan.stop(), plan.sampling());
        Commits commits = new Commits(batch.size());
        List<int[]> tokens = batch.stream()
                .map(question -> requireNonNull(question.tokens().get(entry.model())))
                .toList();
        Measurement.Timed timed = Answering.generate(model, task, first, tokens, commits);
        List<EvaluatedProblem> answers = new ArrayList<>();
        for (int sequence = 0; sequence < batch.size(); sequence++) {
            answers.add(answer(entry, model, timed, commits, sequence, batch));
        }
        return answers;
    }

    private static EvaluatedProblem answer(
            Entry entry,
            LoadedModel model,
            Measurement.Timed timed,
            Commits commits,
            int sequence,
            List<Question> batch) {
        Dataset.Problem problem = batch.get(sequence).problem();
        int[] kept = timed.generation().kept(sequence);
        String text = model.tokenizer().decode(kept);
        return new EvaluatedProblem(
                entry.id(),
                problem.number(),
                problem.task(),
                text,
                problem.prompt().flatMap(Prompt::answer).map(expected -> score(text, expected)),
                Scoring.lastNumber(text).isPresent(),
                timed.result().passes().size(),
                timed.drafterPasses(),
                timed.generation().computed(sequence),
                kept.length,
                timed.result().seconds(),
                batch.size(),
                batch.getFirst().problem().number(),
                commits.of(sequence),
                commits.blockPasses());
    }

    private static EvaluatedProblem.Score score(String text, String expected) {
        Scoring scoring = Scoring.of(text, expected);
        return new EvaluatedProblem.Score(scoring.strict(), scoring.flexible());
    }

    /// The process is ending: lets nothing more into the file.
    public void seal() {
        log.seal();
    }

    @Override
    public void close() throws IOException {
        models.close();
        log.close();
    }
}
