package org.unmask.run.measure;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.result.AnswerResult;
import org.unmask.result.Setting;
import org.unmask.run.session.Chat;
import org.unmask.run.session.LoadedModel;
import org.unmask.run.session.Prompt;
import org.unmask.run.session.SamplingSettings;
import org.unmask.run.session.Scoring;

/// Lets a model with a tokenizer answer prompts.
public final class Answering {
    private Answering() {}

    /// How to answer.
    ///
    /// @param setting  what it is, for results
    /// @param chat  whether texts are put into the model's chat template, too
    /// @param stop  what becomes of a sequence that has its end token
    /// @param sampling  problem `i` draws with a seed that is greater by `i`, in whatever batch it is answered
    public record Task(
            Setting setting,
            StrategySpec strategy,
            int generatedTokens,
            boolean chat,
            Generation.Stop stop,
            SamplingSettings sampling) {}

    /// Generates a batch, each prompt of its own length, and scores the numbers in the answers.
    ///
    /// @param first  number of the first prompt, from 0
    /// @return one answer per prompt
    /// @throws IllegalArgumentException if the strategy has no way to pad prompts of different lengths
    public static List<AnswerResult> answer(LoadedModel model, Task task, int first, List<Prompt> prompts) {
        List<int[]> tokens = prompts.stream()
                .map(prompt -> tokens(model, prompt, task.chat()))
                .toList();
        Measurement.Timed timed = generate(model, task, first, tokens, Probe.NONE);
        return IntStream.range(0, prompts.size())
                .mapToObj(sequence -> result(model, timed, sequence, first + sequence, prompts.get(sequence)))
                .toList();
    }

    /// Generates a batch while a probe looks on.
    ///
    /// @param first  number of the first prompt, from 0
    /// @param tokens  of the prompts
    /// @throws IllegalArgumentException if the strategy has no way to pad prompts of different lengths
    public static Measurement.Timed generate(LoadedModel model, Task task, int first, List<int[]> tokens, Probe probe) {
        List<Integer> lengths = tokens.stream().map(prompt -> prompt.length).toList();
        lengths.forEach(length -> model.checkLength(length, task.generatedTokens()));
        Strategy decoding = Strategies.create(task.strategy(), task.generatedTokens());
        Request request = Request.of(lengths, task.generatedTokens(), LogitRows.ACTIVE, decoding::paddingUnit);
        Measurement.Job job = new Measurement.Job(
                task.setting(),
                task.strategy(),
                request,
                tokens,
                task.stop(),
                task.sampling().later(first).of(model.engine().model()));
        return Measurement.run(model.engines(), job, first, false, probe);
    }

    /// The tokens of a prompt; those of the model's chat template with it if asked for, or if it is a conversation.
    ///
    /// @throws IllegalArgumentException if the model has no tokenizer or template, or was trained for fewer positions
    public static int[] tokens(LoadedModel model, Prompt prompt, boolean chat) {
        return chat || !prompt.turns().isEmpty() ? Chat.prompt(model, prompt.asChat()) : model.encode(prompt.prompt());
    }

    private static AnswerResult result(
            LoadedModel model, Measurement.Timed timed, int sequence, int problem, Prompt prompt) {
        int[] kept = timed.generation().kept(sequence);
        String text = model.tokenizer().decode(kept);
        Optional<Scoring> score = prompt.answer().map(answer -> Scoring.of(text, answer));
        return new AnswerResult(
                timed.result().setting(),
                problem,
                text,
                score.isPresent(),
                score.filter(Scoring::strict).isPresent(),
                score.filter(Scoring::flexible).isPresent(),
                timed.result().passes().size(),
                timed.generation().computed(sequence),
                kept.length,
                timed.result().seconds(),
                timed.generation().sequences());
    }
}
