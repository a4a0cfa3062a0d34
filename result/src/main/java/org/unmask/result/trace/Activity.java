package org.unmask.result.trace;

import java.util.List;
import java.util.Optional;

/// A kernel that ran on a device, or an operator that ran on the processor.
///
/// @param name  of the kernel
/// @param operator  of PyTorch that launched it; empty if it is not known, as in a captured graph
/// @param dims  shapes of the inputs of that operator, empty lists for what is no tensor
/// @param start  seconds; likewise `end`
/// @param seconds  of it alone: an operator on the processor may hold others
record Activity(
        String name, String operator, List<List<Integer>> dims, Kind kind, double start, double end, double seconds) {
    /// Rows of the first matrix that is multiplied; 0 if its shape is not known.
    int rows() {
        return dims.stream()
                .filter(shape -> shape.size() >= 2)
                .findFirst()
                .map(Activity::rows)
                .orElse(0);
    }

    private static int rows(List<Integer> shape) {
        long rows = 1;
        for (int size : shape.subList(0, shape.size() - 1)) {
            rows = Math.min(Integer.MAX_VALUE, rows * Math.max(1, size));
        }
        return (int) rows;
    }

    /// Inputs and outputs of a product with weights, from the shapes of both: weights stand as `[inputs, outputs]`, those of
    /// linear layers the other way round. Empty if they are not known.
    Optional<ProductSizes.Product> product() {
        List<List<Integer>> matrices =
                dims.stream().filter(shape -> shape.size() >= 2).toList();
        if (matrices.size() < 2 || matrices.get(1).size() != 2) {
            return Optional.empty();
        }
        int inputs = matrices.get(0).getLast();
        int first = matrices.get(1).getFirst();
        int last = matrices.get(1).getLast();
        boolean turned = operator.contains("linear") ? last == inputs : first != inputs && last == inputs;
        if (inputs < 1 || (!turned && first != inputs)) {
            return Optional.empty();
        }
        return Optional.of(new ProductSizes.Product(inputs, turned ? first : last));
    }

    /// The shape of attention, from those of queries and keys: `[batch, heads, tokens, elements]`, or with heads and tokens
    /// in the other order, as the operators within have it. Empty if it is not known.
    Optional<TracedPass.Shape> attention() {
        List<List<Integer>> tensors =
                dims.stream().filter(shape -> shape.size() == 4).toList();
        if (tensors.size() < 2) {
            return Optional.empty();
        }
        int tokens = operator.contains("scaled_dot_product") ? 2 : 1;
        int batch = tensors.get(0).get(0);
        int queries = tensors.get(0).get(tokens);
        int keys = tensors.get(1).get(tokens);
        return batch > 0 && queries > 0 && keys >= queries
                ? Optional.of(new TracedPass.Shape(batch, queries, keys))
                : Optional.empty();
    }
}
