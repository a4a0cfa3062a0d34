package org.unmask.engine.spi;

import java.util.Set;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;

/// A way to run operators, found with `ServiceLoader`.
public interface Backend {
    /// The name on the command line, for instance `vector`.
    String name();

    /// Probes the machine; cheap, and without side effects except that a native library is loaded, and put into
    /// the user's cache if it is not there.
    Availability availability();

    /// What lowering may fuse for this backend.
    Set<Fusion> fusions();

    /// Element types of weights it multiplies with.
    Set<DType> weightTypes();

    /// Whether it multiplies with weights of a type better than backends with a higher preference: where nobody names a backend, it
    /// is taken for them.
    default boolean isMadeFor(DType weights) {
        return false;
    }

    /// Whether a row of a product is, bit for bit, the same in the company of however many other rows. A backend whose kernels
    /// choose the order of their sums by the number of rows says no.
    boolean rowsAreIndependent(DType weights);

    /// Opens the kernels of this backend.
    ///
    /// @param threads  threads the kernels may use, at least 1
    /// @throws IllegalStateException with the reason, if the backend cannot run here
    Kernels open(int threads);
}
