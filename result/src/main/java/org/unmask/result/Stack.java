package org.unmask.result;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.unmask.core.op.Fusion;

/// The software that ran a model. Every part is empty if it is unknown.
///
/// @param name  of the program, for instance `unmask` or `vllm`
/// @param backend  the part of it that computes, for instance `vector`
/// @param detail  what the backend found on the machine, for people
/// @param fusions  pairs of operators that the backend runs as one
/// @param options  of the program that change what it does, as it names them; empty if it names none
public record Stack(
        Optional<String> name,
        Optional<String> version,
        Optional<String> backend,
        Optional<String> detail,
        Optional<Integer> threads,
        Optional<Set<Fusion>> fusions,
        Map<String, String> options) {
    /// The name of this program's own engine.
    public static final String UNMASK = "unmask";

    /// Nothing is known.
    public static final Stack UNKNOWN = new Stack(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Stack {
        fusions = fusions.map(Set::copyOf);
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /// This software with as many threads.
    public Stack with(Optional<Integer> known) {
        return new Stack(name, version, backend, detail, known, fusions, options);
    }

    /// A program that names no options.
    public Stack(
            Optional<String> name,
            Optional<String> version,
            Optional<String> backend,
            Optional<String> detail,
            Optional<Integer> threads,
            Optional<Set<Fusion>> fusions) {
        this(name, version, backend, detail, threads, fusions, Map.of());
    }
}
