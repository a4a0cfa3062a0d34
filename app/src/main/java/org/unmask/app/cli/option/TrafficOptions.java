package org.unmask.app.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.unmask.app.fleet.RequestFile;
import org.unmask.core.text.UsageException;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Lengths;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options that say which requests come to a fleet, and what good answers are.
public final class TrafficOptions {
    private static final long MOST_REQUESTS = 10_000_000;

    @Mixin
    private ArrivalOptions arrivals = new ArrivalOptions();

    @Option(
            names = "--requests",
            defaultValue = "2000",
            paramLabel = "N",
            description = "Number of requests that are drawn. Default: ${DEFAULT-VALUE}.")
    private long requests;

    @Option(
            names = {"--trace", "--replay"},
            paramLabel = "FILE",
            description = "Requests that were recorded, instead of --rate and lengths: comma-separated values with the"
                    + " columns seconds, prompt_tokens and generated_tokens, or a trace of Azure or BurstGPT.")
    private Path trace;

    @Option(
            names = {"--prompt-len", "--input-len"},
            defaultValue = "512",
            paramLabel = "N",
            description =
                    "Prompt tokens: a number, uniform:N-N, or lognormal:MEDIAN:SIGMA:MOST. Default: ${DEFAULT-VALUE}.")
    private String promptTokens;

    @Option(
            names = {"--gen-len", "--output-len"},
            defaultValue = "256",
            paramLabel = "N",
            description = "Generated tokens of a request, in the same forms. Default: ${DEFAULT-VALUE}.")
    private String generatedTokens;

    @Option(
            names = "--seed",
            defaultValue = "0",
            paramLabel = "N",
            description = "Seed of arrivals and lengths; equal seeds give equal requests. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--slo",
            paramLabel = "ttft=S,tpot=S,e2e=S",
            description =
                    "Longest times of a good answer, in seconds: to the first block (of autoregression the first token), per"
                            + " further token, to the end. Default: every answer is good.")
    private String slo;

    @Option(
            names = "--attainment",
            defaultValue = "0.99",
            paramLabel = "SHARE",
            description = "Share of answers that must be good. Default: ${DEFAULT-VALUE}.")
    private double share;

    /// The requests.
    ///
    /// @param tell  hears of requests that a trace has, and that are left out
    /// @throws IOException naming file and line, if a trace is none
    public Traffic traffic(Consumer<String> tell) throws IOException {
        Optional<Arrivals> drawn = arrivals.arrivals();
        if ((trace == null) == drawn.isEmpty()) {
            throw new UsageException("give --rate R or --trace FILE, one of them");
        }
        if (trace != null) {
            return recorded(trace, tell);
        }
        if (requests < 1 || requests > MOST_REQUESTS) {
            throw new UsageException("--requests " + requests + "; expected a whole number from 1 to " + MOST_REQUESTS);
        }
        return new Traffic.Drawn(
                drawn.orElseThrow(),
                lengths("--prompt-len", promptTokens),
                lengths("--gen-len", generatedTokens),
                requests);
    }

    /// The requests of a trace.
    ///
    /// @param tell  hears of requests that are left out
    /// @throws IOException naming file and line, if it is none
    public static Traffic.Trace recorded(Path trace, Consumer<String> tell) throws IOException {
        RequestFile.Recorded recorded = RequestFile.read(trace);
        if (recorded.skipped() > 0) {
            tell.accept("note: " + trace + " has " + recorded.skipped()
                    + " requests without a prompt or an answer, as failed ones are recorded; they are left out");
        }
        return recorded.traffic();
    }

    private static Lengths lengths(String option, String text) {
        try {
            return Lengths.of(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage(), e);
        }
    }

    /// Whether the requests were recorded.
    public boolean isRecorded() {
        return trace != null;
    }

    /// Whether it is said what a good answer is.
    public boolean hasObjective() {
        return slo != null;
    }

    /// The seed.
    public long seed() {
        return seed;
    }

    /// What a good answer is; every answer is good without --slo.
    public Objective objective() {
        return slo == null
                ? new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty())
                : Objective.of(slo);
    }

    /// Share of answers that must be good.
    public double share() {
        if (!(share > 0 && share <= 1)) {
            throw new UsageException("--attainment " + share + "; expected a share above 0 and at most 1");
        }
        return share;
    }

    /// The objective in words; empty if there is none.
    public String objectiveWords() {
        return Optional.ofNullable(slo)
                .map(text -> "good answers: " + text + "; share asked for: " + share)
                .orElse("");
    }

    /// The requests in words.
    public String words() {
        return trace != null
                ? "requests of " + trace
                : requests + " requests, " + arrivals.words() + ", prompts " + promptTokens + ", answers "
                        + generatedTokens + ", seed " + seed;
    }
}
