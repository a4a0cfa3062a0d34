package org.unmask.core.cases;

import java.util.Collections;
import java.util.List;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;

/// A program as an engine runs it, for comparison with what it ran.
public final class Unrolled {
    private Unrolled() {}

    /// Every operator in the order of execution, layer after layer.
    public static List<Operator> operators(Program program) {
        return program.sections().stream()
                .flatMap(section -> Collections.nCopies(section.repeats(), section.operators()).stream())
                .flatMap(List::stream)
                .toList();
    }
}
