package org.unmask.app.study;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.unmask.engine.Generation;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.Answers;
import org.unmask.result.AnswerResult;
import org.unmask.result.Machine;
import org.unmask.result.Results;
import org.unmask.run.measure.AnswerProtocol;
import org.unmask.run.measure.Asked;

/// The part of a report about real answers.
final class AnswerSection {
    private AnswerSection() {}

    /// The answers, and accuracy and speed in one sentence.
    static Part part(AnswerProtocol protocol, String prompts, Results results) {
        Answers answers = of(protocol, protocol.asked(), prompts, results);
        return Part.of(List.of(answers), finding(answers).stream().toList());
    }

    /// What each strategy of a protocol answered.
    ///
    /// @param asked  which settings, in which order
    /// @param prompts  how the prompts are called
    static Answers of(AnswerProtocol protocol, List<Asked> asked, String prompts, Results results) {
        List<Answers.Row> rows = new ArrayList<>();
        Set<String> backends = new LinkedHashSet<>();
        Set<Integer> problems = new HashSet<>();
        for (Asked one : asked) {
            for (List<AnswerResult> answers : answers(one, protocol, results)) {
                rows.add(row(one, answers));
                answers.forEach(answer -> problems.add(answer.problem()));
                answers.getFirst().setting().engine().backend().ifPresent(backends::add);
            }
        }
        int count = protocol.problems() == 0 ? problems.size() : protocol.problems();
        String task = protocol.autoregressive().model().id() + " and "
                + protocol.diffusion().model().id() + " answer " + count + " problems of " + prompts + ", "
                + (protocol.batch() == 1 ? "one" : protocol.batch()) + " at a time, with room for "
                + protocol.generatedTokens()
                + " tokens. Autoregression stops at its end token; a canvas is always computed whole."
                + together(protocol)
                + " Exact: the number behind ####; flexible: the last number.";
        return new Answers(
                task,
                rows,
                Source.measured(MeasuredPart.MACHINE + ", " + protocol.dtype().id() + " weights, backend "
                        + String.join(", ", backends) + ", one run per problem"));
    }

    /// Those of one setting, for each of its machines and sets of weights and prompts.
    private static Collection<List<AnswerResult>> answers(Asked asked, AnswerProtocol protocol, Results results) {
        record Key(String setting, Machine machine) {}
        Map<Key, List<AnswerResult>> groups = new LinkedHashMap<>();
        for (AnswerResult answer : results.answers()) {
            boolean wanted = protocol.problems() == 0 || answer.problem() < protocol.problems();
            if (wanted && asked.setting().asksFor(answer.setting())) {
                Key key = new Key(answer.setting().id(), answer.setting().machine());
                groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(answer);
            }
        }
        return groups.values();
    }

    private static String together(AnswerProtocol protocol) {
        if (protocol.batch() == 1) {
            return "";
        }
        return " Passes are those of the batch, a problem's time is its share of the batch's; a sequence that has ended "
                + (protocol.stop() == Generation.Stop.AT_LAST_END_TOKEN
                        ? "is computed until all have."
                        : "leaves its batch.");
    }

    /// Accuracy and speed of every strategy in one sentence; empty without answers.
    private static Optional<String> finding(Answers answers) {
        return answers.rows().stream()
                .filter(row -> row.scored() > 0)
                .map(row -> String.format(
                        Locale.ROOT,
                        "%s %d of %d at %.0f kept tokens/s",
                        row.strategy().text(),
                        row.exact(),
                        row.scored(),
                        row.keptTokens() / (row.problems() * row.secondsPerProblem())))
                .reduce((a, b) -> a + "; " + b)
                .map(list -> "Right answers of the trained pair on this machine: " + list + ".");
    }

    private static Answers.Row row(Asked asked, List<AnswerResult> answers) {
        return new Answers.Row(
                MeasuredPart.label(asked.strategy()),
                answers.size(),
                count(answers, AnswerResult::scored),
                count(answers, answer -> answer.scored() && answer.exact()),
                count(answers, answer -> answer.scored() && answer.flexible()),
                answers.stream().mapToInt(AnswerResult::passes).average().orElseThrow(),
                answers.stream().mapToLong(AnswerResult::computedTokens).sum(),
                answers.stream().mapToLong(AnswerResult::keptTokens).sum(),
                answers.stream().mapToDouble(AnswerResult::share).average().orElseThrow());
    }

    private static int count(List<AnswerResult> answers, Predicate<AnswerResult> condition) {
        return (int) answers.stream().filter(condition).count();
    }
}
