package org.unmask.app.claim;

import java.util.List;
import java.util.OptionalDouble;

/// What one kind of evidence says of a claim for one workload.
///
/// @param least  the least of the deciding numbers; empty if there are none
/// @param most  the greatest
public record Answer(
        Observed.Evidence evidence, Task task, Verdict verdict, OptionalDouble least, OptionalDouble most) {
    static Answer of(Observed.Evidence evidence, Task task, List<Finding> findings) {
        return new Answer(
                evidence,
                task,
                Verdict.of(findings, evidence),
                findings.stream().mapToDouble(Finding::value).min(),
                findings.stream().mapToDouble(Finding::value).max());
    }
}
