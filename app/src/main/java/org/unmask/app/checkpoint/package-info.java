/// Makes checkpoints: files with made-up weights that any program can load.
///
/// Start with [Synthesis][org.unmask.app.checkpoint.Synthesis]. Nothing here runs a model.
package org.unmask.app.checkpoint;
