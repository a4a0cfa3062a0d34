package org.unmask.cost.predict;

/// A prediction without its passes.
///
/// @param largestBatch  the largest batch of the generation that fits the device, 0 if not even one sequence does
public record Priced(Totals totals, int largestBatch) {
    public static Priced of(Prediction prediction) {
        return new Priced(prediction.totals(), prediction.largestBatch());
    }
}
