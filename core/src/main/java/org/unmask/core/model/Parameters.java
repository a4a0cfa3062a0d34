package org.unmask.core.model;

import static java.lang.Math.addExact;
import static java.lang.Math.multiplyExact;

import java.util.List;
import java.util.stream.IntStream;
import org.unmask.core.op.Weight;

/// The parameters of a model, counted from the shapes of its tensors. Sums that exceed 63 bits throw
/// [ArithmeticException].
record Parameters(Architecture of) {
    long all() {
        if (!of.layout().isPlain()) {
            return addExact(ofTheModel(), ofLayers());
        }
        long sum = 0;
        for (Weight weight : Weight.values()) {
            if (of.has(weight)) {
                sum = addExact(sum, multiplyExact(tensors(weight), elements(of, weight)));
            }
        }
        return sum;
    }

    long active() {
        if (!of.has(Weight.ROUTER)) {
            return all();
        }
        Experts experts = of.experts().orElseThrow();
        long idle = (long) experts.count() - experts.perToken();
        long gate = of.layout().has(Layout.Extra.UNGATED) ? 0 : elements(of, Weight.EXPERT_GATE);
        long expert = addExact(addExact(gate, elements(of, Weight.EXPERT_UP)), elements(of, Weight.EXPERT_DOWN));
        return all() - multiplyExact(multiplyExact(idle, expert), mixtures());
    }

    private long mixtures() {
        return of.layout().isPlain()
                ? (long) of.layers() - of.denseLayers()
                : IntStream.range(0, of.layers()).filter(of::isMixture).count();
    }

    private long ofTheModel() {
        long sum = elements(of.layout().tensors(of));
        for (Weight weight : Weight.values()) {
            if (!weight.perLayer() && of.has(weight)) {
                sum = addExact(sum, elements(of, weight));
            }
        }
        return sum;
    }

    private long ofLayers() {
        long sum = 0;
        for (int layer = 0; layer < of.layers(); layer++) {
            Architecture own = of.at(layer);
            for (Weight weight : Weight.values()) {
                if (of.has(weight, layer)) {
                    sum = addExact(sum, multiplyExact((long) of.matrices(weight), elements(own, weight)));
                }
            }
            sum = addExact(sum, elements(of.layout().tensors(own, layer)));
        }
        return sum;
    }

    /// Matrices of a role in the whole model, whose layers are like LLaMA's.
    private long tensors(Weight weight) {
        return switch (weight.part()) {
            case MODEL -> 1;
            case LAYER -> of.layers();
            case MLP -> of.denseLayers();
            case MIXTURE -> of.layers() - of.denseLayers();
            case EXPERT -> multiplyExact((long) of.matrices(weight), of.layers() - of.denseLayers());
        };
    }

    private static long elements(Architecture shapes, Weight weight) {
        return multiplyExact((long) shapes.rows(weight), (long) shapes.columns(weight));
    }

    private static long elements(List<Layout.Tensor> tensors) {
        return tensors.stream().mapToLong(Layout.Tensor::elements).reduce(0, Math::addExact);
    }
}
