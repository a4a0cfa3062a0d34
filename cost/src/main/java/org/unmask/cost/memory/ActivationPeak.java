package org.unmask.cost.memory;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;
import org.unmask.cost.hardware.Deployment;

/// The most activations of a pass that are alive at once, logits apart.
///
/// What is alive together does not depend on how many tokens a pass computes, only on its operators; it is looked for
/// once per kind of pass. Not thread-safe.
public final class ActivationPeak {
    private final Architecture model;
    private final DTypes types;
    private final boolean dispatches;
    /// Rows of the busiest rank by tokens.
    private final Map<Long, Long> busiest = new HashMap<>();

    private Set<Slot> plain = Set.of();
    private Set<Slot> plainWithHead = Set.of();

    /// Counts the activations of a model in given types.
    ///
    /// @param model  of one device's share
    public ActivationPeak(Architecture model, DTypes types, Deployment deployment) {
        this.model = model;
        this.types = types;
        this.dispatches = deployment.groups() > 1;
    }

    /// Bytes of what is alive while the operator runs that has most around it: what it reads and writes, and what later
    /// operators still read.
    ///
    /// @param pass  of one group of devices
    /// @param all  of all groups, whose rows go to the experts of a device
    long bytes(Pass pass, Pass all) {
        Rows rows = new Rows(pass.streamTokens(), routed(all.streamTokens()));
        if (pass.reuses() || ranks() > 1) {
            return bytes(alive(pass, rows), rows);
        }
        boolean head = pass.headRows() > 0;
        Set<Slot> known = head ? plainWithHead : plain;
        if (known.isEmpty()) {
            known = alive(pass, rows);
            if (head) {
                plainWithHead = known;
            } else {
                plain = known;
            }
        }
        return bytes(known, rows);
    }

    /// Tokens of one group of devices, and rows that experts of one device compute.
    private record Rows(long tokens, long routed) {}

    private int ranks() {
        return model.experts().map(Experts::ranks).orElse(1);
    }

    /// Those of the busiest rank where experts are dealt out, else all choices of all tokens.
    private long routed(long tokens) {
        if (model.experts().isEmpty()) {
            return 0;
        }
        return ranks() == 1
                ? product(tokens, experts().perToken())
                : busiest.computeIfAbsent(
                        tokens,
                        some -> Math.round(
                                experts().busiest(some, OptionalDouble.empty()).rows()));
    }

    private long bytes(Set<Slot> slots, Rows rows) {
        long sum = 0;
        for (Slot slot : slots) {
            sum = Math.addExact(sum, slotBytes(rows, slot));
        }
        return sum;
    }

    private Set<Slot> alive(Pass pass, Rows rows) {
        List<Operator> operators = Lowering.lower(model, pass, Set.of()).sections().stream()
                .map(Program.Section::operators)
                .flatMap(List::stream)
                .toList();
        Set<Slot> alive = EnumSet.noneOf(Slot.class);
        Set<Slot> peak = Set.of();
        for (int i = 0; i < operators.size(); i++) {
            alive.addAll(operators.get(i).writes());
            if (bytes(alive, rows) > bytes(peak, rows)) {
                peak = EnumSet.copyOf(alive);
            }
            List<Operator> later = operators.subList(i + 1, operators.size());
            alive.removeIf(slot -> !isReadAgain(slot, later));
        }
        return peak;
    }

    /// Whether a slot is read before it is written anew.
    private static boolean isReadAgain(Slot slot, List<Operator> later) {
        for (Operator operator : later) {
            if (operator.reads().contains(slot)) {
                return true;
            }
            if (operator.writes().contains(slot)) {
                return false;
            }
        }
        return false;
    }

    private long slotBytes(Rows rows, Slot slot) {
        DType a = types.activation();
        long tokens = rows.tokens();
        return switch (slot) {
            case RESIDUAL, NORMED, DELTA -> a.bytes(product(tokens, model.hidden()));
            case QUERY, ATTENDED -> a.bytes(product(tokens, model.widestQueries()));
            case KEY, VALUE -> types.keyValue().bytes(product(tokens, model.widestKeys()));
            case GATE_UP -> a.bytes(product(tokens, 2L * model.widestMlp()));
            case GATED -> a.bytes(product(tokens, model.widestMlp()));
            case LAYER_INPUTS -> a.bytes(product(tokens, layerInputs()));
            case SELECTORS -> a.bytes(product(tokens, model.selectors()));
            case ROUTING -> product(tokens, 8L * experts().perToken());
            case ROUTED -> {
                // Rows that came from other devices, and results that go back to them, have places of their own.
                long moved = dispatches ? product(2, model.columns(Weight.EXPERT_UP)) : 0;
                yield a.bytes(product(rows.routed(), product(3, experts().intermediate()) + moved));
            }
            case SHARED -> a.bytes(product(tokens, 3L * experts().sharedIntermediate()));
            case SIMILARITY -> product(tokens, 8);
            case LOGITS, SELECTION -> 0;
        };
    }

    private long layerInputs() {
        return model.layout().onDevice().map(parts -> parts.inputs(model)).orElse(0L);
    }

    private Experts experts() {
        return model.experts().orElseThrow();
    }

    private static long product(long a, long b) {
        return Math.multiplyExact(a, b);
    }
}
