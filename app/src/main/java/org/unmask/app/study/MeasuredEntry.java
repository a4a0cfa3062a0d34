package org.unmask.app.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.unmask.core.decode.Outcome;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.timing.SpeedResponse;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.BreakdownFigure;
import org.unmask.report.figure.Comparison;
import org.unmask.report.figure.Comparison.Sample;
import org.unmask.report.figure.PriceErrors;
import org.unmask.report.figure.RooflineFigure;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import org.unmask.result.Statistics;
import org.unmask.result.Stop;
import org.unmask.run.measure.Asked;

/// A setting that was asked for and measured on one machine. Each of its runs that is shown is replayed once.
///
/// @param first  its first sample
/// @param timed  the run that timed operators
/// @param weather  of the machine, by all runs of the model
record MeasuredEntry(
        Asked asked,
        MeasuredSetting measured,
        org.unmask.core.timeline.Comparison first,
        Optional<org.unmask.core.timeline.Comparison> timed,
        Profile profile,
        Weather weather) {
    static MeasuredEntry of(Asked asked, MeasuredSetting measured, Profile profile, Weather weather) {
        return new MeasuredEntry(
                asked,
                measured,
                measured.compared(measured.samples().getFirst(), asked.strategy(), profile),
                measured.timed().map(run -> measured.compared(run, asked.strategy(), profile)),
                profile,
                weather);
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
                    "operators timed on %s, backend %s, %s weights, %d threads, by turns with the runs",
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
        return Source.measured(
                MeasuredPart.MACHINE + ", " + measured.probe().cpu() + ", median of interleaved repetitions");
    }

    Statistics statistics() {
        return Statistics.of(seconds());
    }

    /// Seconds at the speed of the machine when its operators were timed, as far as the runs followed its speed; empty if
    /// that or the speed now is not known.
    Optional<Statistics> corrected() {
        return speeds().map(speeds -> {
            double[] seconds = seconds();
            double exponent = exponent(seconds, speeds);
            return Statistics.of(IntStream.range(0, seconds.length)
                    .mapToDouble(i -> SpeedResponse.corrected(seconds[i], speeds[i], exponent))
                    .toArray());
        });
    }

    /// Beforehand the runs are expected to follow the speed as their operators did when they were timed.
    private double exponent(double[] seconds, double[] speeds) {
        SpeedResponse response = new SpeedResponse(measured.speedExponent(first.replayed(), profile));
        response.add(seconds, speeds);
        return response.exponent();
    }

    private double[] seconds() {
        return measured.samples().stream().mapToDouble(RunResult::seconds).toArray();
    }

    /// How fast the machine was during each sample, relative to when its operators were timed.
    private Optional<double[]> speeds() {
        double[] speeds = measured.samples().stream()
                .flatMap(run -> speed(run, first).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        return speeds.length < measured.samples().size() ? Optional.empty() : Optional.of(speeds);
    }

    private Optional<Double> speed(RunResult run, org.unmask.core.timeline.Comparison compared) {
        List<Look> looks = weather.looks(run);
        if (looks.size() < 2) {
            return Optional.empty();
        }
        List<Work> works =
                compared.replayed().passes().stream().map(PassTime::work).toList();
        return profile.timings()
                .flatMap(timings -> timings.of(measured.types()))
                .map(table -> CorrectedTime.seconds(
                                looks,
                                works,
                                table.stand().speed(measured.model().id()))
                        / run.seconds());
    }

    /// Samples that were taken while the speed of the machine moved.
    int unsteady() {
        return (int) measured.samples().stream().filter(run -> !run.isSteady()).count();
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
        String setting = asked.strategy() + " at batch " + measured.request().batch();
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
                corrected().map(MeasuredEntry::sample),
                unsteady());
    }

    /// Operators or phases of the run that timed operators.
    Stream<PriceErrors.Row> errors(Label label, boolean phases) {
        if (timed.isEmpty() || measured.timed().isEmpty()) {
            return Stream.empty();
        }
        RunResult run = measured.timed().get();
        double factor = speed(run, timed.get())
                .flatMap(
                        speed -> speeds().map(speeds -> SpeedResponse.corrected(1, speed, exponent(seconds(), speeds))))
                .orElse(1.0);
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

    /// Strategy and batch, in the colour of the strategy.
    Label batchLabel(Label strategy) {
        String text = strategy.text() + ", batch " + measured.request().batch();
        return new Label(text, strategy.strategy(), strategy.role());
    }

    Stream<RooflineFigure.Dot> dots(Label label) {
        return timed.stream()
                .flatMap(compared -> Stream.concat(
                        dots(label, replayedSource(), compared.replayed()),
                        dots(label, measuredSource(), compared.measured())));
    }

    /// Shares are of the whole generation: what it takes between its passes is among its operators, as dispatch.
    private Stream<RooflineFigure.Dot> dots(Label label, Source source, Timeline timeline) {
        double total = timeline.operators().stream()
                .mapToDouble(OperatorTotal::seconds)
                .sum();
        return timeline.operators().stream()
                .map(operator -> Dots.of(
                        label,
                        source,
                        operator.name(),
                        operator.work(),
                        operator.seconds(),
                        total,
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
                timeline.operators().stream().map(MeasuredEntry::slice).toList());
    }

    private static BreakdownFigure.Slice slice(OperatorTotal operator) {
        return new BreakdownFigure.Slice(operator.name(), operator.calls(), operator.seconds());
    }
}
