/// Result sets of every kind as one table: measured, imported, predicted and answered, a row for every number. Start with
/// [ExportedRows][org.unmask.app.export.ExportedRows], which reads files, folders and bundles, and
/// [ExportColumns][org.unmask.app.export.ExportColumns], which says what a row holds.
package org.unmask.app.export;
