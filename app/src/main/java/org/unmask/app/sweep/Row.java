package org.unmask.app.sweep;

import org.unmask.app.predict.Scenario;
import org.unmask.cost.roofline.Quote;

/// A priced point.
record Row(Scenario scenario, Quote quote) {
    double tokens() {
        return (double) scenario.request().batch() * scenario.request().generatedTokens();
    }

    double tokensPerSecond() {
        return tokens() / quote.seconds();
    }

    long capacityBytes() {
        return scenario.device().memoryBytes();
    }

    boolean fits() {
        return quote.memory().totalBytes() <= capacityBytes();
    }
}
