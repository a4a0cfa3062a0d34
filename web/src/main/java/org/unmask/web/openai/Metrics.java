package org.unmask.web.openai;

/// What a server has done with one model. Safe for many threads.
final class Metrics {
    private static final double NANOS = 1e-9;

    private final MetricFamilies families;
    private final String model;

    /// Counts from nothing: every metric is there before the first request.
    Metrics(MetricFamilies families, String model) {
        this.families = families;
        this.model = model;
        running(0);
        waiting(0);
        ran(TextModel.Passes.NONE);
        count(Answering.Work.NONE);
        families.promptTokens.initLabelValues(model);
        families.keptTokens.initLabelValues(model);
        families.firstTokenSeconds.initLabelValues(model);
        families.seconds.initLabelValues(model);
        for (Form.Finish finish : Form.Finish.values()) {
            families.answers.initLabelValues(model, finish.id());
        }
    }

    void running(int jobs) {
        families.running.labelValues(model).set(jobs);
    }

    void waiting(int jobs) {
        families.waiting.labelValues(model).set(jobs);
    }

    void begun(long nanos) {
        families.firstTokenSeconds.labelValues(model).observe(nanos * NANOS);
    }

    void answered(Exchange exchange, long nanos) {
        families.seconds.labelValues(model).observe(nanos * NANOS);
        families.promptTokens.labelValues(model).inc(exchange.promptTokens());
        families.keptTokens.labelValues(model).inc(exchange.keptTokens());
        for (int answer = 0; answer < exchange.answers(); answer++) {
            families.answers.labelValues(model, exchange.finish(answer).id()).inc();
        }
    }

    void refused(int status) {
        families.refusals.labelValues(model, "" + status).inc();
    }

    /// Adds passes that were run.
    void ran(TextModel.Passes passes) {
        families.forwardPasses.labelValues(model).inc(passes.all());
        families.fusedPasses.labelValues(model).inc(passes.fused());
    }

    /// Adds what was computed for a job that leaves.
    void count(Answering.Work work) {
        families.passes.labelValues(model).inc(work.passes());
        families.positions.labelValues(model).inc(work.positions());
        families.denoisingSteps.labelValues(model).inc(work.denoisingSteps());
        families.canvasPositions.labelValues(model).inc(work.canvasPositions());
        families.committed.labelValues(model).inc(work.committed());
    }
}
