package org.unmask.report.page;

import java.util.List;
import org.unmask.report.Chart;
import tools.jackson.databind.node.ObjectNode;

/// The data of the figures as the scripts of the page read it.
///
/// ```json
/// {"figures": {"throughput-batch": {"type": "lines", ...}}}
/// ```
final class Charts {
    private Charts() {}

    /// JSON in which no character means anything to HTML.
    static String json(List<Section> sections) {
        ObjectNode figures = Chart.node();
        for (Section section : sections) {
            section.chart()
                    .ifPresent(chart -> figures.putObject(section.figure().id())
                            .put("type", chart.script())
                            .setAll(chart.data()));
        }
        ObjectNode root = Chart.node();
        root.set("figures", figures);
        return harmless(root.toString());
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
