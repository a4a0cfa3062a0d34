package org.unmask.cost.roofline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.core.op.Definition;

/// The calls of a pass with what each is made of.
final class Runs {
    private final PassCalls calls;
    private final List<Run> all = new ArrayList<>();

    Runs(PassCalls calls) {
        this.calls = calls;
    }

    /// In order of first execution; equal ones are one.
    List<Run> of(MicroBatches batches) {
        boolean first = true;
        for (MicroBatches.Part part : batches.longestFirst()) {
            for (Call call : part.calls()) {
                add(run(call, part.count(), first));
            }
            first = false;
        }
        return List.copyOf(all);
    }

    private void add(Run run) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isLike(run)) {
                all.set(i, all.get(i).and(run));
                return;
            }
        }
        all.add(run);
    }

    /// @param longest  whether the call is one of the micro-batch that the pass waits for
    private Run run(Call call, int microBatches, boolean longest) {
        Roofs roofs = switch (call.cost()) {
            case Roofs own -> own;
            case Clocked _ -> new Roofs(call.work(), calls.roofline(), 1, 0);
        };
        return new Run(
                call.name(),
                definition(call.cause()),
                call.repeats(),
                microBatches,
                calls.terms(call.cause()),
                call.work(),
                call.total().times(call.repeats()).times(microBatches),
                roofs.roofline(),
                roofs.overlap(),
                roofs.latencySeconds(),
                longest ? call.cost().seconds() : 0,
                call.basis());
    }

    private static Optional<Definition> definition(Cause cause) {
        return switch (cause) {
            case Cause.Ran ran -> Optional.of(Definition.of(ran.operator()));
            case Cause.Sent _, Cause.Dispatched _ -> Optional.empty();
        };
    }
}
