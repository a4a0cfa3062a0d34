/// Reads what people write, and says in one line what is wrong with it.
///
/// Start with [InputFile][org.unmask.input.InputFile]. Every error names the file and says what was expected.
package org.unmask.input;
