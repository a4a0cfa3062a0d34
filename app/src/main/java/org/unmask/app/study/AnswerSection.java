package org.unmask.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.engine.Generation;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.Answers;
import org.unmask.result.AnswerResult;
import org.unmask.result.ResultFile;
import org.unmask.run.session.Scoring;

/// The part of a report about real answers.
final class AnswerSection {
    private AnswerSection() {}

    /// The answers, and accuracy and speed in one sentence.
    static Part part(Study.Answer study, AnswerJobs jobs, ResultFile results) {
        Answers answers = of(study, jobs, results);
        return Part.of(List.of(answers), finding(answers).stream().toList());
    }

    static Answers of(Study.Answer study, AnswerJobs jobs, ResultFile results) {
        List<AnswerResult> all =
                results.lines(AnswerResult.TYPE).stream().map(AnswerResult::of).toList();
        List<Answers.Row> rows = new ArrayList<>();
        for (AnswerJobs.Job job : jobs.jobs()) {
            List<AnswerResult> answers = all.stream()
                    .filter(answer -> answer.point().equals(job.point()) && answer.problem() < jobs.problems())
                    .toList();
            if (!answers.isEmpty()) {
                rows.add(row(job, answers, jobs));
            }
        }
        String task = study.autoregressive() + " and " + study.diffusion() + " answer " + jobs.problems()
                + " problems of " + study.prompts() + ", " + (study.batch() == 1 ? "one" : study.batch())
                + " at a time, with room for " + study.generatedTokens()
                + " tokens. Autoregression stops at its end token; a canvas is always computed whole."
                + together(study)
                + " Exact: the number behind ####; flexible: the last number.";
        return new Answers(
                task,
                rows,
                Source.measured(MeasuredSections.MACHINE + ", " + study.dtype() + " weights, backend "
                        + jobs.backend().name() + ", one run per problem"));
    }

    private static String together(Study.Answer study) {
        if (study.batch() == 1) {
            return "";
        }
        return " Passes are those of the batch, a problem's time is its share of the batch's; a sequence that has ended "
                + (study.stop() == Generation.Stop.AT_LAST_END_TOKEN
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

    private static Answers.Row row(AnswerJobs.Job job, List<AnswerResult> answers, AnswerJobs jobs) {
        List<Scoring> scores =
                answers.stream().map(jobs::score).flatMap(Optional::stream).toList();
        return new Answers.Row(
                MeasuredJobs.label(job.strategy()),
                answers.size(),
                scores.size(),
                (int) scores.stream().filter(Scoring::strict).count(),
                (int) scores.stream().filter(Scoring::flexible).count(),
                answers.stream().mapToInt(AnswerResult::passes).average().orElseThrow(),
                answers.stream().mapToLong(AnswerResult::computedTokens).sum(),
                answers.stream().mapToLong(AnswerResult::keptTokens).sum(),
                answers.stream().mapToDouble(AnswerResult::share).average().orElseThrow());
    }
}
