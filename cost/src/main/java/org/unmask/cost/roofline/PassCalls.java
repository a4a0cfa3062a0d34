package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.DraftPart;
import org.unmask.core.model.Lowering;
import org.unmask.core.model.Share;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
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
     */
    private static final int MOST_OF_A_PLAIN_MODEL = 20;

    private final Architecture share;
    private final DTypes types;
    private final Optional<DraftPart> part;
    private final Set<Fusion> fusions;
    private final Roofline roofline;
    private final Profile profile;
    private final Deployment deployment;
    private final Exchanges exchanges;
    /// Of the machine that the profile is of.
    private final Optional<OperatorTimings> timings;
    /// Of the pass before: most operators of a pass are those of the one before, at the same place.
    private List<Call> before = List.of();

    /// @throws IllegalArgumentException if the model cannot be split so
    PassCalls(Participant participant, Set<Fusion> fusions, Profile profile, Deployment deployment) {
        this.share = Share.of(participant.architecture(), deployment.tensor());
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
    }

    /// In order of execution, identical layers once.
    List<Call> of(Pass pass) {
        return deployment.stages() == 1 ? calls(pass) : microBatches(pass).calls();
    }

    /// The calls of each micro-batch by itself; of one device alone, those of the pass.
    MicroBatches microBatches(Pass pass) {
        Map<Pass, Integer> equal = new LinkedHashMap<>();
        for (Pass part : pass.dealt(deployment.stages())) {
            equal.merge(part, 1, Integer::sum);
        }
        MicroBatches all = new MicroBatches();
        equal.forEach((part, count) -> all.add(calls(part), count));
        return all;
    }

    /// The terms of one run on one device.
    List<Term> terms(Cause cause) {
        return cause.terms(types, deployment.tensor());
    }

    /// One micro-batch on the devices it goes through.
    private List<Call> calls(Pass pass) {
        List<Call> calls = new ArrayList<>(MOST_OF_A_PLAIN_MODEL);
        for (Program.Section section : lower(pass).sections(types)) {
            List<Operator> operators = section.operators();
            for (int i = 0; i < operators.size(); i++) {
                calls.add(call(operators.get(i), section, calls.size()));
                if (deployment.tensor() > 1) {
                    exchanges
                            .after(operators.subList(i, operators.size()))
                            .ifPresent(exchange -> calls.add(call(exchange, section.repeats())));
                }
            }
        }
        if (deployment.stages() > 1) {
            Exchanges.Exchange handover = exchanges.betweenStages(pass.streamTokens() * share.hidden());
            calls.add(call(handover, deployment.stages() - 1));
        }
        timings.ifPresent(table -> calls.add(overhead(table.overhead(), pass)));
        if (profile.sequenceSeconds() > 0) {
            calls.add(perSequence(sequences(pass)));
        }
        before = calls;
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
        Cause.Ran ran = new Cause.Ran(operator.name(), operator, section.firstLayer());
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

    private Call call(Exchanges.Exchange exchange, int repeats) {
        Deployment.Link link = deployment.link();
        Work sent = Work.sent(Math.ceilDiv(exchange.bytes(), deployment.tensor()));
        return new Call(
                new Cause.Sent(exchange),
                repeats,
                sent,
                Work.sent(exchange.bytes()),
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
