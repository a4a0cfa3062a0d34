package org.unmask.cost.timing;

import java.util.List;
import java.util.Optional;
import org.unmask.core.op.DTypes;

/// Times of operators on one machine, a table for each backend and kind of weights; of several that fit, the first
/// counts.
public record MachineTimings(List<OperatorTimings> tables) {
    public MachineTimings {
        tables = List.copyOf(tables);
    }

    /// The table for weights of a type, with keys and values of the same type if there is one; none for weights that are
    /// priced as a file stores them, since the engine does not compute with those.
    public Optional<OperatorTimings> of(DTypes types) {
        if (types.storage().isPresent()) {
            return Optional.empty();
        }
        List<OperatorTimings> found = tables.stream()
                .filter(table -> table.stand().types().weight() == types.weight())
                .toList();
        return found.stream()
                .filter(table -> table.stand().types().keyValue() == types.keyValue())
                .findFirst()
                .or(() -> found.stream().findFirst());
    }
}
