package org.unmask.result.trace;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Names matrix products by the shapes of their operands, where sizes of the model are known and one name alone fits; others
/// have the name of their place. Counts both.
final class ProductNames {
    private final Optional<ProductSizes> sizes;
    private final String whose;
    private int shaped;
    private int placed;

    private ProductNames(Optional<ProductSizes> sizes, String whose) {
        this.sizes = sizes;
        this.whose = whose;
    }

    /// By the sizes of a model, or else by those that the products say themselves.
    static ProductNames of(Optional<ProductSizes> model, List<Activity> kernels) {
        List<ProductSizes.Product> products = kernels.stream()
                .filter(kernel -> kernel.kind() == Kind.GEMM)
                .flatMap(kernel -> kernel.product().stream())
                .toList();
        if (model.isPresent() && products.stream().anyMatch(product -> isOf(model.get(), product))) {
            return new ProductNames(model, "the model");
        }
        return new ProductNames(ProductSizes.inferred(products), "the trace itself");
    }

    private static boolean isOf(ProductSizes model, ProductSizes.Product product) {
        return !model.names(product).isEmpty();
    }

    /// The name of a product.
    ///
    /// @param place  its name by its order
    String name(Activity kernel, String place) {
        Set<String> names = names(kernel);
        boolean known = names.size() == 1 || names.contains(place);
        shaped += known ? 1 : 0;
        placed += known ? 0 : 1;
        return names.size() == 1 ? names.iterator().next() : place;
    }

    private Set<String> names(Activity kernel) {
        return sizes.flatMap(known -> kernel.product().map(known::names)).orElse(Set.of());
    }

    /// Whether shapes say that a product gives logits.
    boolean isHead(Activity kernel) {
        return kernel.kind() == Kind.GEMM
                && sizes.flatMap(known -> kernel.product().map(known::isHead)).orElse(false);
    }

    /// Whether shapes say what each product is.
    boolean know(List<Activity> kernels) {
        return kernels.stream()
                .filter(kernel -> kernel.kind() == Kind.GEMM)
                .noneMatch(kernel -> names(kernel).isEmpty());
    }

    /// Whether tokens are chosen, not experts.
    boolean isSelection(Activity kernel) {
        boolean ofExperts = sizes.filter(known -> known.experts() > 0).isPresent()
                && kernel.dims().stream()
                        .filter(shape -> !shape.isEmpty())
                        .anyMatch(shape -> shape.getLast() == sizes.get().experts());
        return kernel.kind() == Kind.SELECT && !ofExperts;
    }

    /// What the names rest on, for people; empty if no product was named.
    List<String> notes() {
        if (shaped + placed == 0) {
            return List.of();
        }
        String order = "by their order between attentions";
        if (shaped == 0) {
            return List.of("matrix products are named " + order
                    + ": the trace has no shapes of them, or of no model that is known (record_shapes=True, --model)");
        }
        return List.of("matrix products are named by the shapes of their operands, with the sizes of " + whose
                + (placed == 0 ? "" : "; " + placed + " of " + (shaped + placed) + " " + order));
    }
}
