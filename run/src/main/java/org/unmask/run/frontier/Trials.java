package org.unmask.run.frontier;

import java.io.IOException;
import org.unmask.result.evaluation.Tally;

/// Answers problems for a race.
public interface Trials {
    /// What the answers of a contender to the first problems amount to. Those to fewer problems are part of
    /// those to more.
    ///
    /// @param contender  number of the contender, from 0
    /// @param problems  at least 1
    Tally first(int contender, int problems) throws IOException;
}
