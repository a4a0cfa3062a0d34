package org.unmask.fleet;

import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Role;
import org.unmask.core.decode.Task;
import org.unmask.core.op.Mask;

/// What a sequence computes in a pass, its context and its rows of logits apart.
///
/// @param copies  sequences of the pass that it counts as: two with guidance
/// @param task  of the first such pass; it does not change the price
public record Shape(Role role, int copies, int queries, Mask mask, Reuse reuse, Conditioning conditioning, Task task) {
    static Shape of(Role role, Pass.Group group) {
        return new Shape(
                role, group.batch(), group.queries(), group.mask(), group.reuse(), group.conditioning(), group.task());
    }

    /// So many sequences of this shape.
    Pass.Group group(int sequences, int context, int rows) {
        return new Pass.Group(sequences * copies, queries, context, mask, rows, reuse, conditioning, task);
    }

    /// Positions that each sequence computes.
    int tokens() {
        return copies * queries;
    }

    /// This shape with other positions.
    Shape ofQueries(int other) {
        return new Shape(role, copies, other, mask, reuse, conditioning, task);
    }

    /// Whether both are computed together.
    boolean isAlike(Shape other) {
        return queries == other.queries
                && role == other.role
                && copies == other.copies
                && mask.equals(other.mask)
                && reuse.equals(other.reuse)
                && conditioning.equals(other.conditioning);
    }

    /// Equal for shapes that are alike.
    int likeness() {
        return (copies * 31 + queries) * 31 + mask.hashCode();
    }
}
