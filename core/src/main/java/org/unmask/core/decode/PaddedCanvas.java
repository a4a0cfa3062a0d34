package org.unmask.core.decode;

import java.util.List;
import org.unmask.core.op.Mask;

/// llama.cpp's `diffusion-cli` with its block schedule: a canvas of fixed length, computed whole in every pass.
///
/// Blocks start at the end of the prompt but are counted on the canvas, so the last ones lie beyond it; each of
/// these empty blocks still costs a pass.
///
/// | passes | queries | keys |
/// |---|---|---|
/// | K, spread over the blocks with masks | L' | L' |
/// | 1 per empty block | L' | L' |
///
/// @param canvas  L', prompt included, a multiple of `block`; 0 for prompt and generated length
/// @param block  0 for the whole canvas
/// @param steps  K; 0 for one token per pass
record PaddedCanvas(int canvas, int block, int steps, Order order) implements Strategy {
    private static final Key<Integer> CANVAS = Key.count(
            "canvas", Key.Initial.ofRequest("P+G"), "positions computed in every pass, prompt included (its ubatch)");
    private static final Key<Integer> BLOCK =
            Key.count("block", Key.Initial.ofRequest(CANVAS.name()), "positions of a block, counted on the canvas");
    private static final Key<Integer> STEPS = Key.count(
            "steps",
            Key.Initial.ofRequest(CANVAS.name() + "-P"),
            "passes over all blocks with masks, a fixed schedule");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "llama-cpp",
            "llama.cpp's diffusion-cli: a canvas of fixed length; trailing empty blocks cost a pass each",
            List.of(CANVAS, BLOCK, STEPS, StrategyKeys.ORDER),
            values -> new PaddedCanvas(
                    values.get(CANVAS), values.get(BLOCK), values.get(STEPS), values.get(StrategyKeys.ORDER)));

    @Override
    public Step start(Request request) {
        int length = canvas == 0 ? request.length() : canvas;
        int size = block == 0 ? length : block;
        if (length < request.length() || length % size != 0) {
            throw new IllegalArgumentException("canvas=" + length + " must hold " + request.length()
                    + " tokens and be a multiple of block=" + size);
        }
        int masks = length - request.promptTokens();
        int blocks = Math.ceilDiv(masks, size);
        int all = steps == 0 ? masks : steps;
        if (all < blocks) {
            throw new IllegalArgumentException("steps=" + all + " are fewer than the " + blocks
                    + " blocks with masks; a block takes at least one step");
        }
        if (all % blocks != 0) {
            throw new IllegalArgumentException(
                    "steps=" + all + " is not a multiple of the " + blocks + " blocks with masks of canvas=" + length);
        }
        return next(request, new Layout(length, size, length / size, steps == 0 ? 0 : all / blocks), 0, 0);
    }

    @Override
    public int paddingUnit() {
        if (canvas > 0) {
            throw new IllegalArgumentException("canvas=" + canvas + " has fewer masks for a longer prompt: prompts of"
                    + " different lengths cannot share a batch; leave canvas out");
        }
        return 1;
    }

    /// @param stepsPerBlock  0 for as many as there are masks
    private record Layout(int length, int block, int blocks, int stepsPerBlock) {}

    private Step next(Request request, Layout layout, int index, int step) {
        if (index == layout.blocks()) {
            return Step.DONE;
        }
        int start = (int) Math.min(layout.length(), request.promptTokens() + (long) index * layout.block());
        int end = Math.min(layout.length(), start + layout.block());
        int masks = end - start;
        int limit = layout.stepsPerBlock() == 0 ? masks : Math.min(layout.stepsPerBlock(), masks);
        if (step >= Math.max(1, limit)) {
            return next(request, layout, index + 1, 0);
        }
        int tokens = masks == 0 ? 0 : Schedule.even(masks, limit, step);
        int masked = masks - committed(masks, limit, step);
        Task task = new Task(Phase.DENOISE, 0, start, end, masked, step, new Commit.Top(tokens, order));
        int rows = Canvas.logitRows(request, masked, layout.length() - request.promptTokens(), layout.length());
        Pass pass = new Pass(request.batch(), layout.length(), 0, Mask.FULL, rows, task);
        return new Step.Run(pass, _ -> next(request, layout, index, step + 1));
    }

    /// What an even pace has committed before a step.
    private static int committed(int masks, int steps, int before) {
        return steps == 0 ? 0 : masks / steps * before + Math.min(before, masks % steps);
    }
}
