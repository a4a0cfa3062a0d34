package org.unmask.app.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Units;
import org.unmask.result.Arrival;
import org.unmask.result.Setting;
import org.unmask.result.compare.Series;
import org.unmask.result.compare.Side;

/// What was measured elsewhere, beside what is predicted of it: assumed before the run, replayed with the passes that the
/// server counted, and measured.
///
/// @param leftOut  what has no price, each with its reason
public record Beside(List<Row> rows, List<LeftOut> leftOut) {
    public Beside {
        rows = List.copyOf(rows);
        leftOut = List.copyOf(leftOut);
    }

    /// One quantity of a setting.
    ///
    /// @param program  that measured it; empty if the file does not say
    /// @param judged  the claim, priced with the passes that were counted if any were, else with those assumed
    /// @param load  how requests came, in words
    /// @param batch  sequences that are expected to share a pass
    /// @param assumed  what the setting alone makes expect; empty if it does not say how many passes there are
    /// @param replayed  the same with the passes that really ran; empty if nobody counted them
    public record Row(
            Optional<String> program,
            Audited judged,
            String load,
            int batch,
            Optional<Priced> assumed,
            Optional<Priced> replayed) {
        /// The number that was measured.
        public double measured() {
            return judged.claim().number().orElseThrow();
        }

        /// What tells a row from others: the same quantity of one setting may stand in several files.
        private List<Object> content() {
            return List.of(
                    judged.setting().orElseThrow(),
                    judged.claim().measure(),
                    batch,
                    program,
                    String.format(Locale.ROOT, "%.3g", measured()));
        }
    }

    /// A prediction in the unit of the number that was measured.
    ///
    /// @param profile  under the runtime profile
    public record Priced(double roof, double profile) {
        private static Priced of(Audited audited) {
            Audited.Numbers numbers = audited.numbers().orElseThrow();
            return new Priced(numbers.roof(), numbers.profile());
        }
    }

    /// A quantity without a price.
    ///
    /// @param name  model and quantity
    public record LeftOut(String name, String reason) {}

    /// Prices all times and rates of a set of results that roofs bound.
    ///
    /// @throws IOException if a file of the catalogue cannot be read
    public static Beside of(Auditor auditor, Side side) throws IOException {
        Map<List<Object>, Row> rows = new LinkedHashMap<>();
        Set<LeftOut> leftOut = new LinkedHashSet<>();
        CountedPasses counted = new CountedPasses(side.series());
        String source = String.valueOf(side.path().getFileName());
        for (Series series : side.series()) {
            Optional<Claimed> claim = SettingClaims.of(source, series);
            if (claim.isEmpty()) {
                continue;
            }
            Optional<String> unknown = unknown(claim.get());
            if (unknown.isPresent()) {
                leftOut.add(new LeftOut(name(series), unknown.get()));
                continue;
            }
            Audited audited = auditor.audit(claim.get());
            if (audited.numbers().isEmpty()) {
                leftOut.add(new LeftOut(name(series), audited.words()));
                continue;
            }
            Audited shared = auditor.audit(SettingClaims.shared(source, series).orElse(claim.get()));
            Row row = row(auditor, series, audited, shared.numbers().isEmpty() ? audited : shared, counted);
            rows.merge(List.of(row.content(), row.load()), row, Beside::lessAssumed);
        }
        return new Beside(withLoad(rows.values()), new ArrayList<>(leftOut));
    }

    /// Without those that another file of the same run says with its load.
    private static List<Row> withLoad(Collection<Row> rows) {
        Set<List<Object>> known = rows.stream()
                .filter(row -> !row.load().isEmpty())
                .map(Row::content)
                .collect(Collectors.toSet());
        return rows.stream()
                .filter(row -> !row.load().isEmpty() || !known.contains(row.content()))
                .toList();
    }

    /// What an audit assumes in favour of a claim is no prediction of it.
    private static Optional<String> unknown(Claimed claim) {
        Claimed.Stated stated = claim.stated();
        if (stated.batch().isEmpty()) {
            return Optional.of("how many sequences share a pass is not stated; give --set load.arrival.batch=N");
        }
        if (stated.promptTokens().isEmpty()) {
            return Optional.of("tokens of a prompt are not stated; give --set load.prompt_tokens=N");
        }
        if (stated.generatedTokens().isEmpty() && claim.measure().part() != Measure.Part.PROMPT) {
            return Optional.of("generated tokens are not stated; give --set load.generated_tokens=N");
        }
        return Optional.empty();
    }

    private static String name(Series series) {
        return series.setting().model().id().orElse("a model that is not stated") + ", " + series.name();
    }

    private static Row lessAssumed(Row first, Row second) {
        return second.judged.assumed().size() < first.judged.assumed().size() ? second : first;
    }

    /// @param audited  as it is possible
    /// @param shared  as it is expected
    private static Row row(Auditor auditor, Series series, Audited audited, Audited shared, CountedPasses counted)
            throws IOException {
        Optional<String> program = series.setting().engine().name();
        String load = load(series.setting());
        boolean certain = auditor.isCertain(audited.claim());
        int batch = shared.setting().orElseThrow().batch();
        Optional<Priced> assumed = certain ? Optional.of(Priced.of(shared)) : Optional.empty();
        StrategySpec strategy =
                StrategySpec.parse(audited.setting().orElseThrow().strategy());
        Optional<StrategySpec> ran = counted.strategy(series.setting(), strategy);
        if (ran.isEmpty()) {
            boolean isKnown = certain && counted.isFollowed(series.setting(), strategy);
            return new Row(program, audited, load, batch, assumed, isKnown ? assumed : Optional.empty());
        }
        Audited replayed = auditor.audit(audited.claim().with(stated(ran.get())));
        Audited ofAll = auditor.audit(shared.claim().with(stated(ran.get())));
        return replayed.numbers().isEmpty() || ofAll.numbers().isEmpty()
                ? new Row(program, audited, load, batch, assumed, Optional.empty())
                : new Row(program, replayed, load, batch, assumed, Optional.of(Priced.of(ofAll)));
    }

    private static String load(Setting setting) {
        return switch (setting.load().arrival().orElse(null)) {
            case Arrival.Batch(int sequences) -> "batch " + sequences;
            case Arrival.Concurrency(int clients) -> clients + (clients == 1 ? " client" : " clients");
            case Arrival.Rate(double rate) -> Units.number(rate) + " requests/s";
            case null -> "";
        };
    }

    private static Claimed.Stated stated(StrategySpec strategy) {
        Claimed.Stated nothing = Claimed.Stated.NOTHING;
        return new Claimed.Stated(
                nothing.model(),
                nothing.device(),
                nothing.devices(),
                Optional.of(strategy.toString()),
                nothing.batch(),
                nothing.promptTokens(),
                nothing.generatedTokens(),
                nothing.logits(),
                nothing.types(),
                nothing.quantization(),
                nothing.inCache());
    }
}
