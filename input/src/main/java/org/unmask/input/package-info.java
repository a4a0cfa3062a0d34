/// Reads what people write, and says in one line what is wrong with it.
///
/// Start with [InputFile][org.unmask.input.InputFile] for text, with [JsonFile][org.unmask.input.JsonFile] for an object, and
/// read that key by key as [Fields][org.unmask.input.Fields], be it of JSON or of YAML. Every error names the file, the key,
/// the value, and what was expected.
package org.unmask.input;
