package org.unmask.app.frontier;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.decode.Strategies;
import org.unmask.core.text.Progress;
import org.unmask.core.text.UsageException;
import org.unmask.result.Setting;
import org.unmask.run.evaluate.Entry;
import org.unmask.run.evaluate.Evaluator;
import org.unmask.run.frontier.Front;
import org.unmask.run.frontier.Race;
import org.unmask.run.frontier.Standing;

/// A race of the settings of a plan, and its fronts by batch.
///
/// @param entries  the contenders
/// @param standings  of each of them
public record FrontierRun(Race race, List<Entry> entries, List<Standing> standings, int skipped) {
    public FrontierRun {
        entries = List.copyOf(entries);
        standings = List.copyOf(standings);
    }

    /// Runs the race; what the file of the evaluator holds is not answered again.
    ///
    /// @param firstRound  problems of the first round
    /// @param error  probability that a setting of the true front is dropped, at most
    /// @throws UsageException if no answer to the problems is known
    public static FrontierRun of(Evaluator evaluator, int firstRound, double error, Progress.Factory progress)
            throws IOException {
        if (evaluator.scored() == 0) {
            throw new UsageException("no answer to the problems is known, so that there is no accuracy");
        }
        List<Entry> entries = evaluator.entries();
        List<Race.Contender> contenders = entries.stream()
                .map(entry -> new Race.Contender(entry.batch(), isBaseline(entry)))
                .toList();
        Race race = new Race(contenders, evaluator.problems(), firstRound, error);
        try (Progress bar = progress.start("frontier, at most", (long) entries.size() * evaluator.problems())) {
            List<Standing> standings =
                    race.run((contender, problems) -> evaluator.answer(entries.get(contender), problems, bar));
            return new FrontierRun(race, entries, standings, evaluator.skipped().size());
        }
    }

    private static boolean isBaseline(Entry entry) {
        return Strategies.isAutoregressive(entry.strategy());
    }

    /// The front of each batch that has an autoregressive setting, in rising order of batches.
    public List<Front> fronts() {
        List<Integer> batches =
                entries.stream().map(Entry::batch).distinct().sorted().toList();
        List<Front> fronts = new ArrayList<>();
        for (int batch : batches) {
            List<Standing> all = standings.stream()
                    .filter(standing -> entry(standing).batch() == batch)
                    .toList();
            fronts.add(new Front(
                    batch,
                    all.stream().filter(standing -> isBaseline(entry(standing))).toList(),
                    all.stream()
                            .filter(standing -> !isBaseline(entry(standing)))
                            .toList()));
        }
        return List.copyOf(fronts);
    }

    /// The machine and how it computed, for instance `AMD EPYC, 2 threads, backend vector, float32 weights`.
    public String place() {
        Setting setting = entries.getFirst().setting();
        return Stream.of(
                        setting.machine().name(),
                        setting.engine().threads().map(count -> count + " threads"),
                        setting.engine().backend().map(name -> "backend " + name),
                        setting.types().weight().map(type -> type + " weights"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
    }

    /// The setting behind a standing.
    public Entry entry(Standing standing) {
        return entries.get(standing.contender());
    }

    /// Answers that the race took.
    public long answers() {
        return standings.stream()
                .mapToLong(standing -> standing.tally().problems())
                .sum();
    }

    /// Answers that all settings would have taken.
    public long wholeGrid() {
        return (long) entries.size() * race.problems();
    }

    /// How many settings got no more problems.
    public long dropped() {
        return standings.stream()
                .filter(standing -> standing.beatenBy().isPresent())
                .count();
    }
}
