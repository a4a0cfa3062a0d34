package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Work;
import org.unmask.cost.hardware.Deployment;

/// Prices whole generations, many per second: the sums [Pricer] gives, pass by pass, in closed form.
///
/// Where passes differ only in their context or their rows of logits by a fixed step ([Step.Stride]), the work of
/// every operator is linear in the number of the pass, so its time is a maximum of two linear functions, and only the
/// first and the last pass of the stride are lowered. Not thread-safe.
public final class Quoter {
    private final Participants participants;
    private final RoleCalls calls;
    private final MemoryPeak memory;

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
        this(Participants.alone(new Participant(model, types, roofline)), profile, deployment);
    }

    /// Quotes generations of several models, each pass that of the model whose layers it goes through.
    ///
    /// @throws IllegalArgumentException if a model cannot be split so
    public Quoter(Participants participants, Profile profile, Deployment deployment) {
        this.participants = participants;
        this.calls = RoleCalls.of(participants, Set.of(), profile, deployment);
        this.memory = new MemoryPeak(participants, deployment);
    }

    /// Prices a generation, its passes summed in closed form where they can be.
    ///
    /// @param outcomes  assumed
    public Quote quote(Strategy strategy, Request request, Function<Pass, Outcome> outcomes) {
        Sum sum = new Sum();
        Unfolding.leap(
                strategy,
                request,
                outcomes,
                (first, count, contextStep, logitRowStep, committed) ->
                        sum.add(first, count, contextStep, logitRowStep, committed > 0));
        sum.flush();
        return new Quote(
                sum.passes, sum.work, sum.seconds, sum.firstTokenSeconds, memory.of(request.logits(), sum.corners));
    }

    private static final Comparator<Pass> SHORTEST =
            Comparator.comparingInt(pass -> pass.only().context());

    private static boolean isOfDraft(Pass pass) {
        return pass.role() == Role.DRAFTER || pass.phase() == Phase.VERIFY;
    }

    /// What passes that differ in their context alone have in common.
    private record Shape(Role role, int batch, int queries, Mask mask, int logitRows) {
        static Shape of(Pass pass) {
            Pass.Group group = pass.only();
            return new Shape(pass.role(), group.batch(), group.queries(), group.mask(), group.logitRows());
        }
    }

    private final class Sum {
        private final List<Pass> corners = new ArrayList<>();
        private long passes;
        private Work work = Work.NONE;
        private double seconds;
        private double firstTokenSeconds;
        private boolean committed;
        private final Map<Shape, List<Pass>> gathered = new LinkedHashMap<>();

        void add(Pass first, int count, int contextStep, int logitRowStep, boolean commits) {
            Participant own = participants.of(first.role());
            if (count == 1 && committed && first.groups().size() == 1 && isOfDraft(first) && isEven(first.role())) {
                gathered.computeIfAbsent(Shape.of(first), _ -> new ArrayList<>())
                        .add(first);
            } else if (own.architecture().window().isPresent() && contextStep > 0 && count > 1) {
                windowed(first, count, contextStep, logitRowStep, commits);
            } else {
                addAll(first, count, contextStep, logitRowStep, commits);
            }
        }

        /// Passes of drafts follow each other on contexts without a fixed step; those alike are priced together.
        void flush() {
            for (List<Pass> alike : gathered.values()) {
                Pass first = Collections.min(alike, SHORTEST);
                Pass last = Collections.max(alike, SHORTEST);
                int start = first.only().context();
                int count = last.only().context() - start + 1;
                PassCalls lowering = calls.of(first.role());
                Stretch stretch = new Stretch(lowering.of(first), count == 1 ? List.of() : lowering.of(last), count);
                long indices = 0;
                for (Pass pass : alike) {
                    int index = pass.only().context() - start;
                    indices += index;
                    seconds += stretch.passSeconds(index, lowering.floorSeconds());
                }
                corners.add(first);
                corners.add(last);
                passes += alike.size();
                work = work.plus(stretch.work(alike.size(), indices));
            }
        }

        private boolean isEven(Role role) {
            return participants.of(role).architecture().window().isEmpty()
                    && !calls.of(role).areTimed();
        }

        /// Passes of which the queries all see the whole context within the window, and passes of which none does, are
        /// linear in the context; those between are not.
        private void windowed(Pass first, int count, int contextStep, int logitRowStep, boolean commits) {
            int window = participants
                    .of(first.role())
                    .architecture()
                    .window()
                    .orElseThrow()
                    .tokens();
            Pass.Group group = first.only();
            int inside = passes(window - group.queries() - group.context(), count, contextStep);
            int before = Math.max(inside, passes(window - 2 - group.context(), count, contextStep));
            part(first, 0, inside, contextStep, logitRowStep, commits);
            each(
                    later(first, inside * contextStep, inside * logitRowStep),
                    before - inside,
                    contextStep,
                    logitRowStep,
                    commits);
            part(first, before, count, contextStep, logitRowStep, commits);
        }

        /// How many passes have so much more context than the first, or less.
        private static int passes(int more, int count, int contextStep) {
            return more < 0 ? 0 : Math.min(count, more / contextStep + 1);
        }

        private void part(Pass first, int start, int end, int contextStep, int logitRowStep, boolean commits) {
            if (end > start) {
                addAll(
                        later(first, start * contextStep, start * logitRowStep),
                        end - start,
                        contextStep,
                        logitRowStep,
                        commits);
            }
        }

        private void each(Pass first, int count, int contextStep, int logitRowStep, boolean commits) {
            for (int i = 0; i < count; i++) {
                addAll(later(first, i * contextStep, i * logitRowStep), 1, 0, 0, commits);
            }
        }

        private static Pass later(Pass pass, int context, int logitRows) {
            return context == 0 && logitRows == 0 ? pass : pass.with(pass.only().later(context, logitRows));
        }

        private void addAll(Pass first, int count, int contextStep, int logitRowStep, boolean commits) {
            PassCalls lowering = calls.of(first.role());
            Pass last = later(first, (count - 1) * contextStep, (count - 1) * logitRowStep);
            Stretch stretch = new Stretch(lowering.of(first), count == 1 ? List.of() : lowering.of(last), count);
            if (lowering.areTimed() && !stretch.isEven()) {
                // What stands in for an operator that was not timed is not linear either.
                each(first, count, contextStep, logitRowStep, commits);
                return;
            }
            corners.add(first);
            if (count > 1) {
                corners.add(last);
            }
            double time = stretch.seconds(lowering.floorSeconds());
            if (!committed) {
                firstTokenSeconds = seconds + (commits ? stretch.passSeconds(0, lowering.floorSeconds()) : time);
                committed = commits;
            }
            passes += count;
            work = work.plus(stretch.work());
            seconds += time;
        }
    }
}
