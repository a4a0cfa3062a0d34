package org.unmask.result.imports;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.unmask.input.Fields;
import org.unmask.result.Statistics;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The times of whole requests in results of `benchmark_serving.py`. In versions of 2024 their mean and their median stand in
/// each other's place: `mean_e2el_ms=np.median(e2els)`. Where the times of every request stand beside them they tell which
/// is which.
///
/// @param fields  of the result, mean and median in their places
/// @param remarks  where that cannot be told
record VllmLatencies(Fields fields, List<String> remarks) {
    private static final String MEAN = "mean_e2el_ms";
    private static final String MEDIAN = "median_e2el_ms";

    /// Keys of which at least one stands in files of those versions, and in some later ones.
    private static final List<String> KEYS = List.of("best_of", "request_goodput:");

    private static final double ROUNDING = 1e-3;
    private static final double MILLISECONDS = 1000;

    static VllmLatencies of(Fields fields) throws IOException {
        if (!fields.node(MEAN).isNumber() || !fields.node(MEDIAN).isNumber() || fields.has("latencies")) {
            return new VllmLatencies(fields, List.of());
        }
        double mean = fields.number(MEAN);
        double median = fields.number(MEDIAN);
        if (isNear(mean, median)) {
            return new VllmLatencies(fields, List.of());
        }
        double[] each = milliseconds(fields);
        if (each.length == 0) {
            boolean isOld = KEYS.stream().anyMatch(fields.keys()::contains);
            return new VllmLatencies(fields, isOld ? List.of(remark()) : List.of());
        }
        double sum = 0;
        for (double time : each) {
            sum += time;
        }
        boolean isSwapped = isNear(mean, Statistics.quantile(each, 50)) && isNear(median, sum / each.length);
        return new VllmLatencies(isSwapped ? swapped(fields) : fields, List.of());
    }

    private static String remark() {
        return Quantity.REQUEST_LATENCY.id() + ": versions of 2024 wrote the median as " + MEAN + " and the mean as "
                + MEDIAN + "; without the times of every request it cannot be told whether this one did";
    }

    private static boolean isNear(double a, double b) {
        return Math.abs(a - b) <= ROUNDING * Math.max(a, b);
    }

    private static Fields swapped(Fields fields) throws IOException {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        fields.keys().forEach(key -> all.set(key, fields.node(key)));
        all.set(MEAN, fields.node(MEDIAN));
        all.set(MEDIAN, fields.node(MEAN));
        return Fields.of(fields.file(), all);
    }

    /// Of each request that was answered, the time to its first piece and those between its pieces.
    private static double[] milliseconds(Fields fields) {
        JsonNode first = fields.node("ttfts");
        JsonNode between = fields.node("itls");
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < Math.min(first.size(), between.size()); i++) {
            double time = first.get(i).doubleValue(0);
            for (JsonNode piece : between.get(i)) {
                time += piece.doubleValue(0);
            }
            if (first.get(i).doubleValue(0) > 0) {
                times.add(time * MILLISECONDS);
            }
        }
        return times.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
