/// Results of other programs, one file per format.
///
/// Start with [Importers][org.unmask.result.imports.Importers], which tells by its content what a
/// [ForeignFile][org.unmask.result.imports.ForeignFile] is. A new format is an
/// [Importer][org.unmask.result.imports.Importer] and a line in the list there. What a file does not say stays unknown.
package org.unmask.result.imports;
