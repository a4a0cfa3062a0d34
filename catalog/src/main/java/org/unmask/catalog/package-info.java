/// Models, devices, prices and runtime profiles as data, each number with its source.
///
/// Start with [Catalog][org.unmask.catalog.Catalog], which finds a
/// [CatalogModel][org.unmask.catalog.CatalogModel], a [CatalogDevice][org.unmask.catalog.CatalogDevice] or a
/// [CatalogProfile][org.unmask.catalog.CatalogProfile] by name or path, and the
/// [DevicePrice][org.unmask.catalog.DevicePrice] of a device. Nothing here computes a time, a cost or a pass.
package org.unmask.catalog;
