package org.unmask.cost.timing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.unmask.core.op.DTypes;

/// Times of operators on one machine, a table for each backend and kind of weights; of several that fit, the first
/// counts.
public record MachineTimings(List<OperatorTimings> tables) {
    public MachineTimings {
        tables = List.copyOf(tables);
    }

    /// Tables that were timed on one processor by one backend with one number of threads.
    ///
    /// @return nothing if there are none
    public Optional<MachineTimings> on(String cpu, String backend, int threads) {
        List<OperatorTimings> found = tables.stream()
                .filter(table -> table.stand().cpu().equals(cpu)
                        && table.stand().backend().equals(backend)
                        && table.stand().threads() == threads)
                .toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(new MachineTimings(found));
    }

    /// The processors that operators were timed on.
    public Set<String> processors() {
        return tables.stream().map(table -> table.stand().cpu()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /// Processors, backends and threads that operators were timed on, for messages.
    public String stands() {
        return tables.stream()
                .map(OperatorTimings::stand)
                .map(stand -> stand.cpu() + ", " + stand.backend() + ", " + stand.threads() + " threads")
                .distinct()
                .collect(Collectors.joining("; "));
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
