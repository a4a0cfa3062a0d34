package org.unmask.app.measure;

import org.unmask.app.predict.Units;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Step;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.engine.Engine;
import org.unmask.engine.spi.Matrix;

/// Whether a generation has room on this machine.
public final class Capacity {
    private Capacity() {}

    /// Checks that the engine computes with the type and the model, and what it would allocate for weights, caches
    /// and the activations of the first pass, the largest one.
    ///
    /// @throws IllegalArgumentException if that exceeds the physical memory, or strategy and request do not fit, or
    ///     the engine does not compute with the type or the model
    public static void check(Model model, DType weights, StrategySpec spec, Request request) {
        Matrix.checkComputed(weights);
        Engine.checkComputed(model);
        Architecture a = model.architecture();
        double bytes = weights.bytes(a.parameters());
        if (Strategies.checked(spec, request).start(request.shifted(model.shiftedLogits())) instanceof Step.Run first) {
            Pass pass = first.pass();
            // As many positions as the engine makes room for: the last block may reach beyond the generated length.
            double positions = (double) pass.batch() * (request.length() + (double) request.generatedTokens());
            bytes += positions * 2 * a.keyWidth() * a.layers() * Float.BYTES;
            double features = (double) pass.batch() * pass.reuse().rows();
            bytes += features * 2 * a.hidden() * (a.layers() - 1) * Float.BYTES;
            double perToken = 3.0 * a.hidden() + 2.0 * a.queryWidth() + 2.0 * a.keyWidth() + 3.0 * a.intermediate();
            if (a.experts().isPresent()) {
                Experts experts = a.experts().get();
                perToken += experts.count() + 2.0 * a.hidden() + 3.0 * experts.intermediate();
                perToken += 3.0 * experts.sharedIntermediate();
            }
            double rows = (double) pass.batch() * pass.logitRows();
            double logits = Math.min(rows, Engine.logitRows(model)) * a.vocabulary();
            bytes += (pass.streamTokens() * perToken + rows * a.hidden() + logits) * Float.BYTES;
        }
        if (bytes > Environment.memoryBytes()) {
            throw new IllegalArgumentException(model.id() + " with " + spec + ", batch " + request.batch() + ", prompt "
                    + request.promptTokens() + ", generated " + request.generatedTokens() + " needs "
                    + Units.bytes(bytes) + " of memory; this machine has "
                    + Units.bytes(Environment.memoryBytes()));
        }
    }
}
