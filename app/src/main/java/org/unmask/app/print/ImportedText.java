package org.unmask.app.print;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.result.ImportedResult;
import org.unmask.result.Setting;

/// What other programs measured, for a terminal: a table of metrics, how the programs count, what cannot be right, and what
/// the files do not say.
public final class ImportedText {
    private static final TextTable<ImportedColumns.Line> TABLE =
            TextTable.of(ImportedColumns.SHOWN, "--format csv").by(ImportedColumns.SETTINGS);

    /// A part that comparisons need.
    ///
    /// @param name  with the option that says it
    private record Asked(String name, Predicate<Setting> lacking) {}

    private static final List<Asked> ASKED = List.of(
            new Asked("model (--model NAME)", setting -> setting.model().id().isEmpty()),
            new Asked(
                    "device (--device NAME)",
                    setting -> setting.machine().name().isEmpty()),
            new Asked(
                    "engine (--set engine.name=NAME)",
                    setting -> setting.engine().name().isEmpty()),
            new Asked("element type of the weights (--set types.weight=TYPE)", ImportedText::lacksWeightType),
            new Asked(
                    "arrival of requests (--set load.arrival.concurrency=N)",
                    setting -> setting.load().arrival().isEmpty()),
            new Asked(
                    "tokens of a prompt (--set load.prompt_tokens=N)",
                    setting -> setting.load().promptTokens().isEmpty()),
            new Asked(
                    "tokens of an answer (--set load.generated_tokens=N)",
                    setting -> setting.load().generatedTokens().isEmpty()));

    private ImportedText() {}

    /// All lines.
    ///
    /// @param width  columns of the terminal
    public static String of(List<ImportedResult> results, int width) {
        List<ImportedColumns.Line> lines = ImportedColumns.lines(results);
        return TABLE.of(lines, width) + "\n" + definitions(lines, width) + remarks(results, width)
                + unknown(results, width);
    }

    /// How programs count is said once.
    private static String definitions(List<ImportedColumns.Line> lines, int width) {
        return lines.stream()
                .map(ImportedColumns.Line::metric)
                .map(metric -> Paragraph.of("", metric.name() + ": " + metric.definition(), width))
                .distinct()
                .collect(Collectors.joining());
    }

    private static String remarks(List<ImportedResult> results, int width) {
        String remarks = results.stream()
                .flatMap(result -> result.remarks().stream()
                        .map(remark -> Paragraph.of("", "remark: " + result.source() + ": " + remark, width)))
                .collect(Collectors.joining());
        return remarks.isEmpty() ? "" : "\n" + remarks;
    }

    private static String unknown(List<ImportedResult> results, int width) {
        List<String> parts = ASKED.stream()
                .filter(part -> results.stream().map(ImportedResult::setting).anyMatch(part.lacking()))
                .map(Asked::name)
                .toList();
        return parts.isEmpty()
                ? ""
                : "\n" + Paragraph.of("", "Not said by every file: " + String.join(", ", parts) + ".", width);
    }

    /// A scheme of quantization says as much.
    private static boolean lacksWeightType(Setting setting) {
        return setting.types().weight().isEmpty()
                && setting.model().quantization().isEmpty();
    }
}
