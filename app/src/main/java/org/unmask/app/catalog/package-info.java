/// Models and devices as data, each number with its source.
///
/// Start with [Catalog][org.unmask.app.catalog.Catalog], which finds a
/// [CatalogModel][org.unmask.app.catalog.CatalogModel] or a [CatalogDevice][org.unmask.app.catalog.CatalogDevice]
/// by name or path, and the [DevicePrice][org.unmask.app.catalog.DevicePrice] of a device. Nothing here computes a
/// time, a cost or a pass.
package org.unmask.app.catalog;
