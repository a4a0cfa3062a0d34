package org.unmask.core.decode;

import java.util.ArrayList;
import java.util.List;
import org.unmask.core.op.Mask;

/// D2F (discrete diffusion forcing, Wang et al., arXiv 2508.09192): several blocks are decoded at once, each waiting
/// only for a share of the one before; a finished block enters the cache in the next pass that runs anyway.
///
/// The prompt is the first block, of its own length; blocks of B follow. Attention is causal between blocks.
///
/// In a batch a pass computes every block that some sequence has not finished and some sequence has begun; which of them a
/// sequence decodes depends on that sequence alone. (The published loop decodes one sequence at a time.)
///
/// | passes | queries | keys |
/// |---|---|---|
/// | the first | P + B | P + B |
/// | then | blocks that enter the cache and blocks not yet finished | cached + queries |
///
/// d3LLM (`hao-ai-lab/d3LLM`) and Diffulex (`SJTU-DENG-Lab/Diffulex`) do the same with a bounded buffer: a block that has not
/// entered the cache takes a place in it, and another is begun only if one is free, or all of them are finished.
///
/// @param addAt  decoded share of the last block from which another is added
/// @param activateAt  decoded share of the block before from which a block commits at least one token per pass
/// @param buffer  blocks that are not in the cache, at most
record PipelinedBlocks(int block, Rule rule, double addAt, double activateAt, int buffer) implements Strategy {
    private static final Key<Integer> BLOCK = StrategyKeys.block(Key.Initial.generatedUpTo(32));
    private static final Key<Double> ADD =
            Key.share("add", 0.1, "decoded share of the last block from which another is added");
    private static final Key<Double> ACTIVATE =
            Key.share("activate", 0.95, "decoded share of a block from which the next must commit");

    static final StrategyFamily FAMILY = new StrategyFamily(
            "d2f",
            "D2F: several blocks at once, each waiting for a share of the one before; commits cost no pass",
            StrategyKeys.ofThreshold(BLOCK, ADD, ACTIVATE),
            values -> new PipelinedBlocks(
                    values.get(BLOCK),
                    RuleReader.logitRule(values),
                    values.get(ADD),
                    values.get(ACTIVATE),
                    Integer.MAX_VALUE));

    private static final Key<Integer> BUFFER = Key.positive(
            "buffer", 4, "blocks that are not in the cache, at most; another is begun when one has entered it");

    static final StrategyFamily BOUNDED = StrategyFamily.priced(
            "d3llm",
            "d3LLM, Diffulex: several blocks at once as in D2F, in a buffer of a few; commits cost no pass",
            StrategyKeys.ofThreshold(BLOCK, ADD, ACTIVATE, BUFFER),
            values -> new PipelinedBlocks(
                    values.get(BLOCK),
                    RuleReader.logitRule(values),
                    values.get(ADD),
                    values.get(ACTIVATE),
                    values.get(BUFFER)),
            "sequences of a batch would share one buffer; predict prices it");

    PipelinedBlocks {
        if (!(addAt >= 0 && addAt <= 1) || !(activateAt >= 0 && activateAt <= 1)) {
            throw new IllegalArgumentException(
                    "bad shares: add=" + addAt + " activate=" + activateAt + "; they must be from 0 to 1");
        }
    }

    /// @param cached  positions whose keys and values are final
    /// @param finished  positions that are decided, up to the first block with masks
    /// @param masks  left in each block so far, in the sequence that has most
    /// @param fewest  left in the last block, in the sequence that has fewest
    private record State(int cached, int finished, List<Integer> masks, int fewest, int running) {
        boolean isDecoded() {
            return masks.stream().allMatch(left -> left == 0);
        }
    }

    @Override
    public Step start(Request request) {
        Schedule schedule = Schedule.of(rule, request.generatedTokens(), block);
        return next(request, schedule, new State(0, request.promptTokens(), List.of(), 0, request.batch()), 0);
    }

    private Step next(Request request, Schedule schedule, State last, int step) {
        State state = grown(request, schedule, last);
        if (state.isDecoded() || state.running() == 0) {
            return Step.DONE;
        }
        List<Span> active = new ArrayList<>();
        List<Commit.Region> regions = new ArrayList<>();
        for (int i = 0; i < state.masks().size(); i++) {
            int masked = state.masks().get(i);
            if (masked > 0) {
                int start = request.promptTokens() + i * block;
                active.add(new Span(start, start + block, masked));
                regions.add(new Commit.Region(i == 0 ? start : start - block, start, start + block));
            }
        }
        Pass pass = pass(request, state, active, commit(schedule, regions), step);
        return new Step.Run(pass, outcome -> next(request, schedule, after(request, state, outcome), step + 1));
    }

    private Pass pass(Request request, State state, List<Span> active, Commit commit, int step) {
        int end = request.promptTokens() + state.masks().size() * block;
        int queries = end - state.cached();
        int masked = active.stream().mapToInt(Span::masked).sum();
        List<Span> watched = new ArrayList<>(active);
        if (state.running() > 1 && state.fewest() > 0) {
            watched.add(Span.fewest(end - block, end, state.fewest()));
        }
        Task task = new Task(
                        Phase.DENOISE,
                        state.cached(),
                        active.getFirst().start(),
                        active.getLast().end(),
                        masked,
                        step,
                        commit)
                .watching(watched);
        Mask mask = state.cached() == 0
                ? new Mask.PromptBlockCausal(request.promptTokens(), block)
                : new Mask.BlockCausal(block);
        int generated = end - Math.max(state.cached(), request.promptTokens());
        int rows = Canvas.logitRows(request, masked, generated, queries);
        return new Pass(state.running(), queries, state.cached(), mask, rows, task);
    }

    /// With one more block, if some sequence is far enough with the last and the generated length has room for it.
    private State grown(Request request, Schedule schedule, State state) {
        List<Integer> masks = state.masks();
        if (masks.size() == schedule.blocks() || (!masks.isEmpty() && decoded(state.fewest()) < addAt)) {
            return state;
        }
        int cached = Math.max(0, state.cached() - request.promptTokens()) / block;
        if (masks.size() - cached >= buffer && !state.isDecoded()) {
            return state;
        }
        List<Integer> more = new ArrayList<>(masks);
        more.add(block);
        return new State(state.cached(), state.finished(), List.copyOf(more), block, state.running());
    }

    /// What had been finished before the pass has entered the cache by it; what it finished enters with the next.
    private State after(Request request, State state, Outcome outcome) {
        List<Integer> masks = new ArrayList<>(state.masks());
        int active = 0;
        for (int i = 0; i < masks.size(); i++) {
            if (masks.get(i) > 0) {
                masks.set(i, outcome.watched().get(active));
                active++;
            }
        }
        List<Integer> watched = outcome.watched();
        int fewest = watched.size() > active ? watched.getLast() : Math.min(state.fewest(), masks.getLast());
        int whole = 0;
        while (whole < masks.size() && masks.get(whole) == 0) {
            whole++;
        }
        return new State(
                state.finished(),
                request.promptTokens() + whole * block,
                List.copyOf(masks),
                fewest,
                outcome.running());
    }

    private double decoded(int masked) {
        return (double) (block - masked) / block;
    }

    private Commit commit(Schedule schedule, List<Commit.Region> regions) {
        return schedule.rule() instanceof Rule.Threshold(double confidence, int _)
                ? new Commit.Regions(confidence, addAt, activateAt, regions)
                : new Commit.Assumed();
    }
}
