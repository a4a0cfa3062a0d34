/// Problems of a benchmark, answered by models on this machine.
///
/// Start with [EvaluationPlan][org.unmask.run.evaluate.EvaluationPlan], what is asked, and
/// [Evaluator][org.unmask.run.evaluate.Evaluator], which answers what its file does not hold yet.
package org.unmask.run.evaluate;
