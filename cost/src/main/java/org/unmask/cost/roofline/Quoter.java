package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Share;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Work;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.ActivationPeak;
import org.unmask.cost.memory.MemoryEstimate;

/// Prices whole generations, many per second: the sums [Pricer] gives, pass by pass, in closed form.
///
/// Where passes differ only in their context or their rows of logits by a fixed step ([Step.Stride]), the work of
/// every operator is linear in the number of the pass, so its time is a maximum of two linear functions, and only the
/// first and the last pass of the stride are lowered. Not thread-safe.
public final class Quoter {
    private final Architecture model;
    private final DTypes types;
    private final Deployment deployment;
    private final PassCalls calls;
    private final Architecture share;
    private final ActivationPeak peak;

    /// Quotes generations of a model on a roofline.
    ///
    /// @param profile  what the software costs beyond the roofs
    public Quoter(Architecture model, DTypes types, Roofline roofline, Profile profile) {
        this(model, types, roofline, profile, Deployment.SINGLE);
    }

    /// Quotes on several devices: seconds and memory are those of one of them, work is that of all together.
    ///
    /// @param roofline  of one device
    /// @throws IllegalArgumentException if the model cannot be split so
    public Quoter(Architecture model, DTypes types, Roofline roofline, Profile profile, Deployment deployment) {
        this.model = model;
        this.types = types;
        this.deployment = deployment;
        this.calls = new PassCalls(model, types, Set.of(), roofline, profile, deployment);
        this.share = Share.of(model, deployment.tensor());
        this.peak = new ActivationPeak(share, types);
    }

    /// Prices a generation, its passes summed in closed form where they can be.
    ///
    /// @param outcomes  assumed
    public Quote quote(Strategy strategy, Request request, Function<Pass, Outcome> outcomes) {
        Sum sum = new Sum();
        Unfolding.leap(strategy, request, outcomes, sum::add);
        MemoryEstimate memory = MemoryEstimate.of(share, types, request.logits(), sum.corners, deployment, peak);
        return new Quote(sum.passes, sum.work, sum.seconds, sum.firstTokenSeconds, memory);
    }

    private final class Sum {
        private final List<Pass> corners = new ArrayList<>();
        private long passes;
        private Work work = Work.NONE;
        private double seconds;
        private double firstTokenSeconds;
        private boolean committed;

        void add(Pass first, int count, int contextStep, int logitRowStep, boolean commits) {
            if (model.window().isPresent() && contextStep != 0 && count > 1) {
                // What is behind a window is not linear in the context.
                each(first, count, contextStep, logitRowStep, commits);
            } else {
                addAll(first, count, contextStep, logitRowStep, commits);
            }
        }

        private void each(Pass first, int count, int contextStep, int logitRowStep, boolean commits) {
            for (int i = 0; i < count; i++) {
                addAll(later(first, i * contextStep, i * logitRowStep), 1, 0, 0, commits);
            }
        }

        private static Pass later(Pass pass, int context, int logitRows) {
            return new Pass(pass.only().later(context, logitRows));
        }

        private void addAll(Pass first, int count, int contextStep, int logitRowStep, boolean commits) {
            Pass last = later(first, (count - 1) * contextStep, (count - 1) * logitRowStep);
            Stretch stretch = new Stretch(calls.of(first), count == 1 ? List.of() : calls.of(last), count);
            if (calls.areTimed() && !stretch.isEven()) {
                // What stands in for an operator that was not timed is not linear either.
                each(first, count, contextStep, logitRowStep, commits);
                return;
            }
            corners.add(first);
            if (count > 1) {
                corners.add(last);
            }
            double time = stretch.seconds(calls.floorSeconds());
            if (!committed) {
                firstTokenSeconds = seconds + (commits ? stretch.passSeconds(0, calls.floorSeconds()) : time);
                committed = commits;
            }
            passes += count;
            work = work.plus(stretch.work());
            seconds += time;
        }
    }
}
