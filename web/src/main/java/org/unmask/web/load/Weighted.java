package org.unmask.web.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.result.Metric;

/// Samples of one quantity, some of which count several times: a piece of `n` tokens gives `n` equal times between
/// tokens.
final class Weighted {
    private record Sample(double value, long count) {}

    private final List<Sample> samples = new ArrayList<>();
    private long count;
    private double sum;

    void add(double value, long times) {
        if (times > 0) {
            samples.add(new Sample(value, times));
            count += times;
            sum += value * times;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// What is said of them: mean, median, standard deviation, least, most and percentiles.
    Map<String, Double> statistics() {
        List<Sample> sorted = samples.stream()
                .sorted(Comparator.comparingDouble(Sample::value))
                .toList();
        double mean = sum / count;
        double squares = 0;
        for (Sample sample : sorted) {
            squares += sample.count() * (sample.value() - mean) * (sample.value() - mean);
        }
        Map<String, Double> statistics = new LinkedHashMap<>();
        statistics.put(Metric.MEAN, mean);
        statistics.put(Metric.MEDIAN, quantile(sorted, 0.5));
        statistics.put(Metric.STANDARD_DEVIATION, Math.sqrt(squares / count));
        statistics.put(Metric.LEAST, sorted.getFirst().value());
        statistics.put(Metric.MOST, sorted.getLast().value());
        statistics.put("p90", quantile(sorted, 0.9));
        statistics.put("p99", quantile(sorted, 0.99));
        return statistics;
    }

    /// Linear interpolation between order statistics (type 7 of Hyndman and Fan, 1996).
    private double quantile(List<Sample> sorted, double share) {
        double position = (count - 1) * share;
        long below = (long) position;
        double low = at(sorted, below);
        return low + (position - below) * (at(sorted, Math.min(below + 1, count - 1)) - low);
    }

    private static double at(List<Sample> sorted, long rank) {
        long seen = 0;
        for (Sample sample : sorted) {
            seen += sample.count();
            if (rank < seen) {
                return sample.value();
            }
        }
        return sorted.getLast().value();
    }
}
