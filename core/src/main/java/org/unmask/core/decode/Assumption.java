package org.unmask.core.decode;

import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/// Outcomes without an engine.
public final class Assumption {
    private Assumption() {}

    /// Outcomes of rules that do not depend on logits.
    ///
    /// @param batch  sequences of the request; none ever stops
    /// @throws IllegalArgumentException from the returned function, if the rule of a pass depends on logits
    public static Function<Pass, Outcome> scheduled(int batch) {
        return pass -> Outcome.uniform(
                pass,
                switch (pass.task().commit()) {
                    case Commit.None _ -> 0;
                    case Commit.Next _ -> 1;
                    case Commit.Top(int tokens) -> Math.min(tokens, pass.task().masked());
                    case Commit.Confident _, Commit.Assumed _ ->
                        throw new IllegalArgumentException(
                                "how many tokens a pass commits depends on the logits here; to predict, add tokens-per-pass=X");
                },
                batch);
    }

    /// Like [#scheduled], and wherever logits would decide, `tokensPerPass` tokens on average: after `n` passes
    /// over a block `⌊n·tokensPerPass⌋` tokens are committed.
    ///
    /// @param tokensPerPass  at least 1
    public static Function<Pass, Outcome> tokensPerPass(double tokensPerPass, int batch) {
        if (!(tokensPerPass >= 1) || Double.isInfinite(tokensPerPass)) {
            throw new IllegalArgumentException("bad tokens-per-pass=" + tokensPerPass + "; it must be at least 1");
        }
        Function<Pass, Outcome> scheduled = scheduled(batch);
        return pass -> switch (pass.task().commit()) {
            case Commit.None _, Commit.Next _, Commit.Top _ -> scheduled.apply(pass);
            case Commit.Confident _, Commit.Assumed _ -> {
                Task task = pass.task();
                long before = (long) Math.floor(task.step() * tokensPerPass);
                long after = (long) Math.floor((task.step() + 1) * tokensPerPass);
                yield Outcome.uniform(pass, (int) Math.min(after - before, task.masked()), batch);
            }
        };
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
}
