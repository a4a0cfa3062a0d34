package org.unmask.app.study;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.engine.Generation;
import org.unmask.run.session.SamplingSettings;

/// A study as its file describes it. Lists of numbers may be written as `1-64*2`.
///
/// @param name  names the output folder
/// @param predict  what to price on catalogue devices
/// @param measure  what to run on this machine with synthetic weights
/// @param answers  what to let trained models answer
/// @param figures  further figures of predictions
/// @param asymptotics  a table of what predictions tend to
/// @param text  of the file; results are of this very text
public record Study(
        String name,
        String title,
        Optional<Predict> predict,
        Optional<Measure> measure,
        Optional<Answer> answers,
        List<FigureSpec> figures,
        Optional<AsymptoticsSpec> asymptotics,
        String text) {
    public Study {
        figures = List.copyOf(figures);
    }

    /// SHA-256 of the text.
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// Names of the models that it prices.
    List<String> predicted() {
        return Stream.concat(
                        predict.stream().flatMap(pair -> Stream.of(pair.autoregressive(), pair.diffusion())),
                        figures.stream()
                                .flatMap(figure -> figure.lines().stream())
                                .map(FigureSpec.Line::model))
                .distinct()
                .toList();
    }

    /// Names of the models that it runs.
    List<String> run() {
        return Stream.concat(
                        measure.stream().flatMap(pair -> Stream.of(pair.autoregressive(), pair.diffusion())),
                        answers.stream().flatMap(pair -> Stream.of(pair.autoregressive(), pair.diffusion())))
                .distinct()
                .toList();
    }

    /// A cross product of predictions.
    ///
    /// @param steps  numbers of denoising steps of the plain diffusion strategy
    /// @param strategies  further strategies of the diffusion model
    /// @param prefillChunk  most tokens of a pass over prompts, of all sequences together; 0 is no limit
    /// @param profile  runtime profile or profile file
    /// @param intensity  settings of the two intensity figures
    /// @param crossover  settings of the map of who wins
    public record Predict(
            String autoregressive,
            String diffusion,
            List<String> devices,
            List<Integer> promptTokens,
            int generatedTokens,
            List<Integer> batches,
            List<Integer> steps,
            List<String> strategies,
            String logits,
            int prefillChunk,
            String dtype,
            String profile,
            Intensity intensity,
            Optional<Crossover> crossover) {}

    /// Arithmetic intensity over generated length and over batch.
    ///
    /// @param lengths  generated tokens, at batch 1
    /// @param batches  at `generatedTokens`
    /// @param strategies  of the diffusion model
    public record Intensity(
            int promptTokens,
            int generatedTokens,
            List<Integer> lengths,
            List<Integer> batches,
            List<String> strategies) {}

    /// A map of batch and prompt for each device and strategy.
    ///
    /// @param strategies  of the diffusion model
    public record Crossover(List<Integer> batches, List<Integer> promptTokens, List<String> strategies) {}

    /// Runs of a pair with synthetic weights.
    ///
    /// @param profile  runtime profile or profile file that assumed and replayed times are priced under
    /// @param backend  a name, or `auto`
    /// @param threads  0 for all processors
    /// @param stop  when sequences end
    public record Measure(
            String autoregressive,
            String diffusion,
            List<String> strategies,
            List<Integer> batches,
            int promptTokens,
            int generatedTokens,
            String logits,
            String dtype,
            String keyValueDtype,
            String profile,
            String backend,
            int threads,
            int warmups,
            int repetitions,
            Generation.Stop stop,
            SamplingSettings sampling) {}

    /// Runs of a trained pair on real problems.
    ///
    /// @param prompts  JSON lines, relative to the working directory or else to the program
    /// @param problems  how many of them, 0 for all
    /// @param chat  whether texts are put into the chat template of the model's family
    /// @param batch  problems answered together
    /// @param stop  what becomes of a sequence that has its end token
    public record Answer(
            String autoregressive,
            String diffusion,
            String prompts,
            int problems,
            int generatedTokens,
            List<String> strategies,
            String dtype,
            String backend,
            int threads,
            boolean chat,
            int batch,
            Generation.Stop stop,
            SamplingSettings sampling) {}
}
