package org.unmask.engine.weight;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.TensorNames;
import org.unmask.core.op.Weight;

/// Where a matrix is: a whole tensor, or consecutive elements of one.
///
/// @param shape  of the whole tensor
/// @param first  element of the tensor that is the first of the matrix
record TensorPart(String tensor, List<Long> shape, long first) {
    private static final Set<Weight> QUERIES = EnumSet.of(Weight.QUERY, Weight.QUERY_BIAS);
    private static final Set<Weight> KEYS = EnumSet.of(Weight.KEY, Weight.KEY_BIAS);
    private static final Set<Weight> VALUES = EnumSet.of(Weight.VALUE, Weight.VALUE_BIAS);

    static TensorPart of(Architecture model, TensorNames names, Weight weight, int layer, int expert) {
        String tensor = names.of(weight, layer, expert);
        long rows = model.rows(weight);
        long columns = model.columns(weight);
        if (names.fusesQueryKeyValue()) {
            if (QUERIES.contains(weight)) {
                return fused(model, weight, tensor, 0);
            } else if (KEYS.contains(weight)) {
                return fused(model, weight, tensor, model.queryWidth());
            } else if (VALUES.contains(weight)) {
                return fused(model, weight, tensor, (long) model.queryWidth() + model.keyWidth());
            }
        }
        if (Shapes.isVector(weight)) {
            return new TensorPart(tensor, List.of(columns), 0);
        }
        if (names.stacksExperts() && weight.part() == Weight.Part.EXPERT) {
            List<Long> shape = List.of((long) model.matrices(weight), rows, columns);
            return new TensorPart(tensor, shape, expert * rows * columns);
        }
        return new TensorPart(tensor, List.of(rows, columns), 0);
    }

    /// Rows of queries, then keys, then values.
    private static TensorPart fused(Architecture model, Weight weight, String tensor, long row) {
        long rows = model.queryWidth() + 2L * model.keyWidth();
        if (Shapes.isVector(weight)) {
            return new TensorPart(tensor, List.of(rows), row);
        }
        long columns = model.columns(weight);
        return new TensorPart(tensor, List.of(rows, columns), row * columns);
    }
}
