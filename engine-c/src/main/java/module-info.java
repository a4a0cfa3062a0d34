/// Products of integers in C; every other kernel is that of the vector backend.
module org.unmask.engine.c {
    requires org.unmask.engine;
    requires org.unmask.engine.vector;

    provides org.unmask.engine.spi.Backend with
            org.unmask.engine.c.NativeBackend;
    provides org.unmask.engine.vector.PanelProducts.Source with
            org.unmask.engine.c.CompiledPanels.OfThisProcess;
}
