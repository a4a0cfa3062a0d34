package org.unmask.result;

import java.util.List;

/// How two settings agree.
///
/// @param different  parts that are known in both and differ, named as in the JSON of a setting: `types.weight`
/// @param unknown  parts that are unknown in one or both; two unknown parts are not taken for the same
public record Match(List<String> different, List<String> unknown) {
    /// What a match comes to.
    public enum Verdict {
        /// Every part is known in both, and equal.
        SAME,
        /// Some part is known in both, and differs.
        DIFFERENT,
        /// No part that is known in both differs, but some are unknown.
        UNKNOWN
    }

    public Match {
        different = List.copyOf(different);
        unknown = List.copyOf(unknown);
    }

    /// One word for all parts.
    public Verdict verdict() {
        if (!different.isEmpty()) {
            return Verdict.DIFFERENT;
        }
        return unknown.isEmpty() ? Verdict.SAME : Verdict.UNKNOWN;
    }

    /// This match, whatever some parts are.
    ///
    /// @param parts  names of parts, or of groups of them: `machine`, `engine.version`
    public Match ignoring(String... parts) {
        return new Match(without(different, parts), without(unknown, parts));
    }

    private static List<String> without(List<String> names, String... parts) {
        return names.stream()
                .filter(name ->
                        List.of(parts).stream().noneMatch(part -> name.equals(part) || name.startsWith(part + ".")))
                .toList();
    }
}
