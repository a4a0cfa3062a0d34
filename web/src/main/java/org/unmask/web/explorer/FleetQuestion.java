package org.unmask.web.explorer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.text.Progress;
import org.unmask.core.text.Reason;
import org.unmask.core.text.UsageException;
import org.unmask.core.traffic.Arrivals;
import org.unmask.core.traffic.Lengths;
import org.unmask.core.traffic.Objective;
import org.unmask.core.traffic.Traffic;
import org.unmask.cost.predict.Scenario;
import org.unmask.fleet.Batching;
import org.unmask.fleet.Fleet;
import org.unmask.fleet.Limits;
import org.unmask.fleet.Plan;
import org.unmask.fleet.Power;
import org.unmask.fleet.PricedService;
import org.unmask.fleet.Priority;
import org.unmask.fleet.Routing;
import org.unmask.fleet.Sizing;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.node.ObjectNode;

/// What a page asks about fleets: how many devices each contestant needs under traffic.
///
/// @param workload  prompts and answers are lengths as `fleet` takes them; its batch says nothing
/// @param rate  requests a second
/// @param objective  as `--slo` has it; empty if every answer is good
/// @param attainment  share of answers that must be good; empty for the usual
record FleetQuestion(
        Workload workload,
        String rate,
        String objective,
        Optional<String> attainment,
        List<Contestant> contestants,
        OwnFiles files) {
    /// The largest fleet that is looked at.
    static final int MOST_REPLICAS = 256;

    private static final int MOST = 6;
    private static final double USUAL_SHARE = 0.99;
    /// The longer answers are, the fewer requests are played, so that a page has its answer in about a second.
    private static final int MOST_REQUESTS = 300;

    private static final int FEWEST_REQUESTS = 60;
    private static final int MOST_TOKENS = 100_000;

    FleetQuestion {
        contestants = List.copyOf(contestants);
        if (contestants.isEmpty() || contestants.size() > MOST) {
            throw new UsageException(contestants.size() + " contestants; expected from 1 to " + MOST);
        }
    }

    /// Reads the body of a request.
    ///
    /// @throws Refused with the reason, if it is no question
    static FleetQuestion of(byte[] body, Library library) {
        try {
            Fields root = JsonFile.parse("the request", body);
            FleetQuestion question = new FleetQuestion(
                    Workload.ofRequests(root),
                    root.textOrNumber("requests_per_second"),
                    root.text("slo", ""),
                    root.has("attainment") ? Optional.of(root.textOrNumber("attainment")) : Optional.empty(),
                    root.parts("contestants", Contestant::of),
                    OwnFiles.of(root, library));
            root.end();
            return question;
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(Reason.of(e), e);
        }
    }

    /// Requests that are played.
    int requests() {
        int longest = Lengths.of(workload.generatedTokens()).longest();
        return Math.clamp(MOST_TOKENS / longest, FEWEST_REQUESTS, MOST_REQUESTS);
    }

    private static double number(String key, String words) {
        try {
            return Double.parseDouble(words);
        } catch (NumberFormatException _) {
            throw new UsageException(key + " '" + words + "'; expected a number");
        }
    }

    private Sizing sizing() {
        Traffic traffic = new Traffic.Drawn(
                new Arrivals.Random(number("requests_per_second", rate), 1),
                Lengths.of(workload.promptTokens()),
                Lengths.of(workload.generatedTokens()),
                requests());
        Fleet fleet = new Fleet(1, Routing.LEAST_LOADED, Batching.CONTINUOUS, Priority.ARRIVAL, Limits.USUAL);
        double share = attainment.map(words -> number("attainment", words)).orElse(USUAL_SHARE);
        Objective good = objective.isEmpty()
                ? new Objective(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty())
                : Objective.of(objective);
        return new Sizing(traffic, good, share, fleet, MOST_REPLICAS, 0);
    }

    /// The answer, `unmask.explorer-fleet/1`.
    ///
    /// @throws Refused with the reason that the command line gives
    ObjectNode answer(Library library) {
        Sizing sizing;
        try {
            sizing = sizing();
        } catch (IllegalArgumentException e) {
            throw new Refused(Reason.of(e), e);
        }
        List<Plan> plans = new ArrayList<>();
        for (int i = 0; i < contestants.size(); i++) {
            try {
                plans.add(plan(contestants.get(i), sizing, library));
            } catch (IOException | IllegalArgumentException | ArithmeticException e) {
                throw new Refused(Reason.of(e), i, e);
            }
        }
        return new FleetAnswer(this, plans).json();
    }

    private Plan plan(Contestant contestant, Sizing sizing, Library library) throws IOException {
        Request longest = new Request(
                1, sizing.traffic().longestPrompt(), sizing.traffic().longestAnswer(), LogitRows.of(workload.logits()));
        StrategySpec spec = StrategySpec.parse(contestant.strategy());
        if (spec.keys().containsKey("steps") && !(Lengths.of(workload.generatedTokens()) instanceof Lengths.Fixed)) {
            throw new UsageException(
                    "strategy '" + spec + "' has its steps for one length of answers; let all answers have one"
                            + " length, or give tokens-per-pass instead of steps");
        }
        List<Scenario> scenarios = contestant.settings().scenarios(files, List.of(spec), longest, library::upkeep);
        if (scenarios.size() != 1) {
            throw new UsageException("a contestant is one fleet; give numbers, not lists or ranges");
        }
        Scenario scenario = scenarios.getFirst();
        PricedService service =
                PricedService.of(scenario, StrategyFiles.NONE, sizing.fleet().limits());
        return new Plan(
                scenario,
                sizing,
                sizing.smallest(service, Progress.NONE),
                Power.of(scenario.upkeep(), OptionalDouble.empty()));
    }

    /// Whether a contestant generates token by token.
    static boolean isAutoregressive(Plan plan) {
        return Strategies.isAutoregressive(plan.scenario().strategy());
    }
}
