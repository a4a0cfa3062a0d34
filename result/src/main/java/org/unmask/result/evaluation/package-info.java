/// Answers to problems of a benchmark, a JSON line each, and what they amount to.
///
/// Start with [EvaluationFile][org.unmask.result.evaluation.EvaluationFile], the lines, and
/// [Tally][org.unmask.result.evaluation.Tally], accuracy and speed of a setting. Knows nothing of engines.
package org.unmask.result.evaluation;
