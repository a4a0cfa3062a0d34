package org.unmask.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.op.DType;
import org.unmask.core.text.Names;
import org.unmask.engine.spi.Availability;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.spi.Matrix;

/// The backends installed beside the engine.
public final class Backends {
    /// Stands for the available backend with the highest preference.
    public static final String AUTO = "auto";

    private Backends() {}

    /// All of them, the most preferred first, those that cannot run last.
    public static List<Backend> installed() {
        List<Backend> backends = new ArrayList<>();
        ServiceLoader.load(Backend.class).forEach(backends::add);
        backends.sort(Comparator.comparingInt(Backends::preference).reversed().thenComparing(Backend::name));
        return List.copyOf(backends);
    }

    /// The backend of that name, or the preferred one for [#AUTO]. A named backend is never replaced by another.
    ///
    /// @throws IllegalArgumentException if there is none of that name (the nearest known are named)
    /// @throws IllegalStateException with the reason, if it cannot run on this machine
    public static Backend named(String name) {
        List<Backend> installed = installed();
        Backend backend = name.equals(AUTO)
                ? installed.getFirst()
                : installed.stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> Names.unknown(
                                "backend",
                                name,
                                Stream.concat(installed.stream().map(Backend::name), Stream.of(AUTO))
                                        .toList()));
        return switch (backend.availability()) {
            case Availability.Ready _ -> backend;
            case Availability.Missing(String reason) ->
                throw new IllegalStateException("backend " + backend.name() + " cannot run here: " + reason);
        };
    }

    /// The backend of that name, or the preferred one of those that run here and multiply with weights of a type for [#AUTO].
    ///
    /// @throws IllegalArgumentException as [#named], or if the backend does not multiply with weights of the type; those that do
    ///     are named
    /// @throws IllegalStateException as [#named]
    public static Backend named(String name, DType weights) {
        Matrix.checkComputed(weights);
        List<Backend> able = able(weights);
        if (name.equals(AUTO) && !able.isEmpty()) {
            return able.getFirst();
        }
        Backend backend = named(name);
        if (!backend.weightTypes().contains(weights)) {
            throw new IllegalArgumentException(
                    "backend " + backend.name() + " does not multiply with " + weights.id() + " weights here; "
                            + able.stream().map(Backend::name).collect(Collectors.joining(" and ")) + " can");
        }
        return backend;
    }

    /// The preferred one of those that run here and give a row of a product, bit for bit, the same in any company, so that
    /// requests may share passes; a named backend is that one, whatever it gives.
    ///
    /// @param weights  element type of the weights
    /// @throws IllegalArgumentException as [#named]
    /// @throws IllegalStateException as [#named]
    public static Backend sharing(String name, DType weights) {
        return name.equals(AUTO)
                ? able(weights).stream()
                        .filter(backend -> backend.rowsAreIndependent(weights))
                        .findFirst()
                        .orElseGet(() -> named(name, weights))
                : named(name, weights);
    }

    /// Those that run here and multiply with weights of a type, the preferred first.
    private static List<Backend> able(DType weights) {
        return installed().stream()
                .filter(backend -> backend.availability() instanceof Availability.Ready
                        && backend.weightTypes().contains(weights))
                .sorted(Comparator.comparing((Backend backend) -> !backend.isMadeFor(weights)))
                .toList();
    }

    private static int preference(Backend backend) {
        return switch (backend.availability()) {
            case Availability.Ready ready -> ready.preference();
            case Availability.Missing _ -> Integer.MIN_VALUE;
        };
    }
}
