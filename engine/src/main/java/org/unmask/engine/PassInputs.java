package org.unmask.engine;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.unmask.core.decode.Pass;
import org.unmask.engine.weight.WeightGenerator;

/// Gathers what the passes of a batch work on: tokens, positions, rows of logits, random numbers.
final class PassInputs {
    private static final int NO_TOKEN = -1;

    private final Sequences sequences;
    private final Sampling sampling;
    private final Drafting drafting;
    private final int batch;
    private final int suppressed;
    /// Passes that have predicted something, for each sequence.
    private final int[] predictingPasses;

    /// @param batch  sequences; those without the prompt, of passes with guidance, are numbered from here
    /// @param mask  is never chosen
    PassInputs(Sequences sequences, Sampling sampling, Drafting drafting, int batch, OptionalInt mask) {
        this.sequences = sequences;
        this.sampling = sampling;
        this.drafting = drafting;
        this.batch = batch;
        this.suppressed = mask.orElse(NO_TOKEN);
        this.predictingPasses = new int[batch];
    }

    /// @param parts  what the pass computes of each sequence
    /// @param stored  keys and values that it reads
    /// @param features  of layers whose rows it reuses
    PassInput of(Pass pass, List<Generation.Sequence> parts, KeyValueCache stored, Optional<FeatureStore> features) {
        Pass.Group group = pass.only();
        boolean guided = group.task().guidance() > 0;
        Optional<Draws> draws = sampling.isGreedy()
                ? Optional.empty()
                : Optional.of(draws(parts, pass.role().isDrafter()));
        int[] numbers = parts.stream().mapToInt(Generation.Sequence::number).toArray();
        int[] positions = parts.stream()
                .flatMap(part -> part.positions().stream())
                .mapToInt(Integer::intValue)
                .toArray();
        int[] rows = parts.stream()
                .flatMap(part -> part.rows().stream())
                .mapToInt(LogitRow::index)
                .toArray();
        int[] padding = Arrays.stream(numbers).map(sequences::padding).toArray();
        int each = positions.length / numbers.length;
        int[] tokens = IntStream.range(0, positions.length)
                .map(i -> sequences.token(numbers[i / each], positions[i]))
                .toArray();
        if (!guided) {
            return new PassInput(pass, numbers, tokens, positions, padding, rows, stored, features, suppressed, draws);
        }
        int[] unguided = IntStream.range(0, positions.length)
                .map(i -> sequences.unguidedToken(numbers[i / each], positions[i]))
                .toArray();
        return new PassInput(
                pass,
                joined(numbers, Arrays.stream(numbers).map(n -> n + batch).toArray()),
                joined(tokens, unguided),
                joined(positions, positions),
                joined(padding, padding),
                joined(
                        rows,
                        Arrays.stream(rows).map(row -> row + positions.length).toArray()),
                stored,
                features,
                suppressed,
                draws);
    }

    /// Random numbers for the rows that predict something. Passes that predict nothing for a sequence do not count, so that
    /// it draws as it does alone.
    private Draws draws(List<Generation.Sequence> parts, boolean drafts) {
        Map<Integer, WeightGenerator> rows = new HashMap<>();
        int row = 0;
        for (Generation.Sequence part : parts) {
            WeightGenerator pass = new WeightGenerator("sample", sampling.seed() + part.number())
                    .fork(predictingPasses[part.number()]);
            predictingPasses[part.number()] += part.predicted().isEmpty() ? 0 : 1;
            for (LogitRow logits : part.rows()) {
                if (part.predicted().contains(logits.position())) {
                    rows.put(row, pass.fork(logits.position() - sequences.padding(part.number())));
                }
                row++;
            }
        }
        return new Draws(
                sampling,
                rows,
                drafts ? Map.of() : drafting.decided(parts),
                drafts ? Optional.of(new ConcurrentHashMap<>()) : Optional.empty());
    }

    static int[] joined(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }
}
