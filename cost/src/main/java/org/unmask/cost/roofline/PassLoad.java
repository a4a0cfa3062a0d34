package org.unmask.cost.roofline;

import java.util.List;
import java.util.Set;
import org.unmask.core.decode.Pass;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Work;
import org.unmask.cost.hardware.Deployment;

/// What one pass asks of a machine, to be priced under any number of profiles.
///
/// @param layers  of the model
/// @param sequences  of the batch
/// @param calls  in order of first execution
public record PassLoad(int layers, int sequences, List<Call> calls) {
    /// Work does not depend on the roofs.
    private static final Roofline ANY = new Roofline(1, 1);

    /// Equal calls of one operator.
    ///
    /// @param work  of one call
    public record Call(String operator, int repeats, Work work) {
        /// All repeats.
        public double seconds(Roofline roofline, Profile profile) {
            return repeats * profile.seconds(roofline, operator, work);
        }
    }

    public PassLoad {
        calls = List.copyOf(calls);
    }

    /// Lowers a pass of a model into calls with their work.
    ///
    /// @param fusions  what the backend that runs the pass fuses
    public static PassLoad of(Architecture model, DTypes types, Set<Fusion> fusions, Pass pass) {
        return of(new Participant(model, types, ANY), fusions, Deployment.SINGLE, pass);
    }

    /// Lowers a pass of one of several models into calls with the work of one device; what devices exchange is left out.
    ///
    /// @throws IllegalArgumentException if the model cannot be split so
    public static PassLoad of(Participant participant, Set<Fusion> fusions, Deployment deployment, Pass pass) {
        PassCalls calls =
                new PassCalls(participant, participant.share(deployment), fusions, Profile.ROOFLINE, deployment);
        return new PassLoad(
                calls.layers(),
                calls.sequences(pass),
                calls.of(pass).stream()
                        .filter(call -> call.work().linkBytes() == 0)
                        .map(call -> new Call(call.name(), call.repeats(), call.work()))
                        .toList());
    }

    /// The sum of the calls and what sequences add, or the time the layers need to be dispatched, whichever is longer.
    public double seconds(Roofline roofline, Profile profile) {
        return Math.max(busySeconds(roofline, profile), profile.floorSeconds(layers));
    }

    private double busySeconds(Roofline roofline, Profile profile) {
        double sum = sequences * profile.sequenceSeconds();
        for (Call call : calls) {
            sum += call.seconds(roofline, profile);
        }
        return sum;
    }

    /// Work of the whole pass.
    public Work work() {
        Work sum = Work.NONE;
        for (Call call : calls) {
            sum = sum.plus(call.work().times(call.repeats()));
        }
        return sum;
    }
}
