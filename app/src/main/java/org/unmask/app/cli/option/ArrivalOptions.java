package org.unmask.app.cli.option;

import java.util.Optional;
import org.unmask.core.text.UsageException;
import org.unmask.core.traffic.Arrivals;
import picocli.CommandLine.Option;

/// The options that say when requests come, whether earlier ones are answered or not.
public final class ArrivalOptions {
    @Option(names = "--rate", paramLabel = "R", description = "Requests a second, on average.")
    private Double rate;

    @Option(
            names = "--arrivals",
            defaultValue = "poisson",
            paramLabel = "KIND",
            description =
                    "Times of requests with --rate: poisson, constant, or bursty:B, gamma distributed with shape B."
                            + " Default: ${DEFAULT-VALUE}.")
    private String arrivals;

    /// The rate that was given, if any.
    public Optional<Double> rate() {
        if (rate != null && (!(rate > 0) || rate.isInfinite())) {
            throw new UsageException("--rate " + rate + "; expected requests a second, above 0");
        }
        return Optional.ofNullable(rate);
    }

    /// The arrivals, if a rate was given.
    ///
    /// @throws IllegalArgumentException if their kind is not known
    public Optional<Arrivals> arrivals() {
        return rate().map(given -> Arrivals.of(arrivals, given));
    }

    /// The arrivals in words.
    public String words() {
        return rate + " a second, " + arrivals;
    }
}
