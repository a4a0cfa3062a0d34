package org.unmask.fit;

import java.util.List;
import java.util.Optional;
import org.unmask.cost.roofline.Profile;

/// A speed that somebody reported, and the setting it is taken to be of.
///
/// @param number  of its row, from 1
/// @param source  where it was reported, in words
/// @param software  the program behind the framework
/// @param device  id of the catalogue
/// @param strategy  id of the strategy
/// @param inferred  what is not stated: quantities with the values they were given
/// @param likely  the time, and the work of the likely setting
/// @param ends  the work if the only inferred quantity has its least and its greatest plausible value; else none
public record Report(
        int number,
        String source,
        String address,
        String framework,
        String software,
        String device,
        String strategy,
        List<String> inferred,
        Observation likely,
        List<Observation> ends) {
    public Report {
        inferred = List.copyOf(inferred);
        ends = List.copyOf(ends);
    }

    /// The generation of the device, if it is known.
    public Optional<String> generation() {
        return likely.roofline().generation();
    }

    /// How much of the setting is stated.
    public Certainty certainty() {
        return Certainty.of(inferred.size());
    }

    /// Predicted over reported time, less one. If a quantity is between two values, so is the prediction: 0 if the reported
    /// time is among what is predicted, else the error of the nearer end.
    public double error(Profile profile) {
        double low = likely.error(profile);
        double high = low;
        for (Observation end : ends) {
            low = Math.min(low, end.error(profile));
            high = Math.max(high, end.error(profile));
        }
        return Math.clamp(0, low, high);
    }

    /// A row that cannot be predicted.
    ///
    /// @param reason  why, in one line
    public record Unusable(int number, String source, String reason) {}
}
