package org.unmask.app.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.cost.crossover.Answer;
import org.unmask.cost.crossover.BatchCrossover;
import org.unmask.cost.crossover.Range;
import org.unmask.cost.crossover.Sample;
import org.unmask.cost.crossover.StepCrossover;
import org.unmask.cost.crossover.Verdict;

/// Verdicts are written one letter a value: `D` and `A` for the faster model, `d` and `a` for the only one that fits.
class SentencesTest {
    private static List<Range> ranges(String verdicts) {
        List<Range> ranges = new ArrayList<>();
        for (int i = 0; i < verdicts.length(); i++) {
            Verdict verdict = verdict(verdicts.charAt(i));
            if (!ranges.isEmpty() && ranges.getLast().verdict() == verdict) {
                ranges.add(new Range(ranges.removeLast().first(), i + 1, verdict));
            } else {
                ranges.add(new Range(i + 1, i + 1, verdict));
            }
        }
        return ranges;
    }

    private static Verdict verdict(char letter) {
        return switch (letter) {
            case 'D' -> Verdict.DIFFUSION;
            case 'A' -> Verdict.AUTOREGRESSIVE;
            case 'd' -> Verdict.ONLY_DIFFUSION_FITS;
            case 'a' -> Verdict.ONLY_AUTOREGRESSIVE_FITS;
            default -> throw new IllegalArgumentException("no verdict: " + letter);
        };
    }

    /// The batches of a sentence are those of the letters, and "on" means every larger batch.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DDDAAA   | AT     | from batch 4 on",
                "DDDAAAaa | AT     | from batch 4 on",
                "DDDAAAdd | AT     | at batches 4 to 6",
                "DAADDD   | AT     | at batches 2 to 3",
                "DADDDAA  | AT     | at batch 2 and from batch 6 on",
                "ADDAADA  | AT     | at batches 1, 4 to 5 and from batch 7 on",
                "ADDAADAd | AT     | at batches 1, 4 to 5 and 7",
                "ADDDaa   | AT     | at batch 1",
                "AAAA     | ALWAYS | at every batch that fits both",
                "AAdd     | ALWAYS | at every batch that fits both",
                "DDDa     | NEVER  | at no batch that fits both",
            })
    void aBatchFromWhichOnIsSaidOnlyIfTheLeadLasts(String verdicts, Answer answer, String expected) {
        BatchCrossover.Capacity capacity = new BatchCrossover.Capacity(9, Optional.empty(), Optional.empty());
        BatchCrossover found =
                new BatchCrossover(answer, Optional.empty(), Optional.empty(), ranges(verdicts), capacity, capacity, 9);

        assertThat(Sentences.overtaking(found)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DDDAAA   | AT     | up to 3 steps",
                "DDADAA   | AT     | at 1 to 2 and 4 steps",
                "aaDDAA   | AT     | at 3 to 4 steps",
                "DDDD     | ALWAYS | at any number of steps up to one per token",
                "DADD     | ALWAYS | at 1 and 3 to 4 steps",
                "AAAA     | NEVER  | at no number of steps",
            })
    void stepsAreSaidUpToANumberOnlyIfAllOfThemAreAsFast(String verdicts, Answer answer, String expected) {
        int last = Math.max(1, verdicts.lastIndexOf('D') + 1);
        StepCrossover found = new StepCrossover(
                answer,
                "",
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                Optional.of(new Sample(last, 1, 1)),
                Optional.empty(),
                ranges(verdicts));

        assertThat(Sentences.affordable(found)).isEqualTo(expected);
    }
}
