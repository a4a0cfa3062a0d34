/// Kernels on the Vector API.
@SuppressWarnings("module") // the modules that may build on these kernels are compiled later
module org.unmask.engine.vector {
    requires jdk.incubator.vector;
    requires org.unmask.engine;

    exports org.unmask.engine.vector to
            org.unmask.engine.c,
            org.unmask.engine.onednn;

    uses org.unmask.engine.vector.PanelProducts.Source;

    provides org.unmask.engine.spi.Backend with
            org.unmask.engine.vector.VectorBackend;
}
