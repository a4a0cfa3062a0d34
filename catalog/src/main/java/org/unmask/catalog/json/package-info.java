/// Small JSON files, read key by key: what is not as expected is an error of one line with file, key and value.
///
/// Start with [JsonFile][org.unmask.catalog.json.JsonFile], which reads a
/// [JsonObject][org.unmask.catalog.json.JsonObject].
package org.unmask.catalog.json;
