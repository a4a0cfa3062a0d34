package org.unmask.run.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.text.UsageException;
import org.unmask.result.ResultFile;
import org.unmask.result.Setting;
import org.unmask.result.evaluation.EvaluatedProblem;
import org.unmask.result.evaluation.EvaluationFile;
import org.unmask.run.session.Dataset;
import tools.jackson.databind.node.ObjectNode;

/// The answers so far, kept in a file if there is one.
final class AnswerLog implements AutoCloseable {
    /// Parts of settings that may differ between runs that go on from one another.
    private static final String[] FREE = {"engine.version", "engine.detail", "model.place"};

    private final Optional<ResultFile> file;
    private final Map<String, Map<Integer, EvaluatedProblem>> answers = new HashMap<>();
    private final Set<String> described = new HashSet<>();

    private AnswerLog(Optional<ResultFile> file) {
        this.file = file;
    }

    /// Answers that are forgotten with the process.
    static AnswerLog inMemory() {
        return new AnswerLog(Optional.empty());
    }

    /// Opens a file, or begins one.
    ///
    /// @throws UsageException if it holds answers to other problems or under other settings than these
    /// @throws IOException if it cannot be read or written, or is none of this format
    static AnswerLog open(Path path, EvaluationPlan plan, Dataset dataset, List<Entry> entries) throws IOException {
        ResultFile file = ResultFile.append(path);
        try {
            AnswerLog log = new AnswerLog(Optional.of(file));
            if (file.lines().isEmpty()) {
                file.append(
                        EvaluationFile.head(dataset.file().toString(), dataset.fingerprint(), plan.generatedTokens()));
            } else {
                log.take(path, EvaluationFile.of(path, file.lines()), plan, dataset, entries);
            }
            return log;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void take(Path path, EvaluationFile known, EvaluationPlan plan, Dataset dataset, List<Entry> entries) {
        if (!known.fingerprint().equals(dataset.fingerprint())) {
            throw another(path, "to other problems, those of " + known.dataset());
        }
        if (known.generatedTokens() != plan.generatedTokens()) {
            throw another(path, "of up to " + known.generatedTokens() + " tokens, not " + plan.generatedTokens());
        }
        known.settings().values().forEach(setting -> check(path, setting, entries));
        described.addAll(known.settings().keySet());
        known.problems().forEach(this::remember);
    }

    private static void check(Path path, Setting setting, List<Entry> entries) {
        List<List<String>> different = entries.stream()
                .map(entry -> entry.setting().match(setting).ignoring(FREE).different())
                .toList();
        List<String> least = different.stream()
                .min((a, b) -> Integer.compare(a.size(), b.size()))
                .orElseThrow();
        if (!least.isEmpty()) {
            throw another(
                    path,
                    "under a setting that is not asked for: '"
                            + setting.strategy().map(Object::toString).orElse("unknown")
                            + "' differs in " + String.join(", ", least));
        }
    }

    private static UsageException another(Path path, String what) {
        return new UsageException(path + " holds answers " + what + "; give another --out, or move the file away");
    }

    private void remember(EvaluatedProblem answer) {
        answers.computeIfAbsent(answer.setting(), _ -> new HashMap<>()).putIfAbsent(answer.problem(), answer);
    }

    /// The answer to a problem, if it was answered.
    Optional<EvaluatedProblem> find(Entry entry, int problem) {
        return Optional.ofNullable(answers.getOrDefault(entry.id(), Map.of()).get(problem));
    }

    /// Keeps the answers of a batch.
    void add(Entry entry, List<EvaluatedProblem> batch) throws IOException {
        if (file.isPresent()) {
            List<ObjectNode> lines = new ArrayList<>();
            if (described.add(entry.id())) {
                lines.add(EvaluationFile.line(entry.setting()));
            }
            batch.forEach(answer -> lines.add(answer.json()));
            file.get().append(lines);
        }
        batch.forEach(this::remember);
    }

    /// The process is ending: lets nothing more into the file.
    void seal() {
        file.ifPresent(ResultFile::seal);
    }

    @Override
    public void close() throws IOException {
        if (file.isPresent()) {
            file.get().close();
        }
    }
}
