package org.unmask.core.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Unknown names answered with the nearest known ones.
public final class Names {
    private static final int SHOWN = 3;

    private Names() {}

    /// For instance `unknown device 'h100'; did you mean h100-sxm, h200-sxm?`. Names far from all known ones list
    /// every known name instead.
    ///
    /// @param kind  what was named, for instance `device`
    public static UsageException unknown(String kind, String name, Collection<String> known) {
        return new UsageException("unknown " + kind + " '" + name + "'; " + hint(name, known));
    }

    /// What to write instead of a name: `did you mean h100-sxm, h200-sxm?`, or `known: ` and every known name.
    public static String hint(String name, Collection<String> known) {
        List<String> near = nearest(name, known);
        return near.isEmpty() ? "known: " + String.join(", ", known) : "did you mean " + String.join(", ", near) + "?";
    }

    /// The value of that name.
    ///
    /// @param kind  what is named
    /// @param id  the name of a value
    /// @throws UsageException as [#unknown] says it, if there is none
    public static <T> T find(String kind, String name, Collection<T> known, Function<T, String> id) {
        return known.stream()
                .filter(value -> id.apply(value).equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(kind, name, known.stream().map(id).toList()));
    }

    /// Up to three known names within a third of the name's length in edits, or that contain it: those that begin with
    /// it first, then the nearest.
    public static List<String> nearest(String name, Collection<String> known) {
        record Candidate(String name, int distance) {
            boolean begins(String wanted) {
                return name.toLowerCase(Locale.ROOT).startsWith(wanted);
            }
        }
        String wanted = name.toLowerCase(Locale.ROOT);
        List<Candidate> candidates = new ArrayList<>();
        for (String candidate : known) {
            String lower = candidate.toLowerCase(Locale.ROOT);
            int distance = edits(wanted, lower);
            boolean within = wanted.length() > 1 && (lower.contains(wanted) || wanted.contains(lower));
            if (within || distance <= Math.max(1, wanted.length() / 3)) {
                candidates.add(new Candidate(candidate, distance));
            }
        }
        return candidates.stream()
                .sorted(Comparator.<Candidate>comparingInt(candidate -> candidate.begins(wanted) ? 0 : 1)
                        .thenComparingInt(Candidate::distance)
                        .thenComparing(Candidate::name))
                .limit(SHOWN)
                .map(Candidate::name)
                .toList();
    }

    /// The last part of a path that a file tells of, which may be of another system, or no path at all.
    public static String ofFile(String path) {
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
    }

    /// Characters to insert, delete, replace or exchange with the next one to make one text of another (optimal string
    /// alignment).
    public static int edits(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] free = before;
            before = above;
            above = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                row[j] = Math.min(above[j - 1] + (same ? 0 : 1), 1 + Math.min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }
}
