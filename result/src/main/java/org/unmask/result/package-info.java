/// Results on disk: JSON lines with a format version and the environment, one synced line per finished run.
///
/// Start with [ResultFile][org.unmask.result.ResultFile].
package org.unmask.result;
