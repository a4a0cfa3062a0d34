package org.unmask.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalDouble;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Lengths;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;
import org.unmask.cost.predict.Scenario;
import org.unmask.fleet.Batching;
import org.unmask.fleet.Fleet;
import org.unmask.fleet.Limits;
import org.unmask.fleet.Outcome;
import org.unmask.fleet.PricedService;
import org.unmask.fleet.Priority;
import org.unmask.fleet.Routing;
import org.unmask.fleet.Simulation;

/// How long many requests on many replicas take to be simulated, on one thread.
///
/// Arguments: requests, replicas, requests a second, model, strategy, lengths of prompts and of answers.
public final class FleetRun {
    private FleetRun() {}

    public static void main(String[] args) throws Exception {
        long requests = Long.parseLong(args[0]);
        int replicas = Integer.parseInt(args[1]);
        double rate = Double.parseDouble(args[2]);
        Lengths prompts = Lengths.of(args[5]);
        Lengths answers = Lengths.of(args[6]);
        Path nowhere = Path.of("no-such-folder");
        Catalog catalog = new Catalog(nowhere, nowhere);
        Scenario scenario = Scenario.of(
                catalog.model(args[3]).model(),
                catalog.device("h100-sxm").device(),
                StrategySpec.parse(args[4]),
                new Request(1, prompts.longest(), answers.longest(), LogitRows.ACTIVE),
                DType.BFLOAT16);
        PricedService service = PricedService.of(scenario, StrategyFiles.NONE, Limits.USUAL);
        Traffic traffic = new Traffic.Drawn(new Arrivals.Random(rate, 1), prompts, answers, requests);
        Objective none = new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
        Fleet fleet = new Fleet(replicas, Routing.LEAST_LOADED, Batching.CONTINUOUS, Priority.ARRIVAL, Limits.USUAL);

        Instant start = Instant.now();
        Outcome outcome = Simulation.run(service, fleet, traffic, none, 0, Simulation.Watcher.NONE);
        double seconds = Duration.between(start, Instant.now()).toNanos() / 1e9;
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "%d requests on %d replicas: %.1f s; %d passes, %.1f sequences each, utilisation %.2f, end p50 %.2f s,"
                        + " %.0f MB of heap in use%n",
                outcome.requests(),
                replicas,
                seconds,
                outcome.passes(),
                outcome.meanBatch(),
                outcome.utilisation(),
                outcome.end().percentile(50),
                (runtime.totalMemory() - runtime.freeMemory()) / 1e6);
    }
}
