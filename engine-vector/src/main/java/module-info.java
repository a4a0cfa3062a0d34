/// Kernels on the Vector API.
module org.unmask.engine.vector {
    requires jdk.incubator.vector;
    requires org.unmask.engine;

    provides org.unmask.engine.spi.Backend with
            org.unmask.engine.vector.VectorBackend;
}
