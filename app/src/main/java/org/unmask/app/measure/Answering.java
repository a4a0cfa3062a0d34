package org.unmask.app.measure;

import java.util.List;
import java.util.Optional;
import org.unmask.app.result.AnswerResult;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategySpec;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;

/// Lets a model with a tokenizer answer a prompt.
public final class Answering {
    private Answering() {}

    /// Generates until the end token where the strategy can stop there, and scores the number in the answer.
    ///
    /// @param point  names the run in results
    /// @param problem  number of the prompt, from 0
    /// @param chat  whether a text is put into the model's chat template, too
    public static AnswerResult answer(
            LoadedModel model,
            String point,
            StrategySpec strategy,
            int problem,
            Prompt prompt,
            boolean chat,
            int generatedTokens) {
        int[] tokens = chat || !prompt.turns().isEmpty()
                ? Chat.prompt(model, prompt.asChat())
                : model.tokenizer().encode(prompt.prompt());
        Request request = new Request(1, tokens.length, generatedTokens, LogitRows.ACTIVE);
        Measurement.Timed timed = Measurement.run(
                model.engine(),
                new Measurement.Job(
                        point, strategy, request, List.of(tokens), Generation.Stop.AT_END_TOKEN, Sampling.greedy(0)),
                problem,
                false);
        int[] kept = timed.generation().kept(0);
        String text = model.tokenizer().decode(kept);
        int computed =
                timed.result().outcomes().stream().mapToInt(Outcome::committed).sum();
        Optional<Scoring> score = prompt.answer().map(answer -> Scoring.of(text, answer));
        return new AnswerResult(
                point,
                problem,
                text,
                score.isPresent(),
                score.filter(Scoring::strict).isPresent(),
                score.filter(Scoring::flexible).isPresent(),
                timed.result().passes().size(),
                computed,
                kept.length,
                timed.result().seconds());
    }
}
