package org.unmask.app.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.PublishedFile;
import org.unmask.catalog.PublishedFile.Assumption;
import org.unmask.fit.PublishedPoint;
import org.unmask.result.Arrival;
import org.unmask.result.Setting;
import org.unmask.result.compare.Series;
import org.unmask.result.compare.Side;

/// Results of other programs as measured times of passes that are known, to fit profiles to them and to test profiles by
/// them.
///
/// Only settings count whose passes follow from what is stated: of one device, one batch at a time, with a strategy of
/// known steps. Several quantities of one setting that tell of the same passes are one point.
///
/// @param file  where they are from, with what was assumed
/// @param unusable  settings that are left out, each with its reason
public record ImportedPoints(PublishedFile file, List<PublishedPoint> points, List<String> unusable) {
    /// The format of files of results.
    private static final String FORMAT = "results";

    public ImportedPoints {
        points = List.copyOf(points);
        unusable = List.copyOf(unusable);
    }

    /// Reads a file of results of another program, an imported one, or a folder of them. `import --set` says what a file
    /// does not.
    ///
    /// @throws IOException in one line, if a file cannot be read, or says no time or rate that can be priced
    public static ImportedPoints read(Catalog catalog, Path path) throws IOException {
        Side side = Side.read(path);
        if (!side.bad().isEmpty()) {
            throw side.bad().getFirst();
        }
        Reader reader = new Reader(new Reading(catalog, Set.of()), path);
        for (Series series : side.series()) {
            reader.add(series);
        }
        if (reader.points.isEmpty()) {
            throw new IOException(path + ": no setting whose passes are known"
                    + reader.reasons().stream()
                            .findFirst()
                            .map(reason -> "; " + reason)
                            .orElse(""));
        }
        return reader.all();
    }

    /// Reads series one by one.
    private static final class Reader {
        private final Reading reading;
        private final Path path;
        private final List<PublishedPoint> points = new ArrayList<>();
        private final Set<String> assumed = new LinkedHashSet<>();
        private final Map<Setting, String> unusable = new LinkedHashMap<>();
        private final Set<Timed> known = new LinkedHashSet<>();

        /// The passes that a quantity tells of.
        private record Timed(Setting setting, Measure.Part part) {}

        Reader(Reading reading, Path path) {
            this.reading = reading;
            this.path = path;
        }

        void add(Series series) throws IOException {
            Optional<Claimed> claim = SettingClaims.of(path.toString(), series);
            if (claim.isEmpty()
                    || known.contains(
                            new Timed(series.setting(), claim.get().measure().part()))) {
                return;
            }
            try {
                checkAlone(series.setting());
                checkComplete(claim.get());
                add(series, claim.get(), reading.read(claim.get()));
            } catch (IllegalArgumentException | ArithmeticException e) {
                unusable.putIfAbsent(series.setting(), series.name() + ": " + e.getMessage());
            }
        }

        /// Requests that come and go share passes of no certain batch.
        private static void checkAlone(Setting setting) {
            boolean together = switch (setting.load().arrival().orElse(null)) {
                case Arrival.Batch _ -> true;
                case Arrival.Concurrency clients -> clients.clients() == 1;
                case Arrival.Rate _ -> false;
                case null -> true;
            };
            if (!together) {
                throw new IllegalArgumentException(
                        "requests come and go, and how many share a pass is not stated; measure with one at a time");
            }
        }

        /// What an audit would assume in favour of a claim, a fit must know.
        private static void checkComplete(Claimed claim) {
            Claimed.Stated stated = claim.stated();
            if (stated.batch().isEmpty()) {
                throw new IllegalArgumentException(
                        "the batch is not stated; import it with --set load.arrival.batch=N");
            }
            if (stated.promptTokens().isEmpty()) {
                throw new IllegalArgumentException(
                        "tokens of a prompt are not stated; import it with --set load.prompt_tokens=N");
            }
            if (stated.generatedTokens().isEmpty()) {
                throw new IllegalArgumentException(
                        "generated tokens are not stated; import it with --set load.generated_tokens=N");
            }
        }

        private void add(Series series, Claimed claim, Priceable priced) {
            if (!priced.fixed()) {
                throw new IllegalArgumentException(
                        "the passes of strategy " + priced.scenario().strategy().id()
                                + " are not stated; import it with --set strategy=NAME:steps=K or tokens-per-pass=X");
            }
            Auditor.checkPart(claim.measure(), priced);
            if (priced.devices() > 1) {
                throw new IllegalArgumentException(
                        "shared by " + priced.devices() + " devices, whose exchanges a profile does not price");
            }
            double number = claim.number().orElseThrow();
            double seconds = claim.measure().seconds(number, priced.scenario().request(), 1);
            known.add(new Timed(series.setting(), claim.measure().part()));
            assumed.addAll(priced.assumed());
            points.add(new PublishedPoint(
                    String.valueOf(path.getFileName()),
                    priced.scenario().model().id() + " " + priced.scenario().strategy(),
                    "B=" + priced.scenario().request().batch() + " P="
                            + priced.scenario().request().promptTokens() + " G="
                            + priced.scenario().request().generatedTokens() + " "
                            + (seconds == number ? "" : words(claim.measure().part()) + " from ") + series.name(),
                    priced.scenario(),
                    part(claim.measure().part()),
                    seconds,
                    Optional.empty()));
        }

        /// Whose time it is, where a quantity is no time of it.
        private static String words(Measure.Part part) {
            return switch (part) {
                case WHOLE -> "generation";
                case PROMPT -> "prompt";
                case DECODE -> "decoding";
                case LAST_PASS -> "last pass";
            };
        }

        private static PublishedPoint.Part part(Measure.Part part) {
            return switch (part) {
                case WHOLE -> PublishedPoint.Part.GENERATION;
                case PROMPT -> PublishedPoint.Part.PROMPT;
                case DECODE -> PublishedPoint.Part.DECODE;
                case LAST_PASS -> PublishedPoint.Part.LAST_PASS;
            };
        }

        /// Of settings of which no quantity could be used, each reason once.
        List<String> reasons() {
            Set<Setting> used = known.stream().map(Timed::setting).collect(Collectors.toSet());
            return unusable.entrySet().stream()
                    .filter(entry -> !used.contains(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .distinct()
                    .toList();
        }

        ImportedPoints all() {
            List<Assumption> assumptions = assumed.stream()
                    .map(sentence -> new Assumption("setting", sentence, "the file does not say it"))
                    .toList();
            PublishedFile file = new PublishedFile(
                    String.valueOf(path.getFileName()),
                    FORMAT,
                    "results of another program",
                    path.toString(),
                    assumptions,
                    "");
            return new ImportedPoints(file, points, reasons());
        }
    }
}
