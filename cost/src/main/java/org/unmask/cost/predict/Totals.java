package org.unmask.cost.predict;

import java.util.Optional;
import org.unmask.core.decode.Request;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.roofline.Quote;

/// What a generation costs in all, and everything that follows from it. On several devices work is that of all together,
/// seconds and memory are those of one of them.
///
/// @param passes  number of passes
/// @param seconds  of all passes
/// @param firstTokenSeconds  until the first pass that commits a token has ended
/// @param memory  at its peak
public record Totals(
        Scenario scenario, long passes, Work work, double seconds, double firstTokenSeconds, MemoryEstimate memory) {
    private static final double HOUR_SECONDS = 3600;
    private static final double MILLION = 1e6;

    /// The sums of passes that were priced one by one.
    public static Totals of(Scenario scenario, Timeline timeline, MemoryEstimate memory) {
        return new Totals(
                scenario,
                timeline.passes().size(),
                timeline.work(),
                timeline.seconds(),
                timeline.firstTokenSeconds(),
                memory);
    }

    /// The sums of passes that were priced together.
    public static Totals of(Scenario scenario, Quote quote) {
        return new Totals(
                scenario, quote.passes(), quote.work(), quote.seconds(), quote.firstTokenSeconds(), quote.memory());
    }

    private Request request() {
        return scenario.request();
    }

    private int devices() {
        return scenario.deployment().devices();
    }

    /// Generated tokens a second of all sequences together.
    public double tokensPerSecond() {
        return request().tokensPerSecond(seconds);
    }

    /// Generated tokens a second of one sequence: what a user sees.
    public double tokensPerSecondPerUser() {
        return request().generatedTokens() / seconds;
    }

    /// Generated tokens a second of all sequences over all devices.
    public double tokensPerSecondPerDevice() {
        return tokensPerSecond() / devices();
    }

    /// Generated tokens of a sequence over all passes, prefill and commit passes included.
    public double tokensPerPass() {
        return (double) request().generatedTokens() / passes;
    }

    /// Memory of a device.
    public long capacityBytes() {
        return scenario.device().memoryBytes();
    }

    /// Whether the peak of memory is within the device's.
    public boolean fits() {
        return memory.totalBytes() <= capacityBytes();
    }

    /// Electricity; empty if the power of the device is not known.
    public Optional<Energy> energy() {
        return scenario.upkeep().watts().map(watts -> {
            double all = watts.value() * devices();
            double joules = all * seconds;
            return new Energy(joules, joules / request().tokens(), all);
        });
    }

    /// Rent; empty if the price of the device is not known.
    public Optional<Money> money() {
        return scenario.upkeep().dollarsPerHour().map(price -> {
            double all = price.value() * devices();
            return new Money(all / HOUR_SECONDS * seconds / request().tokens() * MILLION, all, price.source());
        });
    }
}
