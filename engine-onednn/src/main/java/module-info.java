/// Matrix products in oneDNN; every other kernel is that of the vector backend.
module org.unmask.engine.onednn {
    requires org.unmask.engine;
    requires org.unmask.engine.vector;

    provides org.unmask.engine.spi.Backend with
            org.unmask.engine.onednn.OnednnBackend;
}
