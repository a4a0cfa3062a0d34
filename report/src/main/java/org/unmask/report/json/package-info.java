/// What other programs read of predictions, at the command line and from the explorer:
/// [PredictionJson][org.unmask.report.json.PredictionJson]. The keys are a contract.
package org.unmask.report.json;
