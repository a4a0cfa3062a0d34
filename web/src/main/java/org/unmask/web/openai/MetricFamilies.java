package org.unmask.web.openai;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.unmask.web.http.Reply;

/// What a server has done, as Prometheus reads it, for each of its models. Names that vLLM has are named as there,
/// so that its dashboards show them; what only diffusion has is `diffusion_*`. Safe for many threads.
final class MetricFamilies {
    private static final String MODEL = "model_name";
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500
    };

    private final PrometheusRegistry registry = new PrometheusRegistry();

    final Gauge running = gauge("vllm:num_requests_running", "Prompts that are being answered.");
    final Gauge waiting = gauge("vllm:num_requests_waiting", "Prompts that wait for their first pass.");
    final Counter promptTokens = counter("vllm:prompt_tokens", "Tokens of the prompts of answered requests.");
    final Counter keptTokens =
            counter("vllm:generation_tokens", "Tokens of answers, without end tokens and what is behind them.");
    final Counter answers = counter("vllm:request_success", "Complete answers, by why they ended.", "finished_reason");
    final Counter refusals =
            counter("unmask_refused_requests", "Requests without an answer, by their status.", "status");
    final Histogram firstTokenSeconds = histogram(
            "vllm:time_to_first_token_seconds", "Time from a request to its first tokens that no later pass changes.");
    final Histogram seconds =
            histogram("vllm:e2e_request_latency_seconds", "Time from a request to the end of its answers.");
    final Counter passes = counter("unmask_passes", "Forward passes, counted for each request that takes part.");
    final Counter forwardPasses =
            counter("unmask_forward_passes", "Forward passes that were run, each once, for however many requests.");
    final Counter fusedPasses = counter("unmask_fused_passes", "Forward passes that several requests shared.");
    final Counter positions = counter("unmask_positions", "Positions that passes computed, of all sequences.");
    final Counter denoisingSteps = counter("diffusion_denoising_steps", "Passes that predict masked positions.");
    final Counter canvasPositions = counter("diffusion_canvas_positions", "Positions that denoising steps computed.");
    final Counter committed = counter(
            "diffusion_committed_tokens", "Tokens that denoising steps committed, those behind end tokens too.");

    private Gauge gauge(String name, String help) {
        return Gauge.builder().name(name).help(help).labelNames(MODEL).register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        String[] all = new String[labels.length + 1];
        all[0] = MODEL;
        System.arraycopy(labels, 0, all, 1, labels.length);
        return Counter.builder().name(name).help(help).labelNames(all).register(registry);
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .labelNames(MODEL)
                .classicOnly()
                .classicUpperBounds(SECONDS)
                .register(registry);
    }

    /// The text that Prometheus reads.
    Reply reply() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Reply.of(PrometheusTextFormatWriter.CONTENT_TYPE, out.toByteArray());
    }
}
