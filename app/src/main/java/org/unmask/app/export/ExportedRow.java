package org.unmask.app.export;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.unmask.result.Metric;
import org.unmask.result.Setting;

/// One number of a result set: a metric of a setting, with what is known of its samples.
///
/// @param operator  whose number it is; empty for one of a whole run
/// @param repetition  of a run of this program, from 0
/// @param problem  of a set of problems, from 0
/// @param remarks  why the number should not be trusted
public record ExportedRow(
        Kind kind,
        Origin origin,
        Setting setting,
        Metric metric,
        Optional<String> operator,
        Optional<Integer> repetition,
        Optional<Integer> problem,
        List<String> remarks) {
    /// How numbers came about.
    public enum Kind {
        /// A run of this program under the clock.
        MEASURED,
        /// A problem that this program answered.
        ANSWERED,
        /// A roof of the machine, measured by this program.
        PROBED,
        /// A result of another program.
        IMPORTED,
        /// A price of this program.
        PREDICTED;

        /// The name in files.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Where a number is from.
    ///
    /// @param format  of the file: one of this program's, `unmask.result/2`, or the name of another program's
    /// @param number  of the result in the file, from 1
    public record Origin(String file, String format, int number) {}

    public ExportedRow {
        remarks = List.copyOf(remarks);
    }

    /// A number of a whole run or prediction.
    static ExportedRow of(Kind kind, Origin origin, Setting setting, Metric metric) {
        return new ExportedRow(
                kind, origin, setting, metric, Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    }

    /// A number of one operator.
    ExportedRow of(String name) {
        return new ExportedRow(kind, origin, setting, metric, Optional.of(name), repetition, problem, remarks);
    }

    ExportedRow repeated(int times) {
        return new ExportedRow(
                kind,
                origin,
                setting,
                metric,
                operator,
                times < 0 ? Optional.empty() : Optional.of(times),
                problem,
                remarks);
    }

    ExportedRow ofProblem(int number) {
        return new ExportedRow(kind, origin, setting, metric, operator, repetition, Optional.of(number), remarks);
    }

    ExportedRow remarked(List<String> sentences) {
        return new ExportedRow(kind, origin, setting, metric, operator, repetition, problem, sentences);
    }
}
