package org.unmask.app.serve;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Step;
import org.unmask.core.decode.Task;
import org.unmask.engine.Generation;
import org.unmask.engine.PreparedPass;
import org.unmask.web.openai.Answering;
import org.unmask.web.openai.Question;
import org.unmask.web.openai.Scored;

/// A question whose passes the engine runs as its strategy asks for them, alone or together with those of others.
final class EngineAnswering implements Answering {
    private final Question question;
    private final Generation generation;
    private final List<Integer> endTokens;
    private final Function<int[], List<Scored>> scorer;
    private Step step;
    private Optional<PreparedPass> prepared = Optional.empty();
    private Work work = Work.NONE;
    private Optional<Throwable> failure = Optional.empty();
    /// For each answer the first position that a later pass may still change.
    private final int[] settledEnds;

    /// @param first  step of the strategy
    /// @param scorer  scores the tokens of a text
    EngineAnswering(
            Question question,
            Generation generation,
            List<Integer> endTokens,
            Step first,
            Function<int[], List<Scored>> scorer) {
        this.scorer = scorer;
        this.question = question;
        this.generation = generation;
        this.endTokens = endTokens;
        this.step = first;
        this.settledEnds = new int[question.answers()];
    }

    @Override
    public boolean isDone() {
        return step instanceof Step.Done;
    }

    @Override
    public Optional<Throwable> failure() {
        return failure;
    }

    /// Prepares the next pass.
    ///
    /// @return false if that has failed
    boolean prepare() {
        if (!(step instanceof Step.Run run)) {
            throw new IllegalStateException("no pass is left to run");
        }
        try {
            prepared = Optional.of(generation.prepare(run.pass()));
            return true;
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
            return false;
        }
    }

    /// The pass that is ready to run.
    PreparedPass prepared() {
        return prepared.orElseThrow();
    }

    /// Goes on with what its pass achieved.
    void complete() {
        PreparedPass ran = prepared();
        prepared = Optional.empty();
        try {
            follow(ran.pass(), ran.outcome());
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
        }
    }

    /// Its pass could not be run.
    void fail(Throwable reason) {
        failure = Optional.of(reason);
    }

    private void follow(Pass pass, Outcome outcome) {
        if (!(step instanceof Step.Run run)) {
            throw new IllegalStateException("no pass was asked for");
        }
        Task task = pass.only().task();
        work = work.plus(task.phase().predictsMasks(), pass.streamTokens(), outcome.committed());
        step = run.then().apply(outcome);
        settle(task);
    }

    /// Text is final block by block: a block whose positions are all known is, unless its tokens may still be
    /// replaced; then it is as soon as the passes have left it.
    private void settle(Task task) {
        for (int answer = 0; answer < settledEnds.length; answer++) {
            int known = question.prompt().length + generation.decided(answer);
            int end = isDone() ? known : Math.min(known, end(task, known));
            settledEnds[answer] = Math.max(settledEnds[answer], end);
        }
    }

    /// Where the last final block ends.
    ///
    /// @param known  the first position that is not
    private static int end(Task task, int known) {
        return switch (task.commit()) {
            case Commit.Joint _ -> task.start();
            case Commit.Verified _ -> known;
            case Commit.Regions(double _, double _, double _, List<Commit.Region> regions) ->
                regions.stream()
                        .mapToInt(Commit.Region::end)
                        .filter(end -> end <= known)
                        .max()
                        .orElse(task.start());
            case Commit.None _,
                    Commit.Next _,
                    Commit.Top _,
                    Commit.Confident _,
                    Commit.Factor _,
                    Commit.EntropyBound _,
                    Commit.Assumed _ -> known < task.end() ? task.start() : task.end();
        };
    }

    @Override
    public int[] settled(int answer) {
        int[] tokens = all(answer);
        return hasEnded(answer) ? Arrays.copyOf(tokens, end(tokens)) : tokens;
    }

    @Override
    public int[] provisional(int answer) {
        int[] standing = generation.standing(answer);
        int from = Math.max(0, settledEnds[answer] - question.prompt().length);
        int to = Math.min(standing.length, question.mostTokens());
        return isDone() || hasEnded(answer) || to <= from ? new int[0] : Arrays.copyOfRange(standing, from, to);
    }

    @Override
    public boolean hasEnded(int answer) {
        int[] tokens = all(answer);
        return question.stopsAtEnd() && end(tokens) < tokens.length;
    }

    /// Settled tokens, end tokens included.
    private int[] all(int answer) {
        int from = question.prompt().length;
        int to = Math.min(settledEnds[answer], from + question.mostTokens());
        return to <= from ? new int[0] : Arrays.copyOfRange(generation.tokens(answer), from, to);
    }

    private int end(int[] tokens) {
        int end = 0;
        while (end < tokens.length && !endTokens.contains(tokens[end])) {
            end++;
        }
        return end;
    }

    @Override
    public List<Scored> scores(int answer) {
        int[] prompt = question.prompt();
        int[] kept = settled(answer);
        int[] tokens = Arrays.copyOf(prompt, prompt.length + kept.length);
        System.arraycopy(kept, 0, tokens, prompt.length, kept.length);
        return scorer.apply(tokens);
    }

    @Override
    public Work work() {
        return work;
    }

    @Override
    public void close() {
        generation.close();
    }
}
