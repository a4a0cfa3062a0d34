package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.timing.Basis;
import org.unmask.cost.timing.SpeedResponse;

/// Prices the passes of an architecture under a roofline and a profile.
///
/// Passes with the same counts are priced once. Not thread-safe.
public final class Pricer {
    /// More than any model generates; a timeline keeps every pass.
    private static final int MOST_PASSES = 1 << 17;

    /// The name of the time that a pass takes beside its operators, as an operator of its own.
    public static final String DISPATCH = "dispatch";

    private final Participants participants;
    private final RoleCalls calls;
    private final Map<Counts, Price> prices = new HashMap<>();
    /// Of passes of several groups.
    private final Map<List<Counts>, Price> mixed = new HashMap<>();
    private final Map<String, Basis> bases = new LinkedHashMap<>();
    /// Of the pass that was priced last, and what they came to; passes share most of their calls.
    private List<Call> lastCalls = List.of();
    private List<OperatorTotal> lastTotals = List.of();

    /// Prices with the roofs alone.
    ///
    /// @param fusions  what the backend that runs the passes fuses; none for other machines
    public Pricer(Architecture model, DTypes types, Set<Fusion> fusions, Roofline roofline) {
        this(model, types, fusions, roofline, Profile.ROOFLINE);
    }

    /// Prices passes of a model on a roofline.
    ///
    /// @param profile  what the software costs beyond the roofs
    public Pricer(Architecture model, DTypes types, Set<Fusion> fusions, Roofline roofline, Profile profile) {
        this(model, types, fusions, roofline, profile, Deployment.SINGLE);
    }

    /// Prices on several devices: seconds are those of one of them, work is that of all together.
    ///
    /// @param roofline  of one device
    /// @throws IllegalArgumentException if the model cannot be split so
    public Pricer(
            Architecture model,
            DTypes types,
            Set<Fusion> fusions,
            Roofline roofline,
            Profile profile,
            Deployment deployment) {
        this(Participants.alone(new Participant(model, types, roofline)), fusions, profile, deployment);
    }

    /// Prices each pass with the model whose layers it goes through.
    ///
    /// @throws IllegalArgumentException if a model cannot be split so
    public Pricer(Participants participants, Set<Fusion> fusions, Profile profile, Deployment deployment) {
        this.participants = participants;
        this.calls = RoleCalls.of(participants, fusions, profile, deployment);
    }

    /// The roofs prices of the model come from.
    public Roofline roofline() {
        return participants.target().roofline();
    }

    /// A generation under outcomes that are assumed or recorded.
    ///
    /// @param origin  [Origin#ASSUMED] or [Origin#REPLAYED], as the outcomes are
    /// @throws IllegalArgumentException if it takes more than 131072 passes
    public Timeline price(Origin origin, Strategy strategy, Request request, Function<Pass, Outcome> outcomes) {
        return price(origin, strategy, request, outcomes, List.of());
    }

    /// A generation of which the chosen experts were counted too.
    ///
    /// @param chosenExperts  of each pass in order ([Pass#chosenExperts]); passes beyond them are expected to choose evenly
    /// @throws IllegalArgumentException if it takes more than 131072 passes
    public Timeline price(
            Origin origin,
            Strategy strategy,
            Request request,
            Function<Pass, Outcome> outcomes,
            List<OptionalDouble> chosenExperts) {
        List<PassTime> passes = new ArrayList<>();
        Unfolding.run(strategy, request, outcomes, (asked, outcome) -> {
            if (passes.size() == MOST_PASSES) {
                throw new IllegalArgumentException(
                        "more than " + MOST_PASSES + " passes; ask for fewer generated tokens or denoising steps");
            }
            Pass pass = passes.size() < chosenExperts.size() ? asked.choosing(chosenExperts.get(passes.size())) : asked;
            Price price = price(pass);
            passes.add(new PassTime(pass, outcome, price.seconds(), price.operators()));
        });
        return new Timeline(origin, request, passes);
    }

    /// Where the seconds of the operators priced so far come from; of several origins the least sure.
    /// Empty under a profile without timings, where all come from the roofline.
    public Map<String, Basis> bases() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(bases));
    }

    /// One pass.
    public Price price(Pass pass) {
        List<Pass.Group> groups = pass.groups();
        return groups.size() == 1
                ? prices.computeIfAbsent(Counts.of(pass, groups.getFirst()), _ -> compute(pass))
                : mixed.computeIfAbsent(
                        groups.stream().map(group -> Counts.of(pass, group)).toList(), _ -> compute(pass));
    }

    /// The time of one pass, which is not kept: for those who keep it themselves.
    public double seconds(Pass pass) {
        PassCalls lowering = calls.of(pass.role());
        double seconds = 0;
        for (Call call : lowering.of(pass)) {
            seconds += call.seconds();
        }
        return Math.max(seconds, lowering.floorSeconds());
    }

    /// The runs that the price of a pass is made of, in order of first execution; equal ones are one.
    public List<Run> runs(Pass pass) {
        PassCalls lowering = calls.of(pass.role());
        List<Run> runs = new ArrayList<>(new Runs(lowering).of(lowering.microBatches(pass)));
        double busy = 0;
        for (Call call : lowering.of(pass)) {
            busy += call.seconds();
        }
        double idle = lowering.floorSeconds() - busy;
        if (!lowering.areTimed() && idle > 0) {
            runs.add(Run.idle(lowering.layers(), idle, lowering.roofline()));
        }
        return List.copyOf(runs);
    }

    /// How far the seconds of a timeline follow the speed of the machine whose operators were timed: the exponent of its
    /// operators ([SpeedResponse]), each counting by its time.
    ///
    /// @return [SpeedResponse#FULL] under a profile without timings
    public double speedExponent(Timeline timeline) {
        Map<List<OperatorTotal>, List<PassTime>> equal =
                timeline.passes().stream().collect(Collectors.groupingBy(PassTime::operators));
        double seconds = 0;
        double following = 0;
        for (List<PassTime> passes : equal.values()) {
            Pass pass = passes.getFirst().pass();
            PassCalls lowering = calls.of(pass.role());
            for (Call call : lowering.of(pass)) {
                OptionalDouble exponent = lowering.speedExponent(call);
                if (exponent.isPresent()) {
                    double taken = passes.size() * call.seconds();
                    seconds += taken;
                    following += taken * exponent.getAsDouble();
                }
            }
        }
        return seconds == 0 ? SpeedResponse.FULL : following / seconds;
    }

    private Price compute(Pass pass) {
        PassCalls lowering = calls.of(pass.role());
        List<Call> run = lowering.of(pass);
        List<OperatorTotal> totals = totals(run);
        double seconds = 0;
        for (OperatorTotal total : totals) {
            seconds += total.seconds();
        }
        if (lowering.areTimed()) {
            run.forEach(call -> bases.merge(call.name(), call.basis(), Basis::and));
        }
        double idle = lowering.floorSeconds() - seconds;
        if (idle > 0) {
            totals = new ArrayList<>(totals);
            totals.add(new OperatorTotal(DISPATCH, lowering.layers(), Work.NONE, idle));
            seconds += idle;
        }
        return new Price(seconds, byName(totals));
    }

    /// What each call comes to.
    @SuppressWarnings("ReferenceEquality") // an equal one that is another is summed as well, only later
    private List<OperatorTotal> totals(List<Call> run) {
        List<OperatorTotal> totals = new ArrayList<>(run.size());
        for (int i = 0; i < run.size(); i++) {
            Call call = run.get(i);
            totals.add(i < lastCalls.size() && lastCalls.get(i) == call ? lastTotals.get(i) : call.sum());
        }
        lastCalls = run;
        lastTotals = totals;
        return totals;
    }

    /// Calls of the same name together, in order of first execution.
    private static List<OperatorTotal> byName(List<OperatorTotal> totals) {
        Map<String, OperatorTotal> named = LinkedHashMap.newLinkedHashMap(totals.size());
        for (OperatorTotal total : totals) {
            OperatorTotal known = named.putIfAbsent(total.name(), total);
            if (known != null) {
                named.put(total.name(), known.plus(total.calls(), total.work(), total.seconds()));
            }
        }
        return List.copyOf(named.values());
    }

    /// What decides the time of an operator under a profile.
    public static Bound bound(OperatorTotal operator, Roofline roofline, Profile profile) {
        if (operator.name().equals(DISPATCH)) {
            return Bound.DISPATCH;
        }
        return operator.work().linkBytes() > 0
                ? Bound.LINK
                : profile.under(roofline, operator.name()).bound(operator.work());
    }

    /// The price of one pass.
    ///
    /// @param operators  in order of first execution
    public record Price(double seconds, List<OperatorTotal> operators) {}

    private record Counts(
            Role role,
            OptionalDouble chosenExperts,
            int batch,
            int queries,
            int context,
            Mask mask,
            int logitRows,
            Reuse reuse,
            Conditioning conditioning) {
        static Counts of(Pass pass, Pass.Group group) {
            return new Counts(
                    pass.role(),
                    pass.chosenExperts(),
                    group.batch(),
                    group.queries(),
                    group.context(),
                    group.mask(),
                    group.logitRows(),
                    group.reuse(),
                    group.conditioning());
        }
    }
}
