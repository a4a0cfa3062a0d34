package org.unmask.core.decode;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.unmask.core.op.Mask;

/// DiffusionGemma (Google, 2026; `models/diffusion_gemma` of `transformers`, vLLM's blog of 2026-06-10): canvases of random
/// tokens one after the other, each denoised as a whole until its tokens stay and their entropy is low, then read into
/// the cache by the same weights with causal attention.
///
/// A canvas has no masks: a pass accepts the tokens of least entropy and draws the others anew, so all of them count as
/// generated in its last pass. From the second pass on, the input holds what the pass before expected
/// ([Conditioning]). With `C = P + i·c` positions before canvas `i`:
///
/// | passes | queries | keys | mask | rows of logits |
/// |---|---|---|---|---|
/// | 1 | P | P | causal | 0 |
/// | per canvas, n_i from 1 to the cap | c | C + c | all, in layers with a window to both sides of a query | c |
/// | per canvas, commit | c | C + c | causal | 0 |
///
/// The last canvas may reach beyond the generated length; what is beyond is computed and never counted. How many passes a
/// canvas takes depends on the text: `steps` gives their number, on average, or a file their distribution.
///
/// @param canvas  c, positions of a canvas
/// @param steps  passes of a canvas on average; canvas `i` takes `⌊(i+1)·steps⌋ - ⌊i·steps⌋`; empty if that is assumed
///     otherwise
/// @param most  passes after which a canvas ends as it is
/// @param commits  which canvases have a commit pass
record RenoisedCanvas(int canvas, OptionalDouble steps, int most, Commits commits) implements Strategy {
    private static final Key<Integer> CANVAS = Key.positive("canvas", 256, "positions of a canvas");
    private static final Key<Integer> MOST =
            Key.positive("max-steps", 48, "denoising passes after which a canvas ends as it is");
    private static final Key<Commits> COMMITS = Key.choice(
            "commit",
            List.of(Commits.values()),
            "a commit pass after all canvases (vLLM), or between them only (transformers)");

    /// Denoising passes of a canvas, or a file that says how they are distributed.
    static final Key<String> STEPS = Key.optional(
            StrategyKeys.STEPS.name(),
            new Domain<>("a number from 1, or a file", Optional::of, text -> text),
            "denoising passes of a canvas on average; or a file with their distribution");

    static final StrategyFamily FAMILY = StrategyFamily.priced(
            "diffusion-gemma",
            "DiffusionGemma: whole canvases are denoised from random tokens, each pass conditioned on the one before",
            List.of(CANVAS, STEPS, MOST, COMMITS, StrategyKeys.TOKENS_PER_PASS, StrategyKeys.PROFILE),
            RenoisedCanvas::of,
            "the engine has no canvases without masks; predict prices it");

    /// Which canvases have a commit pass.
    enum Commits {
        /// Every one: vLLM stores keys and values of the last, too.
        ALL,
        /// Every one that another follows.
        BETWEEN
    }

    /// A canvas.
    ///
    /// @param start  its first position
    /// @param index  number of canvases before it
    /// @param running  sequences that have not stopped
    private record Place(int start, int index, int running) {}

    private static RenoisedCanvas of(Values values) {
        int most = values.get(MOST);
        Optional<Double> steps = values.find(STEPS).flatMap(StrategyKeys::number);
        List<String> given = List.of(STEPS, StrategyKeys.TOKENS_PER_PASS, StrategyKeys.PROFILE).stream()
                .filter(values::has)
                .<String>map(Key::name)
                .toList();
        if (given.size() > 1) {
            throw new IllegalArgumentException("strategy '" + values.spec() + "' gives " + String.join(" and ", given)
                    + "; leave all but one out");
        }
        steps.ifPresent(number -> check(values, number, most));
        return new RenoisedCanvas(
                values.get(CANVAS),
                steps.isPresent() ? OptionalDouble.of(steps.get()) : OptionalDouble.empty(),
                most,
                values.get(COMMITS));
    }

    private static void check(Values values, double steps, int most) {
        if (!(steps >= 1 && steps <= most)) {
            throw new IllegalArgumentException("bad value in strategy '" + values.spec() + "': steps="
                    + values.get(STEPS) + "; expected a number from 1 to max-steps=" + most + ", or a file");
        }
    }

    /// True if a specification is of this strategy and says how many passes a canvas takes.
    static boolean isAssumed(StrategySpec spec) {
        return spec.id().equals(FAMILY.id()) && STEPS.isGiven(spec);
    }

    /// How many passes canvases take, from the file that a specification names; empty if it names none.
    static Optional<StepCounts> counts(StrategySpec spec, int generatedTokens, StrategyFiles files) {
        if (!isAssumed(spec)) {
            return Optional.empty();
        }
        Values values = new Values(spec, generatedTokens);
        String text = values.get(STEPS);
        return StrategyKeys.number(text).isPresent()
                ? Optional.empty()
                : Optional.of(files.steps(text).upTo(values.get(MOST)));
    }

    /// Passes of a canvas, so that they are `mean` on average.
    static int passes(double mean, int index) {
        return (int) (Math.floor((index + 1) * mean) - Math.floor(index * mean));
    }

    /// The outcomes if canvases take so many passes on average.
    Function<Pass, Outcome> taking(double mean, Request request) {
        Function<Pass, Outcome> scheduled = Assumption.scheduled(request.batch());
        return pass -> {
            Task task = pass.only().task();
            if (!task.commit().dependsOnLogits()) {
                return scheduled.apply(pass);
            }
            int index = (task.start() - request.promptTokens()) / canvas;
            boolean last = task.step() + 1 == passes(mean, index);
            return Outcome.uniform(pass.only(), last ? task.masked() : 0, request.batch());
        };
    }

    @Override
    public Step start(Request request) {
        int prompt = request.promptTokens();
        Task task = new Task(Phase.PREFILL, 0, 0, prompt, 0, 0, new Commit.None());
        Pass pass = new Pass(request.batch(), prompt, 0, Mask.CAUSAL, 0, task);
        return new Step.Run(pass, outcome -> enter(request, new Place(prompt, 0, outcome.running())));
    }

    private Step enter(Request request, Place place) {
        if (place.start() >= request.length() || place.running() == 0) {
            return Step.DONE;
        }
        return denoise(request, place, 0, Math.min(canvas, request.length() - place.start()));
    }

    private Step denoise(Request request, Place place, int step, int masked) {
        int start = place.start();
        int last = steps.isPresent() ? passes(steps.getAsDouble(), place.index()) - 1 : most;
        Task task = new Task(Phase.DENOISE, start, start, start + masked, masked, step, commit(step, last, masked));
        Pass.Group group = new Pass(place.running(), canvas, start, Mask.TWO_SIDED, canvas, task).only();
        Pass pass = new Pass(group.with(step == 0 ? Conditioning.FIRST : Conditioning.FURTHER));
        Optional<Step.Stride> stride = steps.isPresent() && step > 0 && step + 1 < last
                ? Optional.of(new Step.Stride(last - step, 0, 0, 0, () -> denoise(request, place, last, masked)))
                : Optional.empty();
        return new Step.Run(
                pass,
                outcome -> outcome.masked() == 0 || step + 1 == most
                        ? leave(request, place)
                        : denoise(request, place, step + 1, outcome.masked()),
                stride);
    }

    private Commit commit(int step, int last, int masked) {
        if (steps.isEmpty()) {
            return new Commit.Assumed();
        }
        return new Commit.Top(step == last ? masked : 0);
    }

    private Step leave(Request request, Place place) {
        int start = place.start();
        Place next = new Place(start + canvas, place.index() + 1, place.running());
        if (commits == Commits.BETWEEN && next.start() >= request.length()) {
            return Step.DONE;
        }
        Task task = new Task(Phase.COMMIT, start, start, start + canvas, 0, 0, new Commit.None());
        Pass pass = new Pass(place.running(), canvas, start, Mask.CAUSAL, 0, task);
        return new Step.Run(pass, outcome -> enter(request, new Place(next.start(), next.index(), outcome.running())));
    }
}
