/// One prediction: a model on a device under a strategy, priced, with its memory.
///
/// Start with [Prediction][org.unmask.app.predict.Prediction]; [Formats][org.unmask.app.predict.Formats] prints it
/// as JSON, CSV or text.
package org.unmask.app.predict;
