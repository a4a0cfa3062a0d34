/// One prediction: a model on a device under a strategy, priced, with its memory.
///
/// Start with [Prediction][org.unmask.cost.predict.Prediction]; its [Totals][org.unmask.cost.predict.Totals] hold what
/// follows from the price, [PredictionColumns][org.unmask.cost.predict.PredictionColumns] what tables show of it.
package org.unmask.cost.predict;
