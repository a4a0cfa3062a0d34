package org.unmask.run.frontier;

import java.io.IOException;
import java.util.List;
import org.unmask.result.evaluation.EvaluatedProblem;

/// Answers problems for a race.
public interface Trials {
    /// The answers of a contender to the first problems, in their order. Those to fewer problems are part of those to
    /// more.
    ///
    /// @param contender  number of the contender, from 0
    /// @param problems  at least 1
    List<EvaluatedProblem> first(int contender, int problems) throws IOException;
}
