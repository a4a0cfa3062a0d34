package org.unmask.app.frontier;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.unmask.core.decode.Strategies;
import org.unmask.run.evaluate.Entry;
import org.unmask.run.frontier.Bounds;
import org.unmask.run.frontier.Front;
import org.unmask.run.frontier.Standing;

/// What a frontier says, in sentences.
public final class FrontierSentences {
    private final FrontierRun run;

    /// Sentences about a race.
    public FrontierSentences(FrontierRun run) {
        this.run = run;
    }

    /// All of them: equal accuracy at every batch, the knees, and how the race went.
    public List<String> all() {
        List<String> sentences = new ArrayList<>();
        sentences.add(run.fronts().stream()
                .map(this::equal)
                .collect(Collectors.joining("; ", "", "."))
                .replaceFirst("^a", "A"));
        run.fronts().forEach(front -> drafts(front).ifPresent(sentences::add));
        run.fronts().forEach(front -> knee(front).ifPresent(sentences::add));
        sentences.add(effort());
        return sentences;
    }

    /// For instance: at batch 1 the DLM reaches the accuracy of the ARM within one point at 0.8 times its speed.
    public String equal(Front front) {
        String diffusion = run.entry(front.best()).model().model().id();
        String baseline = name(front.baseline());
        return "at batch " + front.batch() + " "
                + front.equal()
                        .map(equal -> diffusion + " reaches the accuracy of " + baseline + " within one point at "
                                + against(front, equal))
                        .orElseGet(() -> "no setting of " + diffusion + " comes within one point of " + baseline
                                + "; the most accurate has " + against(front, front.best()));
    }

    /// What drafts do for the autoregressive model, if it was tried with any.
    private Optional<String> drafts(Front front) {
        Optional<Standing> alone = front.lines().stream()
                .filter(line -> run.entry(line).strategy().equals(Strategies.AUTOREGRESSIVE))
                .findFirst();
        Optional<Standing> drafted = front.lines().stream()
                .filter(line -> !alone.equals(Optional.of(line)))
                .max(Comparator.comparingDouble(Standing::speed));
        if (alone.isEmpty() || drafted.isEmpty()) {
            return Optional.empty();
        }
        double times = drafted.get().speed() / alone.get().speed();
        String line = "At batch " + front.batch() + " the line to beat is ";
        return Optional.of(
                times > 1
                        ? line
                                + name(drafted.get())
                                + String.format(Locale.ROOT, ", %.2f times as fast as without drafts.", times)
                        : line
                                + name(alone.get())
                                + String.format(
                                        Locale.ROOT,
                                        " without drafts; %s it is %.2f times as fast.",
                                        drafts(drafted.get()),
                                        times));
    }

    /// The model of a setting, and what drafts for it.
    private String name(Standing standing) {
        Entry entry = run.entry(standing);
        String model = entry.model().model().id();
        if (!Strategies.isAutoregressive(entry.strategy()) || entry.strategy().equals(Strategies.AUTOREGRESSIVE)) {
            return model;
        }
        return model + " " + drafts(standing);
    }

    private String drafts(Standing standing) {
        return run.entry(standing)
                .asked()
                .drafter()
                .map(drafter -> "with drafts by " + drafter.model().id())
                .orElse("with drafts looked up in the text");
    }

    /// For instance: 0.80 times its speed (0.76 to 0.84) with diffusion:block=64, 99.0 % against 99.5 % (-2.1 to 1.1
    /// points).
    private String against(Front front, Standing one) {
        Bounds times = front.timesBounds(one);
        Bounds points = front.accuracies(one).bounds();
        return times(front, one) + " times its speed"
                + (Double.isFinite(times.high())
                        ? String.format(Locale.ROOT, " (%.2f to %.2f)", times.low(), times.high())
                        : "")
                + " with " + run.entry(one).strategy() + ", " + percent(one) + " against " + percent(front.baseline())
                + String.format(Locale.ROOT, " (%+.1f to %+.1f points)", 100 * points.low(), 100 * points.high());
    }

    /// A heading that says how fast the diffusion model is at equal accuracy, without the names of strategies.
    public String heading(Front front) {
        String baseline = name(front.baseline());
        String at = "At batch " + front.batch() + " ";
        return front.equal()
                .map(equal -> at + "it is " + times(front, equal) + " times as fast as " + baseline
                        + " at an accuracy within one point")
                .orElseGet(() -> at + "no setting comes within one point of " + baseline + "; the most accurate has "
                        + percent(front.best()) + " at " + times(front, front.best()) + " times its speed");
    }

    private Optional<String> knee(Front front) {
        return front.knee()
                .map(knee -> "The knee at batch " + front.batch() + " is "
                        + run.entry(knee).strategy() + ": " + percent(knee) + " at " + times(front, knee)
                        + " times the speed of "
                        + name(front.baseline()) + ".");
    }

    /// How many answers it took, and how surely nothing of the front was lost.
    private String effort() {
        return run.standings().size() + " settings, " + run.race().problems() + " problems: " + run.answers() + " of "
                + run.wholeGrid()
                + " answers were needed. Surely slower and surely less accurate than another on the same problems, and"
                + " given no more of them: " + run.dropped()
                + "; a setting of the true front is among them with a probability of at most "
                + String.format(Locale.ROOT, "%.3g", 100 * run.race().error()) + " %.";
    }

    private static String times(Front front, Standing standing) {
        return String.format(Locale.ROOT, "%.2f", front.times(standing));
    }

    private static String percent(Standing standing) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * standing.accuracy().share());
    }
}
