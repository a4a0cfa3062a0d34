/// Models, devices, prices and runtime profiles as data, each number with its source.
///
/// Start with [Catalog][org.unmask.app.catalog.Catalog], which finds a
/// [CatalogModel][org.unmask.app.catalog.CatalogModel], a [CatalogDevice][org.unmask.app.catalog.CatalogDevice] or a
/// [CatalogProfile][org.unmask.app.catalog.CatalogProfile] by name or path, and the
/// [DevicePrice][org.unmask.app.catalog.DevicePrice] of a device. Nothing here computes a time, a cost or a pass.
package org.unmask.app.catalog;
