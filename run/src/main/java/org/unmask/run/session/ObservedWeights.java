package org.unmask.run.session;

import java.lang.foreign.Arena;
import java.util.Locale;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.Weight;
import org.unmask.core.text.Progress;
import org.unmask.engine.spi.Matrix;
import org.unmask.engine.weight.WeightSource;

/// Weights whose loading is watched: one step for each matrix that is asked for.
record ObservedWeights(WeightSource source, Progress progress) implements WeightSource {
    @Override
    public Matrix matrix(Weight weight, int layer, int expert) {
        String place = weight.perLayer() ? " of layer " + layer : "";
        progress.step(weight.name().toLowerCase(Locale.ROOT).replace('_', ' ') + place);
        return source.matrix(weight, layer, expert);
    }

    @Override
    public WeightSource within(Arena arena) {
        return new ObservedWeights(source.within(arena), progress);
    }

    /// Matrices of a model.
    static long steps(Architecture model) {
        long steps = 0;
        for (Weight weight : Weight.values()) {
            int layers = !model.has(weight) ? 0 : weight.perLayer() ? model.layers() : 1;
            for (int layer = 0; layer < layers; layer++) {
                steps += !weight.perLayer() || model.has(weight, layer) ? model.matrices(weight) : 0;
            }
        }
        return steps;
    }
}
