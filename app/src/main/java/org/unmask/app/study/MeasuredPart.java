package org.unmask.app.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Part;
import org.unmask.report.Source;
import org.unmask.report.figure.BreakdownFigure;
import org.unmask.report.figure.Comparison;
import org.unmask.report.figure.Comparison.Sample;
import org.unmask.report.figure.PriceErrors;
import org.unmask.report.figure.RooflineFigure;
import org.unmask.result.Results;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Statistics;
import org.unmask.result.Stop;
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
    /// @param repetitions  of each that count
    /// @param profile  that assumed and replayed times are priced under; empty for the timings of the results, or the
    ///     roofline if they hold none
    static MeasuredPart of(Results results, List<Asked> asked, int repetitions, Optional<Profile> profile) {
        List<List<RunResult>> groups = MeasuredSetting.groups(results);
        List<Entry> entries = new ArrayList<>();
        List<Comparison.Missing> missing = new ArrayList<>();
        for (Asked one : asked) {
            List<List<RunResult>> found = groups.stream()
                    .filter(runs -> one.setting().asksFor(runs.getFirst().setting()))
                    .toList();
            String reason = "not measured";
            int before = entries.size();
            for (List<RunResult> runs : found) {
                try {
                    MeasuredSetting measured = MeasuredSetting.of(
                                    results, one.entry().model(), runs)
                            .first(repetitions);
                    if (!measured.samples().isEmpty()) {
                        entries.add(Entry.of(one, measured, measured.profile(profile)));
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

    /// A setting that was asked for and measured on one machine. Each of its runs that is shown is replayed once.
    ///
    /// @param first  its first sample
    /// @param timed  the run that timed operators
    private record Entry(
            Asked asked,
            MeasuredSetting measured,
            org.unmask.core.timeline.Comparison first,
            Optional<org.unmask.core.timeline.Comparison> timed,
            Profile profile) {
        static Entry of(Asked asked, MeasuredSetting measured, Profile profile) {
            return new Entry(
                    asked,
                    measured,
                    measured.compared(measured.samples().getFirst(), asked.strategy(), profile),
                    measured.timed().map(run -> measured.compared(run, asked.strategy(), profile)),
                    profile);
        }

        Setting setting() {
            return measured.setting();
        }

        /// Processor, backend and threads.
        String machine() {
            return measured.probe().cpu() + ", " + measured.backend() + ", "
                    + measured.probe().threads() + " threads";
        }

        Source replayedSource() {
            if (profile.timings().isPresent()) {
                return Source.replayed(String.format(
                        Locale.ROOT,
                        "operators timed on %s, backend %s, %s weights, %d threads, before the runs",
                        measured.probe().cpu(),
                        measured.backend(),
                        measured.types().weight().id(),
                        measured.probe().threads()));
            }
            return Source.replayed(String.format(
                    Locale.ROOT,
                    "roofs measured by probe: %.1f GB/s read, %.1f GFLOP/s in %s products of backend %s; profile %s",
                    measured.roofline().bytesPerSecond() / 1e9,
                    measured.roofline().flopsPerSecond() / 1e9,
                    measured.types().weight().id(),
                    measured.backend(),
                    profile.id()));
        }

        Source measuredSource() {
            return Source.measured(MACHINE + ", " + measured.probe().cpu() + ", median of interleaved repetitions");
        }

        Statistics statistics() {
            return Statistics.of(
                    measured.samples().stream().mapToDouble(RunResult::seconds).toArray());
        }

        /// Seconds at the speed of the machine when its operators were timed; empty if that or the speed now is not known.
        Optional<Statistics> corrected() {
            Optional<MachineSpeed> usual = profile.timings()
                    .map(timings -> timings.tables().getFirst().stand().speed());
            if (usual.isEmpty()
                    || measured.samples().stream().anyMatch(run -> run.speeds().isEmpty())) {
                return Optional.empty();
            }
            List<Work> works =
                    first.replayed().passes().stream().map(PassTime::work).toList();
            return Optional.of(Statistics.of(measured.samples().stream()
                    .mapToDouble(run -> CorrectedTime.seconds(run, works, usual.get()))
                    .toArray()));
        }

        private int unsteady() {
            return (int) measured.samples().stream()
                    .filter(run -> !CorrectedTime.isSteady(run.speeds()))
                    .count();
        }

        private static Sample sample(Statistics statistics) {
            return new Sample(
                    statistics.count(),
                    statistics.median(),
                    new Interval(statistics.lowerQuartile(), statistics.upperQuartile()),
                    new Interval(statistics.bootstrapLow(), statistics.bootstrapHigh()));
        }

        double error() {
            return first.replayed().seconds()
                            / corrected().orElseGet(this::statistics).median()
                    - 1;
        }

        /// Least time of the work at the roofs of the machine.
        double idealSeconds() {
            return first.replayed().operators().stream()
                    .mapToDouble(operator -> measured.hardware().seconds(operator.work()))
                    .sum();
        }

        /// What cannot be: a clock below the bound of the hardware, or a lower bound above the clock.
        Optional<String> warning() {
            double median = statistics().median();
            String setting =
                    asked.strategy() + " at batch " + measured.request().batch();
            if (idealSeconds() > median) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "%s took %.3f s, less than the %.3f s its work takes at this machine's own roofs: implausible.",
                        setting,
                        median,
                        idealSeconds()));
            }
            if (profile.equals(Profile.ROOFLINE) && first.replayed().seconds() > median) {
                return Optional.of(String.format(
                        Locale.ROOT,
                        "%s took %.3f s, less than the %.3f s of the roofline, which is a lower bound: a roof was measured too"
                                + " low.",
                        setting,
                        median,
                        first.replayed().seconds()));
            }
            return Optional.empty();
        }

        /// Tokens asked for, or those computed before the end, if sequences end by themselves.
        long generatedTokens() {
            long most = (long) measured.request().batch() * measured.request().generatedTokens();
            long committed = measured.samples().getFirst().outcomes().stream()
                    .mapToLong(Outcome::committed)
                    .sum();
            return setting().stop().equals(Optional.of(Stop.LENGTH)) ? most : Math.min(most, committed);
        }

        Comparison.Row row(Label label) {
            Statistics statistics = statistics();
            Work work = first.replayed().work();
            return new Comparison.Row(
                    asked.entry().model().id(),
                    label,
                    measured.request().batch(),
                    first.assumed()
                            .map(timeline ->
                                    new Comparison.Assumed(timeline.passes().size(), timeline.seconds())),
                    first.replayed().passes().size(),
                    first.replayed().seconds(),
                    sample(statistics),
                    generatedTokens(),
                    measured.samples().getFirst().keptTokens(),
                    work.flops() / statistics.median(),
                    work.bytes() / statistics.median(),
                    idealSeconds() / statistics.median(),
                    corrected().map(Entry::sample),
                    unsteady());
        }

        /// Operators or phases of the run that timed operators.
        Stream<PriceErrors.Row> errors(Label label, boolean phases) {
            if (timed.isEmpty() || measured.timed().isEmpty()) {
                return Stream.empty();
            }
            double factor = corrected(measured.timed().get(), timed.get()).orElse(1.0);
            return (phases ? timed.get().phases() : timed.get().operators())
                    .stream()
                            .filter(times -> times.measuredSeconds().isPresent())
                            .map(times -> new PriceErrors.Row(
                                    batchLabel(label),
                                    times.name(),
                                    times.count(),
                                    times.assumedSeconds(),
                                    times.replayedSeconds(),
                                    factor * times.measuredSeconds().get()));
        }

        /// Seconds at the speed of the timings over those of the clock; empty if a speed is not known.
        private Optional<Double> corrected(RunResult run, org.unmask.core.timeline.Comparison compared) {
            if (profile.timings().isEmpty() || run.speeds().isEmpty()) {
                return Optional.empty();
            }
            List<Work> works =
                    compared.replayed().passes().stream().map(PassTime::work).toList();
            MachineSpeed usual =
                    profile.timings().get().tables().getFirst().stand().speed();
            return Optional.of(CorrectedTime.seconds(run, works, usual) / run.seconds());
        }

        /// Strategy and batch, in the colour of the strategy.
        Label batchLabel(Label strategy) {
            String text = strategy.text() + ", batch " + measured.request().batch();
            return new Label(text, strategy.strategy(), strategy.kind());
        }

        Stream<RooflineFigure.Dot> dots(Label label) {
            return timed.stream()
                    .flatMap(compared -> Stream.concat(
                            dots(label, replayedSource(), compared.replayed()),
                            dots(label, measuredSource(), compared.measured())));
        }

        private Stream<RooflineFigure.Dot> dots(Label label, Source source, Timeline timeline) {
            return timeline.operators().stream()
                    .map(operator -> Dots.of(
                            label,
                            source,
                            operator.name(),
                            operator.work(),
                            operator.seconds(),
                            timeline.seconds(),
                            measured.roofline()));
        }

        Stream<BreakdownFigure.Bar> bars(String machine, Label label) {
            return timed.stream()
                    .flatMap(compared -> Stream.of(
                            bar(machine, label, replayedSource(), compared.replayed()),
                            bar(machine, label, measuredSource(), compared.measured())));
        }

        private static BreakdownFigure.Bar bar(String machine, Label label, Source source, Timeline timeline) {
            return new BreakdownFigure.Bar(
                    machine,
                    label,
                    source,
                    timeline.operators().stream().map(Entry::slice).toList());
        }

        private static BreakdownFigure.Slice slice(OperatorTotal operator) {
            return new BreakdownFigure.Slice(operator.name(), operator.calls(), operator.seconds());
        }
    }

    private static MeasuredPart of(List<Entry> entries, List<Comparison.Missing> missing) {
        Set<String> machines = new LinkedHashSet<>();
        Set<Source> sources = new LinkedHashSet<>();
        entries.forEach(entry -> machines.add(entry.machine()));
        entries.forEach(entry -> sources.add(entry.replayedSource()));
        entries.forEach(entry -> sources.add(entry.measuredSource()));
        boolean several = machines.size() > 1;
        List<Comparison.Row> rows = new ArrayList<>();
        List<BreakdownFigure.Bar> bars = new ArrayList<>();
        List<OperatorRates> rates = new ArrayList<>();
        for (Entry entry : entries) {
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

    private static Label label(Entry entry, boolean several) {
        Label strategy = label(entry.asked().strategy());
        return several
                ? new Label(strategy.text() + " (" + entry.machine() + ")", strategy.strategy(), strategy.kind())
                : strategy;
    }

    private static RooflineFigure.Machine machine(String name, List<Entry> entries, boolean several) {
        List<Entry> here =
                entries.stream().filter(entry -> entry.machine().equals(name)).toList();
        Entry first = here.getFirst();
        return new RooflineFigure.Machine(
                several ? name : MACHINE,
                first.measured().roofline(),
                first.replayedSource(),
                here.stream()
                        .flatMap(entry -> entry.dots(entry.batchLabel(label(entry, several))))
                        .toList());
    }

    private static Optional<String> finding(List<Entry> entries) {
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
    private static Optional<String> weather(List<Entry> entries) {
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
