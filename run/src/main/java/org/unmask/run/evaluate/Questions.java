package org.unmask.run.evaluate;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.text.UsageException;
import org.unmask.run.measure.Answering;
import org.unmask.run.measure.Asked;
import org.unmask.run.session.Dataset;
import org.unmask.run.session.Dataset.Problem;
import org.unmask.run.session.LoadedModel;
import org.unmask.run.session.LoadedModels;

/// The problems that every model of a plan can answer, as tokens, and the others with a reason.
///
/// @param skipped  each with the reason, for people
record Questions(List<Question> answered, List<String> skipped) {
    Questions {
        answered = List.copyOf(answered);
        skipped = List.copyOf(skipped);
    }

    /// A problem, and its prompt for each model.
    record Question(Problem problem, Map<CatalogModel, int[]> tokens) {}

    /// Writes the prompts in the tokens of each model, and leaves those out that a drafter was not trained for.
    ///
    /// @throws UsageException if a model has no tokenizer or one of another model, or no problem can be answered
    /// @throws IllegalArgumentException if a drafter cannot draft for its target
    static Questions of(EvaluationPlan plan, Dataset dataset, List<Asked> settings, LoadedModels models)
            throws IOException {
        List<CatalogModel> entries =
                settings.stream().map(Asked::entry).distinct().toList();
        for (Asked asked : settings) {
            models.of(asked.entry(), asked.drafter());
        }
        List<Question> answered = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (Problem problem : dataset.first(plan.limit())) {
            Map<CatalogModel, int[]> tokens = new HashMap<>();
            String reason = problem.skipped();
            for (CatalogModel entry : entries) {
                LoadedModel model = models.of(entry);
                model.tokenizer();
                reason = reason.isEmpty() ? add(plan, problem, entry, model, tokens) : reason;
            }
            reason = reason.isEmpty() ? beyondDrafter(plan, settings, tokens) : reason;
            if (reason.isEmpty()) {
                answered.add(new Question(problem, tokens));
            } else {
                skipped.add(name(problem) + ": " + reason);
            }
        }
        if (answered.isEmpty()) {
            throw new UsageException(dataset.file() + ": no problem can be answered; " + skipped.getFirst());
        }
        return new Questions(answered, skipped);
    }

    private static String add(
            EvaluationPlan plan,
            Problem problem,
            CatalogModel entry,
            LoadedModel model,
            Map<CatalogModel, int[]> tokens) {
        try {
            int[] prompt = Answering.tokens(model, problem.prompt().orElseThrow(), plan.chat());
            if (prompt.length == 0) {
                return "its prompt has no tokens";
            }
            model.checkLength(prompt.length, plan.generatedTokens());
            checkVocabulary(entry, prompt);
            tokens.put(entry, prompt);
            return "";
        } catch (UsageException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Why a drafter was not trained for a prompt and its answer; empty if every drafter was.
    private static String beyondDrafter(EvaluationPlan plan, List<Asked> settings, Map<CatalogModel, int[]> tokens) {
        try {
            for (Asked asked : settings) {
                int prompt = requireNonNull(tokens.get(asked.entry())).length;
                asked.drafter().ifPresent(drafter -> drafter.checkLength(prompt, plan.generatedTokens()));
            }
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void checkVocabulary(CatalogModel entry, int[] tokens) {
        int vocabulary = entry.model().architecture().vocabulary();
        for (int token : tokens) {
            if (token >= vocabulary) {
                throw new UsageException("the tokenizer of " + entry.model().id() + " gives token " + token
                        + ", and the model has only " + vocabulary
                        + ": it is that of another model; put the model's own tokenizer.json beside its weights");
            }
        }
    }

    private static String name(Problem problem) {
        Optional<String> task = problem.task();
        return "problem " + problem.number() + task.map(id -> " (" + id + ")").orElse("");
    }
}
