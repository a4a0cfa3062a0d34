package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.DraftPart;
import org.unmask.core.model.Lowering;
import org.unmask.core.model.RankLoad;
import org.unmask.core.model.Share;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Term;
import org.unmask.core.op.Work;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.timing.Basis;
import org.unmask.cost.timing.Curve;
import org.unmask.cost.timing.Like;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Overhead;
import org.unmask.cost.timing.Timed;

/// Lowers passes of an architecture to calls under a roofline and a profile, on one device or several.
///
/// Calls that are those of the pass before are the same objects. Not thread-safe.
final class PassCalls {
    /*
     * Every device of a stage runs the program of its share, so one program is priced, and counts as many times as there
     * are devices. A batch fills the stages as micro-batches whose sizes differ by one at most. While all stages are busy,
     * a micro-batch goes through all of them and is back at the first just when that is free again; so a pass takes the
     * time of its longest micro-batch through all layers, and works as much as all of them.
     *
     * Groups of devices with sequences of their own meet in the experts of every layer, where all wait for the busiest rank.
     * Between them a micro-batch takes the time of the group that takes longest, and works as much as all.
     */
    private static final int MOST_OF_A_PLAIN_MODEL = 20;
    private static final NavigableMap<Integer, MixtureOperator.Experts> NONE = Collections.emptyNavigableMap();

    private final Architecture share;
    private final DTypes types;
    private final Optional<DraftPart> part;
    private final Set<Fusion> fusions;
    private final Roofline roofline;
    private final Profile profile;
    private final Deployment deployment;
    private final Exchanges exchanges;
    private final Optional<ExpertRanks> ranks;
    /// Of the machine that the profile is of.
    private final Optional<OperatorTimings> timings;
    /// Of the pass before: most operators of a pass are those of the one before, at the same place.
    private List<Call> before = List.of();

    /// @param share  what one of the devices has of the model
    /// @throws IllegalArgumentException if the model cannot be split so
    PassCalls(
            Participant participant, Architecture share, Set<Fusion> fusions, Profile profile, Deployment deployment) {
        this.share = share;
        Share.firstLayer(share, 0, deployment.stages());
        this.types = participant.types();
        this.part = participant.part();
        if (part.isPresent() && deployment.stages() > 1) {
            throw new IllegalArgumentException(
                    "layers that draft for their target are not split into stages; leave" + " --pipeline-parallel out");
        }
        this.timings = profile.timings().flatMap(machine -> machine.of(types));
        this.fusions = Set.copyOf(timings.map(table -> table.stand().fusions()).orElse(fusions));
        this.roofline = participant.roofline();
        this.profile = profile;
        this.deployment = deployment;
        this.exchanges = new Exchanges(deployment, types.activation());
        this.ranks = share.experts().filter(experts -> experts.ranks() > 1).map(ExpertRanks::new);
    }

    /// In order of execution, identical layers once.
    List<Call> of(Pass pass) {
        return deployment.stages() == 1 ? microBatch(pass) : microBatches(pass).calls();
    }

    /// The calls of each micro-batch by itself; of one device alone, those of the pass.
    MicroBatches microBatches(Pass pass) {
        Map<Pass, Integer> equal = new LinkedHashMap<>();
        for (Pass part : pass.dealt(deployment.stages())) {
            equal.merge(part, 1, Integer::sum);
        }
        MicroBatches all = new MicroBatches();
        equal.forEach((part, count) -> all.add(microBatch(part), count));
        return all;
    }

    /// The calls of the group that takes longest, each with the work of all.
    private List<Call> microBatch(Pass pass) {
        if (deployment.groups() == 1) {
            return calls(pass, pass, true);
        }
        List<Pass> groups = pass.dealt(deployment.groups());
        Map<Pass, Integer> equal = new LinkedHashMap<>();
        for (Pass group : groups.subList(1, groups.size())) {
            equal.merge(group, 1, Integer::sum);
        }
        MicroBatches all = new MicroBatches();
        all.add(calls(groups.getFirst(), pass, true), 1);
        equal.forEach((group, count) -> all.add(calls(group, pass, false), count));
        return all.calls();
    }

    /// The terms of one run on one device.
    List<Term> terms(Cause cause) {
        return cause.terms(types);
    }

    /// One group's part of a micro-batch on the devices it goes through.
    ///
    /// @param all  the micro-batch of all groups
    /// @param counts  whether the work of experts, which is that of all groups, counts here
    private List<Call> calls(Pass pass, Pass all, boolean counts) {
        List<Call> calls = new ArrayList<>(MOST_OF_A_PLAIN_MODEL);
        NavigableMap<Integer, MixtureOperator.Experts> mixtures = ranks.isEmpty() ? NONE : mixtures(all);
        for (Program.Section section : lower(pass).sections(types)) {
            List<Operator> operators = section.operators();
            for (int i = 0; i < operators.size(); i++) {
                if (ranks.isPresent() && operators.get(i) instanceof MixtureOperator.Experts own) {
                    MixtureOperator.Experts mixture =
                            mixtures.floorEntry(section.firstLayer()).getValue();
                    calls.addAll(experts(ranks.get(), own, mixture, all.chosenExperts(), section, counts));
                } else {
                    calls.add(call(operators.get(i), section, calls.size()));
                }
                if (deployment.tensor() > 1) {
                    exchanges
                            .after(operators.subList(i, operators.size()))
                            .ifPresent(exchange -> calls.add(call(exchange, section.repeats(), true)));
                }
            }
        }
        if (deployment.stages() > 1) {
            Exchanges.Exchange handover = exchanges.betweenStages(pass.streamTokens() * share.hidden());
            calls.add(call(handover, deployment.stages() - 1, true));
        }
        timings.ifPresent(table -> calls.add(overhead(table.overhead(), pass)));
        if (profile.sequenceSeconds() > 0) {
            calls.add(perSequence(sequences(pass)));
        }
        before = calls;
        return calls;
    }

    /// The experts of a micro-batch, by the first layer that has them so.
    private NavigableMap<Integer, MixtureOperator.Experts> mixtures(Pass all) {
        NavigableMap<Integer, MixtureOperator.Experts> mixtures = new TreeMap<>();
        for (Program.Section section : lower(all).sections()) {
            for (Operator operator : section.operators()) {
                if (operator instanceof MixtureOperator.Experts mixture) {
                    mixtures.put(section.firstLayer(), mixture);
                }
            }
        }
        return mixtures;
    }

    /// The rows of all groups on the busiest rank, and their way there and back.
    private List<Call> experts(
            ExpertRanks placed,
            MixtureOperator.Experts own,
            MixtureOperator.Experts all,
            OptionalDouble counted,
            Program.Section section,
            boolean counts) {
        RankLoad load = placed.load(all, counted);
        int layer = section.firstLayer();
        MixtureOperator.Experts busiest = placed.busiest(all, load);
        Work total = counts ? Work.of(placed.together(all), types, layer) : Work.NONE;
        List<Call> calls = new ArrayList<>();
        exchanges
                .dispatch(own, all, load.rows())
                .ifPresent(exchange -> calls.add(call(exchange, section.repeats(), counts)));
        calls.add(call(
                new Cause.Ran(busiest.name(), busiest, layer),
                section.repeats(),
                Work.of(busiest, types, layer),
                total));
        exchanges
                .combine(own, all, load.rows())
                .ifPresent(exchange -> calls.add(call(exchange, section.repeats(), counts)));
        return calls;
    }

    private Program lower(Pass pass) {
        return part.isEmpty()
                ? Lowering.lower(share, pass, fusions)
                : part.get().lower(share, pass, fusions);
    }

    /// @param place  in the pass
    private Call call(Operator operator, Program.Section section, int place) {
        if (place < before.size() && before.get(place).isOf(operator, section.firstLayer(), section.repeats())) {
            return before.get(place);
        }
        Work work = Work.of(operator, types, section.firstLayer());
        Work total = deployment.tensor() == 1 ? work : work.times(deployment.tensor());
        int repeats = section.repeats();
        return call(new Cause.Ran(operator.name(), operator, section.firstLayer()), repeats, work, total);
    }

    private Call call(Cause.Ran ran, int repeats, Work work, Work total) {
        if (timings.isEmpty()) {
            return new Call(ran, repeats, work, total, profile.roofs(roofline, ran.name(), work), Basis.ROOFLINE);
        }
        return timed(timings.get(), ran, repeats, work, total);
    }

    private Call timed(OperatorTimings table, Cause.Ran ran, int repeats, Work work, Work total) {
        Optional<Timed> timed = table.find(ran.operator());
        if (timed.isPresent()) {
            Cost clocked = new Clocked(timed.get().curve(), timed.get().size());
            return new Call(ran, repeats, work, total, clocked, timed.get().basis());
        }
        Optional<Like> like = table.like(ran.operator());
        return new Call(
                ran,
                repeats,
                work,
                total,
                new Roofs(work, like.map(this::reached).orElse(roofline), 1, 0),
                like.isPresent() ? Basis.SIMILAR : Basis.ROOFLINE);
    }

    /// The roofs with the efficiency that an operator reached, at which it takes just its time.
    private Roofline reached(Like like) {
        double ideal = Math.max(like.flops() / roofline.flopsPerSecond(), like.bytes() / roofline.bytesPerSecond());
        double efficiency = ideal / like.seconds();
        return new Roofline(roofline.flopsPerSecond() * efficiency, roofline.bytesPerSecond() * efficiency);
    }

    /// Over the rows of logits: passes of a stretch have the same tokens.
    private static Call overhead(Overhead overhead, Pass pass) {
        Curve curve = Curve.line(overhead.seconds(pass.streamTokens(), 0), overhead.logitRowSeconds());
        return new Call(
                new Cause.Dispatched(), 1, Work.NONE, Work.NONE, new Clocked(curve, pass.headRows()), Basis.TIMED);
    }

    /// What the host does for every sequence of a pass.
    private Call perSequence(int sequences) {
        Roofs cost = new Roofs(Work.NONE, roofline, 1, sequences * profile.sequenceSeconds());
        return new Call(new Cause.Dispatched(), 1, Work.NONE, Work.NONE, cost, Basis.ROOFLINE);
    }

    /// Of all groups, on the devices that share the model.
    int sequences(Pass pass) {
        return pass.groups().stream().mapToInt(Pass.Group::batch).sum();
    }

    /// @param counts  whether the bytes of all devices count here
    private Call call(Exchanges.Exchange exchange, int repeats, boolean counts) {
        Deployment.Link link = deployment.link();
        Work sent = Work.sent(exchange.own());
        return new Call(
                new Cause.Sent(exchange),
                repeats,
                sent,
                counts ? Work.sent(exchange.bytes()) : Work.NONE,
                new Roofs(
                        sent,
                        new Roofline(Double.POSITIVE_INFINITY, link.bytesPerSecond()),
                        1,
                        profile.operatorSeconds() + exchange.messages() * link.latencySeconds()),
                Basis.ROOFLINE);
    }

    /// Whether seconds are from a table of timings, as far as it goes.
    boolean areTimed() {
        return timings.isPresent();
    }

    /// How far the seconds of a call follow the speed of the machine; nothing if none of its shape was timed.
    OptionalDouble speedExponent(Call call) {
        return timings.isPresent() && call.cause() instanceof Cause.Ran(String _, Operator operator, int _)
                ? timings.get().speedExponent(operator)
                : OptionalDouble.empty();
    }

    /// The least time of a pass.
    double floorSeconds() {
        return profile.floorSeconds(share.layers());
    }

    /// Layers the floor is for.
    int layers() {
        return share.layers();
    }

    Roofline roofline() {
        return roofline;
    }
}
