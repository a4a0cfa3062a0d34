/// Models and devices as data, each number with its source.
///
/// Start with [Catalog][org.unmask.app.catalog.Catalog], which finds a
/// [CatalogModel][org.unmask.app.catalog.CatalogModel] or a [CatalogDevice][org.unmask.app.catalog.CatalogDevice]
/// by name or path. Nothing here computes a price or a pass.
package org.unmask.app.catalog;
