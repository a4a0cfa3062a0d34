package org.unmask.app.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.cost.roofline.Profile;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.BreakdownFigure;
import org.unmask.report.figure.Comparison;
import org.unmask.report.figure.PriceErrors;
import org.unmask.report.figure.RooflineFigure;
import org.unmask.result.Checkpoint;
import org.unmask.result.ElementTypes;
import org.unmask.result.Machine;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Stack;
import org.unmask.result.Statistics;
import org.unmask.run.measure.Asked;

/// The part of a report about runs: what was assumed, what the model says of the passes that ran, and the clock. It is a
/// function of results: types, fusions, roofs, backends and threads are those of their lines, not of this machine.
///
/// @param comparison  every setting that was asked for; those without results are named too
/// @param machines  operators of each setting under the roofs of its machine, as priced and as timed
/// @param operatorRates  what the operators of every setting achieved, in the run that timed them
/// @param errors  of prices, by operator and by phase
/// @param finding  one sentence about the error of the cost model; empty without results
record MeasuredPart(
        Comparison comparison,
        List<RooflineFigure.Machine> machines,
        List<BreakdownFigure.Bar> breakdown,
        List<OperatorRates> operatorRates,
        PriceErrors errors,
        Optional<String> finding,
        List<String> warnings) {
    /// How the machine is called where there is one only.
    static final String MACHINE = "this machine";

    MeasuredPart {
        machines = List.copyOf(machines);
        breakdown = List.copyOf(breakdown);
        operatorRates = List.copyOf(operatorRates);
        warnings = List.copyOf(warnings);
    }

    /// @param asked  which settings, in which order
    /// @param profile  that assumed and replayed times are priced under; empty for the timings of the results, or the
    ///     roofline if they hold none
    static MeasuredPart of(Results results, List<Asked> asked, Optional<Profile> profile) {
        List<List<RunResult>> groups = MeasuredSetting.groups(results);
        List<MeasuredEntry> entries = new ArrayList<>();
        List<Comparison.Missing> missing = new ArrayList<>();
        Map<Place, Weather> weathers = weathers(results);
        for (Asked one : asked) {
            List<List<RunResult>> found = groups.stream()
                    .filter(runs -> isAsked(one.setting(), runs.getFirst().setting()))
                    .toList();
            String reason = "not measured";
            int before = entries.size();
            for (List<RunResult> runs : found) {
                try {
                    MeasuredSetting measured = MeasuredSetting.of(
                            results, one.entry().model(), one.drafter().map(CatalogModel::model), runs);
                    if (!measured.samples().isEmpty()) {
                        Weather weather = Objects.requireNonNull(weathers.get(Place.of(runs.getFirst())));
                        entries.add(MeasuredEntry.of(one, measured, measured.profile(profile), weather));
                    }
                } catch (MeasuredSetting.Unpriceable e) {
                    reason = "measured, but cannot be priced: " + e.reason();
                }
            }
            if (entries.size() == before) {
                missing.add(new Comparison.Missing(
                        one.entry().model().id(),
                        label(one.strategy()),
                        one.request().batch(),
                        reason));
            }
        }
        return of(entries, missing);
    }

    /// Another program that runs what is asked for has a backend of its own, and computes in types of its own.
    private static boolean isAsked(Setting asked, Setting ran) {
        if (ran.engine().name().orElse(Stack.UNMASK).equals(Stack.UNMASK)) {
            return asked.asksFor(ran);
        }
        ElementTypes stored =
                new ElementTypes(asked.types().weight(), Optional.empty(), Optional.empty(), Optional.empty());
        return asked.on(Stack.UNKNOWN, Machine.UNKNOWN).with(stored).asksFor(ran);
    }

    /// What has one weather. Reading is looked at where the weights of a model lie.
    private record Place(Checkpoint model, ElementTypes types, Stack engine, Machine machine) {
        static Place of(RunResult run) {
            Setting setting = run.setting();
            return new Place(setting.model(), setting.types(), setting.engine(), setting.machine());
        }
    }

    private static Map<Place, Weather> weathers(Results results) {
        return results.runs().stream()
                .collect(Collectors.groupingBy(
                        Place::of, Collectors.collectingAndThen(Collectors.toList(), Weather::of)));
    }

    /// The comparison, and what it says about the cost model.
    Part part() {
        return new Part(List.of(comparison, errors), finding.stream().toList(), warnings);
    }

    /// A strategy as reports show it: what runs, without what was assumed of it.
    static Label label(StrategySpec strategy) {
        StrategySpec run = Setting.run(strategy);
        return Strategies.isAutoregressive(strategy)
                ? Label.ar(run.toString(), run.toString())
                : Label.dlm(run.toString(), run.toString());
    }

    private static MeasuredPart of(List<MeasuredEntry> entries, List<Comparison.Missing> missing) {
        Set<String> machines = new LinkedHashSet<>();
        Set<Source> sources = new LinkedHashSet<>();
        entries.forEach(entry -> machines.add(entry.machine()));
        entries.forEach(entry -> sources.add(entry.replayedSource()));
        entries.forEach(entry -> sources.add(entry.measuredSource()));
        boolean several = machines.size() > 1;
        List<Comparison.Row> rows = new ArrayList<>();
        List<BreakdownFigure.Bar> bars = new ArrayList<>();
        List<OperatorRates> rates = new ArrayList<>();
        for (MeasuredEntry entry : entries) {
            Label label = label(entry, several);
            rows.add(entry.row(label));
            bars.addAll(entry.bars(several ? entry.machine() : MACHINE, entry.batchLabel(label))
                    .toList());
            entry.timed()
                    .map(compared -> OperatorRates.of(
                            entry.setting(),
                            entry.batchLabel(label).text(),
                            compared,
                            entry.measured().hardware()))
                    .ifPresent(rates::add);
        }
        return new MeasuredPart(
                new Comparison(rows, missing, List.copyOf(sources)),
                machines.stream()
                        .map(machine -> machine(machine, entries, several))
                        .toList(),
                bars,
                rates,
                new PriceErrors(
                        entries.stream()
                                .flatMap(entry -> entry.errors(label(entry, several), false))
                                .toList(),
                        entries.stream()
                                .flatMap(entry -> entry.errors(label(entry, several), true))
                                .toList(),
                        List.copyOf(sources)),
                finding(entries),
                Stream.concat(weather(entries).stream(), entries.stream().flatMap(entry -> entry.warning().stream()))
                        .toList());
    }

    private static Label label(MeasuredEntry entry, boolean several) {
        Label strategy = label(entry.asked().strategy());
        return several
                ? new Label(strategy.text() + " (" + entry.machine() + ")", strategy.strategy(), strategy.role())
                : strategy;
    }

    private static RooflineFigure.Machine machine(String name, List<MeasuredEntry> entries, boolean several) {
        List<MeasuredEntry> here =
                entries.stream().filter(entry -> entry.machine().equals(name)).toList();
        MeasuredEntry first = here.getFirst();
        return new RooflineFigure.Machine(
                several ? name : MACHINE,
                first.measured().roofline(),
                first.replayedSource(),
                here.stream()
                        .flatMap(entry -> entry.dots(entry.batchLabel(label(entry, several))))
                        .toList());
    }

    private static Optional<String> finding(List<MeasuredEntry> entries) {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        double[] errors =
                entries.stream().mapToDouble(entry -> Math.abs(entry.error())).toArray();
        Statistics statistics = Statistics.of(errors);
        return Optional.of(String.format(
                Locale.ROOT,
                "On this machine the price of the passes that really ran differs from the clock by %.0f %% in the median of %d"
                        + " settings (95 %% interval %.0f to %.0f %%), by %.0f %% at worst.",
                100 * statistics.median(),
                errors.length,
                100 * statistics.bootstrapLow(),
                100 * statistics.bootstrapHigh(),
                100 * Arrays.stream(errors).max().orElse(0)));
    }

    /// Says so if the machine was not quiet.
    private static Optional<String> weather(List<MeasuredEntry> entries) {
        long moved = entries.stream().filter(entry -> entry.unsteady() > 0).count();
        return moved == 0
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "The machine was not quiet: in %d of %d settings its speed moved by more than 20 %% during a run."
                                + " Prices are compared with seconds that are corrected for it.",
                        moved,
                        entries.size()));
    }
}
