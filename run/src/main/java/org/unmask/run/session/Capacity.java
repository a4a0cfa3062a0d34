package org.unmask.run.session;

import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Weight;
import org.unmask.core.text.Units;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.engine.Engine;
import org.unmask.engine.MemoryUse;
import org.unmask.engine.spi.Matrix;

/// Whether a generation has room on this machine.
///
/// What is counted is what the engine allocates: every weight once, keys and values for all positions, and the activations
/// and logits of the largest pass. Java itself, threads and libraries take a few hundred megabytes more.
public final class Capacity {
    private static final int MOST_BATCH = 1 << 20;
    /// Generated tokens, beyond which passes are only counted if keys and values have room.
    private static final int LONG = 1 << 15;
    /// How fast a rule commits is not known before, and more blocks may be under way at one speed than at another.
    private static final double[] SPEEDS = {1, 4, 1e6};

    private final long freeBytes;

    /// The room that generations have in so much memory.
    ///
    /// @param freeBytes  a generation may take
    public Capacity(long freeBytes) {
        this.freeBytes = freeBytes;
    }

    /// The memory that is free now: to be asked for before anything is loaded.
    public static Capacity now() {
        return new Capacity(FreeMemory.now());
    }

    /// What is left beside the weights of another model.
    public Capacity beside(Model other, DTypes types) {
        return new Capacity(Math.max(0, freeBytes - weightBytes(other.architecture(), types)));
    }

    /// What is left beside the keys and values that another model keeps of the same text.
    public Capacity besideCache(Model other, DTypes types, Request request) {
        return new Capacity(Math.max(0, freeBytes - keyValueBytes(other.architecture(), types, request, 1)));
    }

    /// An equal part for each of several models, beside the weights of this one.
    public Capacity part(Model own, DTypes types, int models) {
        long weights = Math.min(freeBytes, weightBytes(own.architecture(), types));
        return new Capacity(weights + (freeBytes - weights) / models);
    }

    /// Memory that there is.
    public long bytes() {
        return freeBytes;
    }

    /// Checks that the model was trained for so many positions, the engine computes with the type and the model, and
    /// there is room for this generation alone.
    ///
    /// @return what it takes at most
    /// @throws IllegalArgumentException if not, or strategy and request do not fit, or the engine does not
    ///     compute with the type or the model
    public MemoryUse check(CatalogModel entry, DTypes types, StrategySpec spec, Request request) {
        Strategy strategy = entry.checkRuns(spec, request);
        Model model = entry.model();
        Matrix.checkComputed(types.weight());
        Engine.checkComputed(model, request.length());
        entry.checkEnd(request.promptTokens(), request.generatedTokens(), block(strategy));
        long least = Math.max(0, freeBytes - weightBytes(model.architecture(), types));
        if (request.generatedTokens() > LONG
                && keyValueBytes(model.architecture(), types, request.ofBatch(1), 1) > least) {
            throw new IllegalArgumentException(said(model, spec, request)
                    + " needs more memory for weights, keys and values alone than the " + Units.bytes(freeBytes)
                    + " that are free; generate fewer tokens");
        }
        Peak peak = Peak.of(spec, request.shifted(model.shiftedLogits()));
        if (!fits(model, types, peak, request)) {
            throw new IllegalArgumentException(said(model, spec, request) + " needs "
                    + needs(model, types, peak, request) + "; " + Units.bytes(freeBytes) + " are free; "
                    + advice(entry, types, peak, request));
        }
        return use(model, types, peak, request);
    }

    /// Positions that the last of which must be whole, if blocks are counted from position 0; 1 if they are not.
    private static int block(Strategy strategy) {
        try {
            return strategy.paddingUnit();
        } catch (IllegalArgumentException _) {
            return 1;
        }
    }

    private static String said(Model model, StrategySpec spec, Request request) {
        return model.id() + " with " + spec + ", batch " + request.batch() + ", prompt " + request.promptTokens()
                + ", generated " + request.generatedTokens();
    }

    private static String needs(Model model, DTypes types, Peak peak, Request request) {
        try {
            MemoryUse use = use(model, types, peak, request);
            return Units.bytes(use.totalBytes()) + " of memory: weights " + Units.bytes(use.weightBytes())
                    + ", keys and values " + Units.bytes(use.keyValueBytes()) + ", activations "
                    + Units.bytes(use.activationBytes()) + ", logits " + Units.bytes(use.logitBytes());
        } catch (ArithmeticException e) {
            return "more memory than 63 bits can count";
        }
    }

    private String advice(CatalogModel entry, DTypes types, Peak peak, Request request) {
        Model model = entry.model();
        int batch = MemoryEstimate.largest(number -> fits(model, types, peak, request.ofBatch(number)), MOST_BATCH);
        if (batch > 0) {
            return "the largest batch that fits is " + batch;
        }
        int layers = MemoryEstimate.largest(
                number -> fits(model.with(model.architecture().with(number)), types, peak, request.ofBatch(1)),
                model.architecture().layers());
        String none = request.batch() > 1 ? "batch 1 does not fit either" : "";
        String help = entry.weights().isEmpty() && layers > 0
                ? "with " + layers + " of " + model.architecture().layers() + " layers it would fit"
                : types.weight() == DType.FLOAT32 ? "bf16 weights take half" : "a shorter prompt or answer takes less";
        return none.isEmpty() ? help : none + "; " + help;
    }

    private boolean fits(Model model, DTypes types, Peak peak, Request request) {
        try {
            return use(model, types, peak, request).totalBytes() <= freeBytes;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    /// What a generation takes at most.
    ///
    /// @throws ArithmeticException if the bytes exceed 63 bits
    public static MemoryUse use(Model model, DTypes types, StrategySpec spec, Request request) {
        return use(model, types, Peak.of(spec, request.shifted(model.shiftedLogits())), request);
    }

    private static MemoryUse use(Model model, DTypes types, Peak peak, Request request) {
        Architecture a = model.architecture();
        long batch = request.batch();
        long tokens = product(batch, peak.tokens);
        long rows = product(batch, peak.rows);
        long features = product(batch, peak.featureRows, 2L * a.hidden(), a.layers() - 1L, Float.BYTES);
        return new MemoryUse(
                weightBytes(a, types),
                Math.addExact(keyValueBytes(a, types, request, peak.copies), features),
                Math.addExact(product(tokens, floatsPerToken(a), Float.BYTES), product(rows, a.hidden(), Float.BYTES)),
                product(Math.min(rows, Engine.logitRows(model)), a.vocabulary(), Float.BYTES));
    }

    /// As many positions as the engine makes room for: the last block may reach beyond the generated length.
    private static long keyValueBytes(Architecture a, DTypes types, Request request, long copies) {
        long positions = request.length() + (long) request.generatedTokens();
        long elements = product(copies, request.batch(), positions, 2L * a.keyWidth(), a.layers());
        return types.keyValue().bytes(elements);
    }

    /// The most of everything in any pass, for each sequence.
    private static final class Peak {
        private long tokens;
        private long rows;
        private long featureRows;
        private long copies;

        static Peak of(StrategySpec spec, Request request) {
            Peak peak = new Peak();
            for (double speed : SPEEDS) {
                Unfolding.leap(
                        Strategies.create(spec, request.generatedTokens()),
                        request.ofBatch(1),
                        Assumption.tokensPerPass(speed, 1, 1),
                        (first, count, _, rowStep, _) -> peak.add(first.only(), count, rowStep));
            }
            return peak;
        }

        private void add(Pass.Group group, int count, int rowStep) {
            long last = group.logitRows() + (count - 1L) * rowStep;
            tokens = Math.max(tokens, group.streamTokens());
            rows = Math.max(rows, group.batch() * Math.max(group.logitRows(), last));
            featureRows = Math.max(featureRows, group.reuse().rows());
            copies = Math.max(copies, group.batch());
        }
    }

    /// The residual stream, its norm and what is added; queries and what they attend to; keys and values; three widths of
    /// the MLP; and what experts need.
    private static long floatsPerToken(Architecture a) {
        long floats = 3L * a.hidden() + 2L * a.queryWidth() + 2L * a.keyWidth();
        long width = a.has(Weight.GATE) ? a.intermediate() : 0;
        if (a.experts().isPresent()) {
            Experts experts = a.experts().get();
            width = Math.max(width, Math.max(experts.intermediate(), experts.sharedIntermediate()));
            floats += experts.count() + 2L * a.hidden();
        }
        return floats + 3 * width;
    }

    private static long weightBytes(Architecture a, DTypes types) {
        return types.weightBytes(a.parameters());
    }

    private static long product(long... factors) {
        long product = 1;
        for (long factor : factors) {
            product = Math.multiplyExact(product, factor);
        }
        return product;
    }
}
