package org.unmask.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;
import org.unmask.engine.spi.Kernels;
import org.unmask.engine.spi.KeyValue;
import org.unmask.engine.spi.RopeTable;

/// Runs the operators of a program on kernels, one after the other.
final class Executor {
    private final Architecture model;
    private final Weights weights;
    private final Kernels kernels;
    private final Buffers buffers;
    private final Arena arena;
    private final Head head;
    private final Optional<Mixture> mixture;
    private RopeTable rope;
    private Optional<ReusingLayers> reusing = Optional.empty();
    private boolean rehearsed;

    Executor(Architecture model, Weights weights, Kernels kernels, Arena arena) {
        this.model = model;
        this.weights = weights;
        this.kernels = kernels;
        this.buffers = new Buffers(model);
        this.arena = arena;
        this.head = new Head(weights, kernels, buffers);
        this.mixture = model.experts().map(experts -> new Mixture(experts.routing(), weights, kernels, buffers));
        this.rope = ropeTable(256);
    }

    /// Runs a pass of one group.
    Predicted run(Program program, PassInput input, Probe probe, int tileRows) {
        return run(program, input.pass, new PassRows(List.of(input)), probe, tileRows);
    }

    /// Runs a pass of one group whose tokens mean nothing: chance chooses experts.
    void rehearse(Program program, PassInput input, Probe probe, int tileRows) {
        rehearsed = true;
        try {
            run(program, input, probe, tileRows);
        } finally {
            rehearsed = false;
        }
    }

    /// @param pass  that the program computes
    /// @param input  as many groups as the pass has, in its order
    /// @param tileRows  rows that have logits at the same time
    Predicted run(Program program, Pass pass, PassRows input, Probe probe, int tileRows) {
        buffers.reserve(
                pass.streamTokens(),
                input.rows.length,
                Math.min(input.rows.length, Math.max(input.copies(), tileRows)));
        int end = Arrays.stream(input.rotary).max().orElseThrow() + 1;
        if (end > rope.positions()) {
            rope = ropeTable(Math.max(end, 2 * rope.positions()));
        }
        reusing = input.groups
                .getFirst()
                .features
                .map(_ -> new ReusingLayers(model, weights, kernels, buffers, input.only()));
        Predicted predicted = new Predicted(input.rows.length);
        probe.passStarted(pass);
        for (Program.Section section : program.sections()) {
            for (int repeat = 0; repeat < section.repeats(); repeat++) {
                int layer = section.firstLayer() + repeat;
                run(section.operators(), layer, input, probe, tileRows, predicted);
            }
        }
        probe.passFinished(pass);
        return predicted;
    }

    /// Logits of the last tile of the last pass, `[rows x vocabulary]`.
    MemorySegment logits() {
        return buffers.logits;
    }

    /// Bytes of what a pass computes but logits.
    long activationBytes() {
        return buffers.activationBytes();
    }

    void close() {
        buffers.close();
    }

    private void run(
            List<Operator> operators, int layer, PassRows input, Probe probe, int tileRows, Predicted predicted) {
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i) instanceof Operator.Linear linear
                    && linear.to() == Slot.LOGITS
                    && operators.get(i + 1) instanceof Operator.Select select) {
                head.run(linear, select, input, tileRows, predicted, probe);
                i++;
            } else {
                run(operators.get(i), layer, input);
                if (rehearsed && operators.get(i) instanceof MixtureOperator.Router router) {
                    mixture().spread(router);
                }
                probe.operatorFinished(operators.get(i));
                if (operators.get(i) instanceof MixtureOperator.Router router) {
                    probe.expertsChosen(mixture().distinct(router.experts()));
                }
            }
        }
    }

    private void run(Operator operator, int layer, PassRows input) {
        Optional<ReusingLayers> partial = reusing.filter(layers -> layers.applies(layer));
        if (partial.isPresent() && partial.get().run(operator, layer)) {
            return;
        }
        switch (operator) {
            case Operator.Embed _ -> kernels.embed(weights.matrix(Weight.EMBEDDING, 0), input.tokens, buffers.residual);
            case Operator.Norm o -> norm(o, layer, input);
            case AttentionOperator.QkvProjection o -> {
                int rows = Math.toIntExact(o.tokens());
                kernels.matmul(
                        buffers.normed,
                        rows,
                        weights.matrices(List.of(Weight.QUERY, Weight.KEY, Weight.VALUE), layer),
                        List.of(buffers.query, buffers.key, buffers.value));
                if (o.bias()) {
                    addBias(rows, Weight.QUERY_BIAS, layer, buffers.query);
                    addBias(rows, Weight.KEY_BIAS, layer, buffers.key);
                    addBias(rows, Weight.VALUE_BIAS, layer, buffers.value);
                }
            }
            case AttentionOperator.QueryKeyProjection _,
                    AttentionOperator.ValueProjection _,
                    AttentionOperator.Similarity _ ->
                throw new IllegalStateException(operator.name() + " in a layer that reuses nothing");
            case AttentionOperator.HeadNorm o -> headNorm(o, layer);
            case AttentionOperator.Rope _ -> {
                int[] positions = partial.map(layers -> input.only().rotary(layers.positions()))
                        .orElse(input.rotary);
                kernels.rope(buffers.query, positions, model.heads(), rope);
                kernels.rope(buffers.key, positions, model.keyValueHeads(), rope);
            }
            case AttentionOperator.Attention o -> attend(List.of(o), layer, input);
            case AttentionOperator.MixedAttention o -> attend(o.groups(), layer, input);
            case Operator.Linear o -> linear(o, layer);
            case Operator.GateUpProjection o -> {
                kernels.matmul(
                        buffers.normed,
                        Math.toIntExact(o.tokens()),
                        weights.matrices(List.of(Weight.GATE, Weight.UP), layer),
                        List.of(buffers.gate, buffers.up));
            }
            case Operator.SwiGlu o ->
                kernels.swiglu(buffers.gate, buffers.up, Math.toIntExact(o.tokens()), o.intermediate(), buffers.gated);
            case MixtureOperator.Router o -> mixture().route(o, layer);
            case MixtureOperator.Experts o -> mixture().run(o, layer);
            case MixtureOperator.SharedExpert o -> mixture().share(o, layer);
            case Operator.Residual o -> {
                reusing.ifPresent(layers -> layers.keep(layer));
                kernels.add(buffers.residual, buffers.delta, o.tokens() * o.width());
            }
            case Operator.ResidualNorm o -> {
                reusing.ifPresent(layers -> layers.keep(layer));
                kernels.addNorm(
                        buffers.residual,
                        buffers.delta,
                        Math.toIntExact(o.tokens()),
                        o.width(),
                        vector(o.weight(), layer),
                        model.normEpsilon(),
                        buffers.normed);
            }
            case Operator.Counted o -> throw new IllegalStateException(o.name() + " is priced, not run");
            case Operator.Select _ -> throw new IllegalStateException("a selection without an LM head before it");
        }
    }

    /// Stores the keys and values of each group, and lets all attend to what is stored of their own.
    private void attend(List<AttentionOperator.Attention> groups, int layer, PassRows input) {
        groups.forEach(Executor::checkWindow);
        List<KeyValue> cached = new ArrayList<>();
        long first = 0;
        for (PassInput group : input.groups) {
            MemorySegment keys = from(buffers.key, first, model.keyWidth());
            MemorySegment values = from(buffers.value, first, model.keyWidth());
            group.cache.storeKeys(layer, group.sequences, group.positions, keys);
            group.cache.storeValues(layer, group.sequences, group.positions, values);
            cached.addAll(group.cache.of(layer, group.sequences));
            first += group.positions.length;
        }
        kernels.attention(groups, buffers.query, cached, buffers.attended);
    }

    private static MemorySegment from(MemorySegment x, long row, int width) {
        return row == 0 ? x : x.asSlice(row * width * Float.BYTES);
    }

    private void norm(Operator.Norm o, int layer, PassRows input) {
        MemorySegment from = buffers.residual;
        if (o.weight() == Weight.FINAL_NORM) {
            long bytes = (long) o.width() * Float.BYTES;
            for (int i = 0; i < input.rows.length; i++) {
                MemorySegment.copy(buffers.residual, input.rows[i] * bytes, buffers.chosen, i * bytes, bytes);
            }
            from = buffers.chosen;
        }
        kernels.norm(
                from,
                Math.toIntExact(o.rows()),
                o.width(),
                vector(o.weight(), layer),
                model.normEpsilon(),
                buffers.normed);
    }

    private void addBias(int rows, Weight bias, int layer, MemorySegment to) {
        kernels.addBias(to, rows, model.columns(bias), vector(bias, layer));
    }

    private void headNorm(AttentionOperator.HeadNorm o, int layer) {
        int tokens = Math.toIntExact(o.tokens());
        double epsilon = model.normEpsilon();
        kernels.headNorm(buffers.query, tokens, model.heads(), o.headDim(), vector(Weight.QUERY_NORM, layer), epsilon);
        kernels.headNorm(
                buffers.key, tokens, model.keyValueHeads(), o.headDim(), vector(Weight.KEY_NORM, layer), epsilon);
    }

    private void linear(Operator.Linear o, int layer) {
        MemorySegment from = switch (o.from()) {
            case ATTENDED -> buffers.attended;
            case GATED -> buffers.gated;
            case NORMED -> buffers.normed;
            case RESIDUAL,
                    QUERY,
                    KEY,
                    VALUE,
                    DELTA,
                    GATE_UP,
                    LAYER_INPUTS,
                    SELECTORS,
                    ROUTING,
                    ROUTED,
                    SHARED,
                    SIMILARITY,
                    LOGITS,
                    SELECTION -> throw new IllegalStateException("no linear operator reads " + o.from());
        };
        MemorySegment to = switch (o.to()) {
            case DELTA -> buffers.delta;
            case LOGITS,
                    RESIDUAL,
                    NORMED,
                    QUERY,
                    KEY,
                    VALUE,
                    ATTENDED,
                    GATE_UP,
                    GATED,
                    LAYER_INPUTS,
                    SELECTORS,
                    ROUTING,
                    ROUTED,
                    SHARED,
                    SIMILARITY,
                    SELECTION -> throw new IllegalStateException("no linear operator writes " + o.to());
        };
        kernels.matmul(from, Math.toIntExact(o.rows()), weights.matrix(o.weight(), layer), to);
    }

    private Mixture mixture() {
        return mixture.orElseThrow();
    }

    private MemorySegment vector(Weight weight, int layer) {
        return weights.matrix(weight, layer).data();
    }

    private RopeTable ropeTable(int positions) {
        boolean interleaved = switch (model.rope().pairing()) {
            case HALF -> false;
            case INTERLEAVED -> true;
        };
        return RopeTable.of(arena, positions, model.headDim(), model.rope().frequencies(), interleaved);
    }

    /// Kernels do not hide keys behind a window: there must be none.
    static void checkWindow(AttentionOperator.Attention o) {
        if (o.window() > 0 && o.context() + o.queries() > o.window()) {
            throw new IllegalArgumentException("a pass over " + (o.context() + o.queries())
                    + " positions is longer than the model's sliding window of " + o.window()
                    + " tokens, which the engine does not compute; shorten the prompt or generate fewer tokens");
        }
    }
}
