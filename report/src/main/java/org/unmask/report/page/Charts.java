package org.unmask.report.page;

import java.util.List;
import org.unmask.report.Chart;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// The data of the figures as the scripts of the page read it.
///
/// ```json
/// {"figures": {"throughput-batch": {"type": "lines", ...}}, "tables": {"throughput-batch": {"columns": [...]}}}
/// ```
final class Charts {
    private Charts() {}

    /// JSON in which no character means anything to HTML.
    static String json(List<Section> sections, Footnotes footnotes) {
        ObjectNode figures = Chart.node();
        for (Section section : sections) {
            section.chart()
                    .ifPresent(chart -> figures.putObject(section.figure().id())
                            .put("type", chart.script())
                            .setAll(chart.data()));
        }
        ObjectNode root = Chart.node();
        number(figures, footnotes);
        root.set("figures", figures);
        root.set("tables", tables(sections));
        return harmless(root.toString());
    }

    private static ObjectNode tables(List<Section> sections) {
        ObjectNode tables = Chart.node();
        for (Section section : sections) {
            section.figure().sheets().forEach(sheet -> tables.set(sheet.name(), TableJson.of(sheet.table())));
        }
        return tables;
    }

    /// Puts the number of its footnote in place of every source; a source that no caption names is left out.
    private static void number(ObjectNode figures, Footnotes footnotes) {
        for (JsonNode parent : figures.findParents("source")) {
            if (parent instanceof ObjectNode node && node.remove("source") instanceof StringNode source) {
                footnotes.number(source.asString()).ifPresent(number -> node.put("source", number));
            }
        }
    }

    /// These characters stand in JSON only inside strings, where an escape means the same.
    private static String harmless(String json) {
        StringBuilder safe = new StringBuilder(json.length() + json.length() / 16);
        json.codePoints().forEach(c -> {
            boolean escaped = c == '<'
                    || c == '>'
                    || c == '&'
                    || c == '\''
                    || (c >= 0x7f && c < 0xa0)
                    || c == 0x2028
                    || c == 0x2029
                    || (c >= 0xd800 && c < 0xe000)
                    || c == 0xfffe
                    || c == 0xffff;
            if (escaped) {
                safe.append(String.format("\\u%04x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
