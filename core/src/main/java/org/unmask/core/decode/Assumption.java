package org.unmask.core.decode;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/// Outcomes without an engine.
public final class Assumption {
    private Assumption() {}

    /// Outcomes that keep to the schedule of a strategy wherever it has one, so that a stride may be leapt over.
    interface Scheduled extends Function<Pass, Outcome> {}

    /// Outcomes that know when a generation ended too early for them.
    interface Finite extends Function<Pass, Outcome> {
        /// @throws IllegalArgumentException if tokens are left that no pass has committed
        void finish();
    }

    /// Outcomes of rules that do not depend on logits.
    ///
    /// @param batch  sequences of the request; none ever stops
    /// @throws IllegalArgumentException from the returned function, if the rule of a pass depends on logits
    public static Function<Pass, Outcome> scheduled(int batch) {
        return (Scheduled) pass -> Outcome.uniform(pass.only(), scheduledTokens(pass.only()), batch);
    }

    private static int scheduledTokens(Pass.Group group) {
        Task task = group.task();
        return task.commit()
                .scheduled(task.masked())
                .orElseThrow(() -> new IllegalArgumentException("how many tokens a pass commits depends on the logits"
                        + " here; to predict, add " + assumptions(group)));
    }

    private static String assumptions(Pass.Group group) {
        if (group.task().phase() == Phase.VERIFY) {
            return Strategies.DRAFT_ASSUMPTIONS;
        }
        return group.conditioning().leavesState() ? Strategies.STEP_ASSUMPTIONS : Strategies.LOGIT_ASSUMPTIONS;
    }

    /// Like [#scheduled], and wherever logits would decide, `tokensPerPass` tokens on average: after `n` passes
    /// over a block `⌊n·tokensPerPass⌋` tokens are committed. Several blocks at once share them evenly.
    ///
    /// @param tokensPerPass  at least 1
    /// @param editPasses  passes that look at a finished block again, the last of which replaces nothing; at least
    ///     1
    public static Function<Pass, Outcome> tokensPerPass(double tokensPerPass, int editPasses, int batch) {
        if (!(tokensPerPass >= 1) || Double.isInfinite(tokensPerPass)) {
            throw new IllegalArgumentException("bad tokens-per-pass=" + tokensPerPass + "; it must be at least 1");
        }
        if (editPasses < 1) {
            throw new IllegalArgumentException("bad edit-passes=" + editPasses + "; at least 1");
        }
        Function<Pass, Outcome> scheduled = scheduled(batch);
        return (Scheduled) pass -> {
            Task task = pass.only().task();
            if (!task.commit().dependsOnLogits()) {
                return scheduled.apply(pass);
            }
            long before = (long) Math.floor(task.step() * tokensPerPass);
            long after = (long) Math.floor((task.step() + 1) * tokensPerPass);
            int edits = task.phase() == Phase.EDIT && task.step() + 1 < editPasses ? 1 : 0;
            return Outcome.uniform(pass.only(), (int) Math.min(after - before, task.masked()), edits, batch);
        };
    }

    /// The outcomes a profile gives, whatever the rule. Prompts and tokens of autoregression are not part of it.
    ///
    /// @throws IllegalArgumentException from the returned function, if the profile does not fit the generation
    public static Function<Pass, Outcome> profile(CommitProfile profile, int generatedTokens, int batch) {
        profile.check(generatedTokens);
        return new Replay(profile, batch);
    }

    /// The outcomes of an earlier run, in their order.
    ///
    /// @throws IllegalStateException from the returned function, if the strategy asks for more passes than were
    ///     recorded
    public static Function<Pass, Outcome> recorded(List<Outcome> outcomes) {
        Iterator<Outcome> next = List.copyOf(outcomes).iterator();
        return pass -> {
            if (!next.hasNext()) {
                throw new IllegalStateException("the record ends before " + pass);
            }
            return next.next();
        };
    }

    private static final class Replay implements Finite {
        private final CommitProfile profile;
        private final int batch;
        private int next;

        Replay(CommitProfile profile, int batch) {
            this.profile = profile;
            this.batch = batch;
        }

        @Override
        public Outcome apply(Pass pass) {
            Task task = pass.only().task();
            if (task.commit() instanceof Commit.None || task.commit() instanceof Commit.Next) {
                return scheduled(batch).apply(pass);
            }
            if (next == profile.passes().size()) {
                throw bad("ends after pass " + next + " with " + task.masked() + " positions still masked");
            }
            CommitProfile.Entry entry = profile.passes().get(next);
            next++;
            if (entry.committed() > task.masked()) {
                throw bad("commits " + entry.committed() + " tokens in pass " + next + ", where " + task.masked()
                        + " positions of the block are masked");
            }
            Outcome even = Outcome.uniform(pass.only(), entry.committed(), entry.edited(), batch);
            return entry.watched().size() == task.watched().size()
                    ? new Outcome(
                            even.committed(),
                            even.edited(),
                            even.unfinished(),
                            even.masked(),
                            even.running(),
                            entry.watched())
                    : even;
        }

        @Override
        public void finish() {
            long rest = profile.passes().stream()
                    .skip(next)
                    .mapToLong(CommitProfile.Entry::committed)
                    .sum();
            if (rest > 0) {
                throw bad("commits " + rest + " tokens more than the generation has, after its pass " + next);
            }
        }

        private IllegalArgumentException bad(String what) {
            return new IllegalArgumentException("profile " + profile.name() + " " + what);
        }
    }
}
