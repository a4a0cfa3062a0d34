package org.unmask.cost.memory;

import java.util.EnumSet;
import java.util.List;
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

/// The most activations of a pass that are alive at once, logits apart.
///
/// What is alive together does not depend on how many tokens a pass computes, only on its operators; it is looked for
/// once per kind of pass. Not thread-safe.
public final class ActivationPeak {
    private final Architecture model;
    private final DTypes types;
    private Set<Slot> plain = Set.of();
    private Set<Slot> plainWithHead = Set.of();

    /// Counts the activations of a model in given types.
    ///
    /// @param model  of one device's share
    public ActivationPeak(Architecture model, DTypes types) {
        this.model = model;
        this.types = types;
    }

    /// Bytes of what is alive while the operator runs that has most around it: what it reads and writes, and what later
    /// operators still read.
    long bytes(Pass pass) {
        if (pass.reuses()) {
            return bytes(alive(pass), pass.streamTokens());
        }
        boolean head = pass.headRows() > 0;
        Set<Slot> known = head ? plainWithHead : plain;
        if (known.isEmpty()) {
            known = alive(pass);
            if (head) {
                plainWithHead = known;
            } else {
                plain = known;
            }
        }
        return bytes(known, pass.streamTokens());
    }

    private long bytes(Set<Slot> slots, long tokens) {
        long sum = 0;
        for (Slot slot : slots) {
            sum = Math.addExact(sum, slotBytes(tokens, slot));
        }
        return sum;
    }

    private Set<Slot> alive(Pass pass) {
        List<Operator> operators = Lowering.lower(model, pass, Set.of()).sections().stream()
                .map(Program.Section::operators)
                .flatMap(List::stream)
                .toList();
        long tokens = pass.streamTokens();
        Set<Slot> alive = EnumSet.noneOf(Slot.class);
        Set<Slot> peak = Set.of();
        for (int i = 0; i < operators.size(); i++) {
            alive.addAll(operators.get(i).writes());
            if (bytes(alive, tokens) > bytes(peak, tokens)) {
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

    private long slotBytes(long tokens, Slot slot) {
        DType a = types.activation();
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
                long intermediate = product(experts().perToken(), experts().intermediate());
                yield a.bytes(product(tokens, product(3, intermediate)));
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
