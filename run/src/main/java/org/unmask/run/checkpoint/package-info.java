/// Makes checkpoints: files with made-up weights that any program can load.
///
/// Start with [Synthesis][org.unmask.run.checkpoint.Synthesis]. Nothing here runs a model.
package org.unmask.run.checkpoint;
