package org.unmask.catalog;

import java.io.IOException;

/// Models, devices and runtime profiles by name.
public interface Shelf {
    /// Finds a model.
    ///
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such model
    CatalogModel model(String name) throws IOException;

    /// Finds a device.
    ///
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such device
    CatalogDevice device(String name) throws IOException;

    /// Finds a runtime profile.
    ///
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such profile
    CatalogProfile profile(String name) throws IOException;
}
