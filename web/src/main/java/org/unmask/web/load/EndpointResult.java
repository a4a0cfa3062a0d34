package org.unmask.web.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.unmask.core.decode.StrategySpec;
import org.unmask.result.Arrival;
import org.unmask.result.Checkpoint;
import org.unmask.result.ImportedResult;
import org.unmask.result.Lengths;
import org.unmask.result.Metric;
import org.unmask.result.Setting;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The line of a result file for what clients of a server saw, of the same type as results of other programs that
/// measure servers: any of them can be compared.
public final class EndpointResult {
    private static final String FORMAT = "bench-endpoint";

    private EndpointResult() {}

    /// One result.
    ///
    /// @param model  as requests name it
    /// @param strategy  that they asked for, if they did
    /// @param mostTokens  of an answer
    /// @param counters  by how much the counts of the server grew, by name
    public static ImportedResult of(
            Plan plan,
            String model,
            Optional<StrategySpec> strategy,
            int mostTokens,
            Figures figures,
            Map<String, Double> counters) {
        List<Metric> metrics = new ArrayList<>(figures.metrics());
        counters.forEach((name, grown) -> metrics.add(new Metric(
                name, "", "by how much this count of the server grew", Map.of(Metric.VALUE, grown), List.of())));
        Setting setting = Setting.UNKNOWN
                .with(Checkpoint.named(model))
                .with(new org.unmask.result.Load(
                        Optional.of(arrival(plan)), prompts(figures), Optional.of(new Lengths.Fixed(mostTokens))));
        ObjectNode other = JsonMapper.shared().createObjectNode().put("path", plan.path());
        ObjectNode errors = other.putObject("errors");
        errors(figures.all()).forEach(errors::put);
        return new ImportedResult(
                new ImportedResult.Source(FORMAT, plan.target().toString(), 1),
                strategy.isPresent() ? setting.with(strategy.get()) : setting,
                metrics,
                other,
                figures.remarks());
    }

    private static Arrival arrival(Plan plan) {
        return plan.arrivals().isPresent()
                ? new Arrival.Rate(plan.arrivals().get().rate())
                : new Arrival.Concurrency(plan.clients());
    }

    private static Optional<Lengths> prompts(Figures figures) {
        double[] tokens = figures.answered().stream()
                .filter(each -> each.promptTokens().isPresent())
                .mapToDouble(each -> each.promptTokens().getAsInt())
                .toArray();
        if (tokens.length == 0) {
            return Optional.empty();
        }
        double mean = Arrays.stream(tokens).average().orElseThrow();
        return Optional.of(
                new Lengths.Drawn(Lengths.MEASURED, mean, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /// How often each error came.
    public static Map<String, Integer> errors(List<Received> all) {
        Map<String, Integer> errors = new TreeMap<>();
        all.forEach(each -> each.error().ifPresent(error -> errors.merge(error, 1, Integer::sum)));
        return errors;
    }
}
