package org.unmask.cost.crossover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.op.Work;
import org.unmask.core.text.Progress;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.memory.MemoryEstimate;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.predict.Totals;

/// Finds where the two models of a contest break even. Not thread-safe.
///
/// Batches, contexts and numbers of steps are all looked at, one by one: whether the faster model changes once or often
/// is found, not assumed.
public final class Solver {
    private static final int WATCHED = 256;

    private final Contest contest;
    private final Limits limits;
    private final StrategyFiles files;
    private final Progress progress;
    private final Contestant autoregressive;
    private final Contestant diffusion;
    /// The autoregressive model without a drafter.
    private final Contestant alone;
    private final Map<Integer, BatchCrossover> byPrompt = new HashMap<>();
    private final Map<Integer, ContextCrossover> byBatch = new HashMap<>();
    private int looks;

    /// A solver for strategies that name no file of a profile.
    public Solver(Contest contest, Limits limits) {
        this(contest, limits, StrategyFiles.NONE, Progress.NONE);
    }

    /// Solves a contest within limits.
    ///
    /// @param files  reads those that a strategy names
    /// @param progress  of the step that this solver is in; told often that it goes on, never that it is done
    public Solver(Contest contest, Limits limits, StrategyFiles files, Progress progress) {
        this.contest = contest;
        this.limits = limits;
        this.files = files;
        this.progress = progress;
        this.autoregressive = Contestant.autoregressive(contest, files);
        this.diffusion = Contestant.diffusion(contest, files);
        this.alone = Contestant.alone(contest, files);
    }

    /// All answers at a batch and prompt.
    public Crossover solve(int batch, int promptTokens) {
        BatchCrossover batches = batches(promptTokens);
        return new Crossover(
                contest,
                race(batch, promptTokens),
                batches,
                steps(batch, promptTokens),
                tokensPerPass(batch, promptTokens),
                contexts(batch),
                ridge(promptTokens, batches.diffusion().largestBatch()),
                contest.autoregressiveStrategy().equals(Strategies.AUTOREGRESSIVE)
                        ? Optional.empty()
                        : Optional.of(drafts(promptTokens)));
    }

    /// The batches at which the autoregressive model is faster without its drafter, at a prompt.
    public DraftCrossover drafts(int promptTokens) {
        int first = autoregressive.largestBatch(promptTokens, limits.batch());
        int second = alone.largestBatch(promptTokens, limits.batch());
        return new DraftScan(Math.min(first, second), batch -> {
                    look();
                    return new DraftCrossover.Duel(
                            batch,
                            autoregressive.quote(batch, promptTokens).seconds(),
                            alone.quote(batch, promptTokens).seconds());
                })
                .result();
    }

    /// Both models at one batch and prompt.
    public Race race(int batch, int promptTokens) {
        look();
        return new Race(
                batch, promptTokens, autoregressive.quote(batch, promptTokens), diffusion.quote(batch, promptTokens));
    }

    private void look() {
        looks++;
        if (looks % WATCHED == 0) {
            progress.goesOn();
        }
    }

    /// Both models at every batch and prompt, each once and in order.
    public RaceMap map(List<Integer> batches, List<Integer> promptTokens) {
        List<Race> races = new ArrayList<>();
        for (int prompt : new TreeSet<>(promptTokens)) {
            for (int batch : new TreeSet<>(batches)) {
                races.add(race(batch, prompt));
            }
        }
        return new RaceMap(contest, races);
    }

    /// The batches at which the autoregressive model has the higher throughput, at a prompt.
    public BatchCrossover batches(int promptTokens) {
        BatchCrossover known = byPrompt.get(promptTokens);
        if (known == null) {
            known = findBatches(promptTokens);
            byPrompt.put(promptTokens, known);
        }
        return known;
    }

    private BatchCrossover findBatches(int promptTokens) {
        int first = autoregressive.largestBatch(promptTokens, limits.batch());
        int second = diffusion.largestBatch(promptTokens, limits.batch());
        Throughputs autoregressiveThroughputs = new Throughputs();
        Throughputs diffusionThroughputs = new Throughputs();
        Range.Joiner ranges = new Range.Joiner();
        Optional<Race> overtaking = Optional.empty();
        for (int batch = 1; batch <= Math.max(first, second); batch++) {
            Race race = race(batch, promptTokens);
            ranges.add(batch, race.verdict());
            if (overtaking.isEmpty() && race.verdict() == Verdict.AUTOREGRESSIVE) {
                overtaking = Optional.of(race);
            }
            if (batch <= first) {
                autoregressiveThroughputs.add(batch, race.autoregressiveTokensPerSecond());
            }
            if (batch <= second) {
                diffusionThroughputs.add(batch, race.diffusionTokensPerSecond());
            }
        }
        int both = Math.min(first, second);
        Answer answer = batchAnswer(both, ranges.ranges());
        Optional<Sample> at = both == 0
                ? Optional.empty()
                : Optional.of(overtaking.orElseGet(() -> race(both, promptTokens)))
                        .map(race -> race.at(race.batch()));
        Optional<Sample> before = overtaking
                .filter(race -> race.batch() > 1)
                .map(race -> race(race.batch() - 1, promptTokens))
                .map(race -> race.at(race.batch()));
        return new BatchCrossover(
                answer,
                at,
                before,
                ranges.ranges(),
                autoregressiveThroughputs.capacity(),
                diffusionThroughputs.capacity(),
                limits.batch());
    }

    private static Answer batchAnswer(int both, List<Range> ranges) {
        if (both == 0) {
            return Answer.DOES_NOT_FIT;
        }
        List<Verdict> run =
                ranges.stream().map(Range::verdict).filter(Verdict::isRun).toList();
        if (!run.contains(Verdict.AUTOREGRESSIVE)) {
            return Answer.NEVER;
        }
        return run.contains(Verdict.DIFFUSION) ? Answer.AT : Answer.ALWAYS;
    }

    /// The highest and the last throughput of batches that come in order.
    private static final class Throughputs {
        private Optional<BatchCrossover.Rate> best = Optional.empty();
        private Optional<BatchCrossover.Rate> last = Optional.empty();

        void add(int batch, double tokensPerSecond) {
            last = Optional.of(new BatchCrossover.Rate(batch, tokensPerSecond));
            if (best.isEmpty() || tokensPerSecond > best.get().tokensPerSecond()) {
                best = last;
            }
        }

        BatchCrossover.Capacity capacity() {
            return new BatchCrossover.Capacity(
                    last.map(BatchCrossover.Rate::batch).orElse(0), last, best);
        }
    }

    /// The most denoising steps with which the diffusion model still wins, at a batch and prompt.
    public StepCrossover steps(int batch, int promptTokens) {
        Variations.Steps variations = Variations.steps(contest.diffusionStrategy());
        if (!variations.reason().isEmpty()) {
            return StepCrossover.none(Answer.NOT_APPLICABLE, variations.reason());
        }
        Totals other = autoregressive.quote(batch, promptTokens);
        if (!other.fits()) {
            return StepCrossover.none(Answer.DOES_NOT_FIT, runsOut(true, batch));
        }
        List<StepScan.Trial> seen = new ArrayList<>();
        for (int steps = 1; steps <= contest.generatedTokens(); steps++) {
            if (diffusion.objection(variations.with(steps)).isEmpty()) {
                look();
                Totals quote = diffusion.quote(variations.with(steps), batch, promptTokens);
                seen.add(new StepScan.Trial(
                        steps, quote.seconds(), quote.passes(), new Race(batch, promptTokens, other, quote).verdict()));
            }
        }
        return new StepScan(other.seconds(), seen).result(runsOut(false, batch));
    }

    private String runsOut(boolean first, int batch) {
        return (first ? contest.autoregressive() : contest.diffusion()).id() + " does not fit at batch " + batch;
    }

    /// The fewest tokens per pass with which the diffusion model wins, at a batch and prompt.
    public TokenCrossover tokensPerPass(int batch, int promptTokens) {
        Variations.Tokens variations = Variations.tokens(contest.diffusionStrategy());
        String strategy = variations.base().toString();
        String reason = variations.reason().isEmpty() ? diffusion.objection(variations.with(1)) : variations.reason();
        if (!reason.isEmpty()) {
            return TokenCrossover.none(Answer.NOT_APPLICABLE, reason, strategy);
        }
        Totals other = autoregressive.quote(batch, promptTokens);
        if (!other.fits()) {
            return TokenCrossover.none(Answer.DOES_NOT_FIT, runsOut(true, batch), strategy);
        }
        return new TokenSearch(other.seconds(), contest.generatedTokens(), strategy, tokens -> {
                    look();
                    Totals quote = diffusion.quote(variations.with(tokens), batch, promptTokens);
                    return new TokenSearch.Trial(
                            tokens,
                            quote.seconds(),
                            quote.passes(),
                            new Race(batch, promptTokens, other, quote).verdict());
                })
                .result(runsOut(false, batch));
    }

    /// The longest prompt at which the diffusion model wins, at a batch.
    public ContextCrossover contexts(int batch) {
        ContextCrossover known = byBatch.get(batch);
        if (known == null) {
            known = findContexts(batch);
            byBatch.put(batch, known);
        }
        return known;
    }

    private ContextCrossover findContexts(int batch) {
        if (StrategyKeys.PROFILE.isGiven(contest.diffusionStrategy())) {
            return new ContextCrossover(
                    Answer.NOT_APPLICABLE,
                    "a recorded profile belongs to its own prompt",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    limits.contextTokens());
        }
        Range.Joiner joiner = new Range.Joiner();
        int longest = 0;
        for (int prompt = 1; prompt <= limits.contextTokens(); prompt++) {
            Verdict verdict = race(batch, prompt).verdict();
            joiner.add(prompt, verdict);
            longest = verdict.isDiffusion() ? prompt : longest;
        }
        int at = Math.max(longest, 1);
        boolean crossed = longest > 0 && longest < limits.contextTokens();
        return new ContextCrossover(
                contextAnswer(joiner.ranges()),
                "",
                Optional.of(race(batch, at).at(at)),
                crossed ? Optional.of(race(batch, at + 1).at(at + 1)) : Optional.empty(),
                joiner.ranges(),
                limits.contextTokens());
    }

    private static Answer contextAnswer(List<Range> ranges) {
        boolean wins = ranges.stream().anyMatch(range -> range.verdict().isDiffusion());
        if (wins) {
            return ranges.stream().allMatch(range -> range.verdict().isDiffusion()) ? Answer.ALWAYS : Answer.AT;
        }
        return ranges.stream().anyMatch(range -> range.verdict().isRun()) ? Answer.NEVER : Answer.DOES_NOT_FIT;
    }

    /// The batch at which denoising passes the ridge of the device, at a prompt. The work of passes that differ in the
    /// batch alone grows with it, weights excepted, and so does its intensity.
    public RidgeCrossover ridge(int promptTokens, int largestBatch) {
        double ridge = contest.device().ridge(contest.types().compute());
        if (largestBatch == 0) {
            return new RidgeCrossover(
                    Answer.DOES_NOT_FIT,
                    runsOut(false, 1),
                    ridge,
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty());
        }
        if (denoising(1, promptTokens).isEmpty()) {
            return new RidgeCrossover(
                    Answer.NOT_APPLICABLE,
                    "no pass of the strategy predicts masked positions",
                    ridge,
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty());
        }
        int below = MemoryEstimate.largest(batch -> intensity(batch, promptTokens) < ridge, largestBatch);
        Answer answer = below == largestBatch ? Answer.NEVER : below == 0 ? Answer.ALWAYS : Answer.AT;
        OptionalInt batch = answer == Answer.NEVER ? OptionalInt.empty() : OptionalInt.of(below + 1);
        double intensity = intensity(batch.orElse(largestBatch), promptTokens);
        OptionalDouble before =
                answer == Answer.AT ? OptionalDouble.of(intensity(below, promptTokens)) : OptionalDouble.empty();
        return new RidgeCrossover(answer, "", ridge, batch, OptionalDouble.of(intensity), before);
    }

    private double intensity(int batch, int promptTokens) {
        return denoising(batch, promptTokens).orElse(Work.NONE).arithmeticIntensity();
    }

    /// Work of the passes that denoise; those that fill a cache are left out, unless they alone denoise.
    private Optional<Work> denoising(int batch, int promptTokens) {
        progress.goesOn();
        Request request = contest.request(batch, promptTokens);
        List<Timeline.PhaseTotal> phases = Prediction.of(
                        contest.scenario(contest.diffusion(), contest.diffusionStrategy(), request), files)
                .timeline()
                .phases();
        return Stream.of(Phase.DENOISE, Phase.REFRESH)
                .map(phase -> phases.stream()
                        .filter(total -> total.name().equals(phase.id()))
                        .map(Timeline.PhaseTotal::work)
                        .reduce(Work::plus))
                .flatMap(Optional::stream)
                .findFirst();
    }
}
