/// One prediction: a model on a device under a strategy, priced, with its memory.
///
/// Start with [Prediction][org.unmask.cost.predict.Prediction]; [Formats][org.unmask.app.print.Formats] prints it
/// as JSON, CSV or text.
package org.unmask.cost.predict;
