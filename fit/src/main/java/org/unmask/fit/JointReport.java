package org.unmask.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.unmask.cost.roofline.Profile;

/// A report that is predicted again and again.
final class JointReport {
    private final Report report;
    private final List<Predictor> predictors;
    private final double[] logarithms;

    private JointReport(Report report) {
        this.report = report;
        List<Observation> all = new ArrayList<>(List.of(report.likely()));
        all.addAll(report.ends());
        this.predictors = all.stream().map(Predictor::new).toList();
        this.logarithms =
                all.stream().mapToDouble(each -> Math.log(each.seconds())).toArray();
    }

    static List<JointReport> of(List<Report> reports) {
        return reports.stream().map(JointReport::new).toList();
    }

    Report report() {
        return report;
    }

    /// The indices of all numbers that its time depends on.
    int[] indices(JointSpace space) {
        return Arrays.stream(JointTerm.values())
                .mapToInt(term -> index(space, term))
                .toArray();
    }

    private int index(JointSpace space, JointTerm term) {
        return space.index(term, report.software(), report.generation());
    }

    /// `ln(predicted / reported)`; 0 if the reported time is among what is predicted, else that of the nearer end.
    ///
    /// @param place  a number for every place of the space
    double error(JointSpace space, double[] place, DoubleBinaryOperator longer) {
        Profile profile = JointSpace.profile(term -> place[index(space, term)]);
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logarithms.length; i++) {
            double error = Math.log(predictors.get(i).seconds(profile, longer)) - logarithms[i];
            low = Math.min(low, error);
            high = Math.max(high, error);
        }
        return Math.clamp(0, low, high);
    }
}
