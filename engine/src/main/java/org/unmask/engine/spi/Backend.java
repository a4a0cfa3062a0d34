package org.unmask.engine.spi;

/// Kernels for the operators, on one kind of processor.
public interface Backend {
    /// The name by which a user asks for this backend.
    String name();
}
