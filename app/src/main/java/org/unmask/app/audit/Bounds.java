package org.unmask.app.audit;

import org.unmask.core.decode.Phase;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Scenario;
import org.unmask.cost.roofline.Profile;

/// Predicted times of the part of a generation that a claim is about.
record Bounds(Measure measure, StrategyFiles files) {
    Measure.Part part() {
        return measure.part();
    }

    Prediction prediction(Scenario scenario, Profile profile) {
        return Prediction.of(scenario.under(profile), files);
    }

    double seconds(Prediction prediction) {
        return switch (part()) {
            case WHOLE -> prediction.totals().seconds();
            case PROMPT -> prediction.totals().firstTokenSeconds();
            case DECODE -> prediction.totals().seconds() - promptSeconds(prediction);
            case LAST_PASS -> prediction.timeline().passes().getLast().seconds();
        };
    }

    /// Time of the whole generation if the part takes some.
    double whole(double seconds, Prediction prediction) {
        return part() == Measure.Part.DECODE ? seconds + promptSeconds(prediction) : seconds;
    }

    private static double promptSeconds(Prediction prediction) {
        return prediction.timeline().phases().stream()
                .filter(phase -> phase.name().equals(Phase.PREFILL.id()))
                .mapToDouble(Timeline.PhaseTotal::seconds)
                .sum();
    }
}
