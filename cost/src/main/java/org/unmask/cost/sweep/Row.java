package org.unmask.cost.sweep;

import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Quote;

/// A priced point.
public record Row(Scenario scenario, Quote quote) {
    /// Tokens of all sequences.
    public double tokens() {
        return (double) scenario.request().batch() * scenario.request().generatedTokens();
    }

    /// Throughput of all sequences together.
    public double tokensPerSecond() {
        return tokens() / quote.seconds();
    }

    /// Memory of the device.
    public long capacityBytes() {
        return scenario.device().memoryBytes();
    }

    /// Whether the peak of memory is within the device's.
    public boolean fits() {
        return quote.memory().totalBytes() <= capacityBytes();
    }
}
