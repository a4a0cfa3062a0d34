package org.unmask.app.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Roofline;
import org.unmask.engine.Generation;
import org.unmask.report.BreakdownFigure;
import org.unmask.report.Comparison;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.RooflineFigure;
import org.unmask.report.Sample;
import org.unmask.report.Source;
import org.unmask.result.ProbeResult;
import org.unmask.result.ResultFile;
import org.unmask.result.RunResult;
import org.unmask.result.Statistics;
import tools.jackson.databind.JsonNode;

/// The part of a report about runs on this machine: what was assumed, what the model says of the passes that ran,
/// and the clock.
final class MeasuredSections {
    /// How this machine is called in the report.
    static final String MACHINE = "this machine";

    private final MeasuredJobs jobs;
    private final Map<String, List<RunResult>> runs = new LinkedHashMap<>();
    private final Roofline roofline;
    private final Roofline hardware;
    private final Source replayed;
    private final Source measured;
    private final List<String> warnings = new ArrayList<>();
    private final List<Double> errors = new ArrayList<>();

    MeasuredSections(MeasuredJobs jobs, ResultFile results, ProbeResult probe) {
        this.jobs = jobs;
        for (JsonNode line : results.lines(RunResult.TYPE)) {
            RunResult run = RunResult.of(line);
            runs.computeIfAbsent(run.point(), _ -> new ArrayList<>()).add(run);
        }
        DType dtype = jobs.dtype();
        double rate = probe.matmul(jobs.backend().name(), dtype);
        this.roofline = new Roofline(rate, probe.bytesPerSecond());
        this.hardware = new Roofline(probe.peak(dtype), probe.bytesPerSecond());
        this.replayed = Source.replayed(String.format(
                Locale.ROOT,
                "roofs measured by probe: %.1f GB/s read, %.1f GFLOP/s in %s products of backend %s; profile %s",
                probe.bytesPerSecond() / 1e9,
                rate / 1e9,
                dtype.id(),
                jobs.backend().name(),
                jobs.profile().id()));
        this.measured = Source.measured(MACHINE + ", " + probe.cpu() + ", median of interleaved repetitions");
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// One sentence about the error of the cost model; empty before [#comparison] was made.
    Optional<String> finding() {
        if (errors.isEmpty()) {
            return Optional.empty();
        }
        Statistics statistics =
                Statistics.of(errors.stream().mapToDouble(Math::abs).toArray());
        return Optional.of(String.format(
                Locale.ROOT,
                "On this machine the price of the passes that really ran differs from the clock by %.0f %% (median of %d settings, "
                        + "worst %.0f %%).",
                100 * statistics.median(),
                errors.size(),
                100 * errors.stream().mapToDouble(Math::abs).max().orElse(0)));
    }

    Comparison comparison() {
        List<Comparison.Row> rows = new ArrayList<>();
        for (MeasuredJobs.Job job : jobs.jobs()) {
            List<RunResult> samples = samples(job);
            if (!samples.isEmpty()) {
                rows.add(row(job, samples));
            }
        }
        return new Comparison(rows, List.of(replayed, measured));
    }

    private Comparison.Row row(MeasuredJobs.Job job, List<RunResult> samples) {
        Timeline replay = replay(job, samples.getFirst());
        Statistics statistics =
                Statistics.of(samples.stream().mapToDouble(RunResult::seconds).toArray());
        Work work = replay.work();
        double ideal = replay.operators().stream()
                .mapToDouble(o -> hardware.seconds(o.work()))
                .sum();
        double share = ideal / statistics.median();
        if (share > 1) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "%s at batch %d took %.3f s, less than the %.3f s its work takes at this machine's own roofs: implausible.",
                    job.run().strategy(),
                    job.run().request().batch(),
                    statistics.median(),
                    ideal));
        }
        errors.add(replay.seconds() / statistics.median() - 1);
        return new Comparison.Row(
                job.entry().model().id(),
                MeasuredJobs.label(job.run().strategy()),
                job.run().request().batch(),
                assumed(job),
                replay.passes().size(),
                replay.seconds(),
                new Sample(
                        statistics.count(),
                        statistics.median(),
                        new Interval(statistics.lowerQuartile(), statistics.upperQuartile()),
                        new Interval(statistics.bootstrapLow(), statistics.bootstrapHigh())),
                generatedTokens(job, samples.getFirst()),
                samples.getFirst().keptTokens(),
                work.flops() / statistics.median(),
                work.bytes() / statistics.median(),
                share);
    }

    /// Tokens asked for, or those computed before the end, if sequences end by themselves.
    private static long generatedTokens(MeasuredJobs.Job job, RunResult run) {
        Request request = job.run().request();
        long most = (long) request.batch() * request.generatedTokens();
        long committed = run.outcomes().stream().mapToLong(Outcome::committed).sum();
        return job.run().stop() == Generation.Stop.AT_LENGTH ? most : Math.min(most, committed);
    }

    /// Operators of batch-1 and larger runs under this machine's roofs, as priced and as timed.
    RooflineFigure.Machine roofline() {
        List<RooflineFigure.Dot> dots = new ArrayList<>();
        for (MeasuredJobs.Job job : jobs.jobs()) {
            Optional<RunResult> timed = timed(job);
            if (timed.isPresent()) {
                Timeline replay = replay(job, timed.get());
                Map<String, Work> works = new LinkedHashMap<>();
                for (OperatorTotal operator : replay.operators()) {
                    works.put(operator.name(), operator.work());
                    dots.add(Dots.of(
                            label(job),
                            replayed,
                            operator.name(),
                            operator.work(),
                            operator.seconds(),
                            replay.seconds(),
                            roofline));
                }
                for (RunResult.OperatorSample sample : timed.get().operators()) {
                    dots.add(Dots.of(
                            label(job),
                            measured,
                            sample.name(),
                            works.getOrDefault(sample.name(), Work.NONE),
                            sample.seconds(),
                            timed.get().passSeconds(),
                            roofline));
                }
            }
        }
        return new RooflineFigure.Machine(MACHINE, roofline, replayed, dots);
    }

    /// What the operators of every setting achieved, in the run that timed them.
    ///
    /// @param roofs  to compare with; those of this machine if empty
    List<OperatorRates> operatorRates(Optional<Roofline> roofs) {
        List<OperatorRates> rates = new ArrayList<>();
        for (MeasuredJobs.Job job : jobs.jobs()) {
            timed(job)
                    .ifPresent(run -> rates.add(
                            OperatorRates.of(label(job).text(), run, replay(job, run), roofs.orElse(hardware))));
        }
        return rates;
    }

    List<BreakdownFigure.Bar> breakdown() {
        List<BreakdownFigure.Bar> bars = new ArrayList<>();
        for (MeasuredJobs.Job job : jobs.jobs()) {
            timed(job).ifPresent(run -> {
                bars.add(new BreakdownFigure.Bar(
                        MACHINE,
                        label(job),
                        replayed,
                        replay(job, run).operators().stream()
                                .map(o -> new BreakdownFigure.Slice(o.name(), o.calls(), o.seconds()))
                                .toList()));
                bars.add(new BreakdownFigure.Bar(
                        MACHINE,
                        label(job),
                        measured,
                        run.operators().stream()
                                .map(o -> new BreakdownFigure.Slice(o.name(), o.calls(), o.seconds()))
                                .toList()));
            });
        }
        return bars;
    }

    /// Strategy and batch, in the colour of the strategy.
    private static Label label(MeasuredJobs.Job job) {
        Label strategy = MeasuredJobs.label(job.run().strategy());
        String text = strategy.text() + ", batch " + job.run().request().batch();
        return new Label(text, strategy.strategy(), strategy.kind());
    }

    private List<RunResult> samples(MeasuredJobs.Job job) {
        return runs.getOrDefault(job.run().point(), List.of()).stream()
                .filter(run -> run.operators().isEmpty() && run.repetition() < jobs.repetitions())
                .toList();
    }

    private Optional<RunResult> timed(MeasuredJobs.Job job) {
        return runs.getOrDefault(job.run().point(), List.of()).stream()
                .filter(run -> !run.operators().isEmpty())
                .findFirst();
    }

    /// @throws IllegalStateException if the strategy does not ask for the passes that were recorded
    private Timeline replay(MeasuredJobs.Job job, RunResult run) {
        Timeline timeline = pricer(job)
                .price(
                        Origin.REPLAYED,
                        Strategies.create(
                                job.run().strategy(), job.run().request().generatedTokens()),
                        job.run().request(),
                        Assumption.recorded(run.outcomes()));
        if (timeline.passes().size() != run.passes().size()) {
            throw new IllegalStateException(
                    run.point() + ": " + run.passes().size() + " passes were recorded, the strategy asks for "
                            + timeline.passes().size() + "; measure anew in another folder");
        }
        return timeline;
    }

    private Optional<Comparison.Assumed> assumed(MeasuredJobs.Job job) {
        StrategySpec strategy = job.run().strategy();
        if (!Strategies.isPredictable(strategy)) {
            return Optional.empty();
        }
        Timeline timeline = pricer(job)
                .price(
                        Origin.ASSUMED,
                        Strategies.create(strategy, job.run().request().generatedTokens()),
                        job.run().request(),
                        Strategies.assumption(strategy, job.run().request()));
        return Optional.of(new Comparison.Assumed(timeline.passes().size(), timeline.seconds()));
    }

    private Pricer pricer(MeasuredJobs.Job job) {
        return new Pricer(
                job.entry().model().architecture(), jobs.types(), jobs.backend().fusions(), roofline, jobs.profile());
    }
}
