package org.unmask.app.print;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.app.trace.PassPrices;
import org.unmask.app.trace.TracedPasses;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import org.unmask.core.text.Units;
import org.unmask.result.trace.Trace;
import org.unmask.result.trace.TracedPass;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A trace as text, JSON and CSV.
///
/// @param file  as it was named
/// @param passes  of it that are alike
public record TraceFormats(String file, Trace trace, List<TracedPasses> passes) {
    private static final String SCHEMA = "unmask.trace/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Csv<TraceColumns.Line> CSV = Csv.of(TraceColumns.ALL);
    private static final TextTable<TraceColumns.Line> TABLE = TextTable.of(TraceColumns.SHOWN, "--format csv");

    public TraceFormats {
        passes = List.copyOf(passes);
    }

    private Stream<TraceColumns.Line> lines(TracedPasses alike) {
        return alike.parts().stream().map(part -> new TraceColumns.Line(file, alike, part));
    }

    /// A line per operator of passes that are alike; a header line in front of the first trace.
    public static String csv(List<TraceFormats> traces) {
        return CSV.all(traces.stream().flatMap(trace -> trace.passes().stream().flatMap(trace::lines)));
    }

    /// What ran, and a table for passes that are alike.
    ///
    /// @param width  columns of the terminal
    public String text(int width) {
        StringBuilder text = new StringBuilder(Paragraph.of("", file + ": " + ran(), width));
        trace.notes().forEach(note -> text.append(Paragraph.of("note: ", note, width)));
        if (passes.isEmpty()) {
            text.append(Paragraph.of(
                    "", "No pass over a model was found: layers that repeat have attention. " + kinds(), width));
        }
        for (TracedPasses alike : passes) {
            text.append('\n').append(Paragraph.of("", heading(alike), width)).append('\n');
            text.append(TABLE.of(lines(alike).toList(), width));
            if (!alike.reason().isEmpty()) {
                text.append('\n').append(Paragraph.of("", "Not priced: " + alike.reason() + ".", width));
            }
        }
        return text.toString();
    }

    private String ran() {
        return trace.kernels() + (trace.ofDevice() ? " kernels" : " operators of the processor")
                + (trace.device().isEmpty() ? "" : " on " + trace.device()) + ", "
                + Units.seconds(trace.kernelSeconds()) + " in all; something ran in "
                + Units.seconds(trace.busySeconds()) + " of " + Units.seconds(trace.spanSeconds());
    }

    private String kinds() {
        return trace.kinds().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(kind -> kind.getKey() + " " + Units.seconds(kind.getValue()))
                .reduce((a, b) -> a + ", " + b)
                .map(all -> "Time by kind of kernel: " + all + ".")
                .orElse("");
    }

    private static String heading(TracedPasses alike) {
        TracedPass first = alike.first();
        int count = alike.passes().size();
        double seconds = alike.middle(TracedPass::seconds);
        return count + (alike.whole() ? "" : " cut") + (count == 1 ? " pass of " : " passes of ") + first.layers()
                + " layers" + (first.rows() > 0 ? " and " + first.rows() + " rows" : "") + ": "
                + Units.seconds(seconds) + (count == 1 ? "" : " in the middle") + ", "
                + Units.seconds(alike.middle(TracedPass::dispatchSeconds)) + " of it without a kernel"
                + (count == 1 ? "" : "; " + Units.seconds(alike.middle(TracedPass::gapSeconds)) + " before each")
                + alike.prices().map(prices -> priced(prices, seconds)).orElse("") + ".";
    }

    private static String priced(PassPrices prices, double seconds) {
        return ". By the roofline, batch " + prices.batch() + ", queries " + prices.queries() + ", keys "
                + prices.keys()
                + ", rows of logits " + prices.logitRows() + ": "
                + Units.seconds(prices.seconds()) + ", " + Units.number(seconds / prices.seconds())
                + " times faster";
    }

    /// One object.
    public ObjectNode json() {
        ObjectNode root = JSON.createObjectNode().put("schema", SCHEMA).put("file", file);
        root.put("device", trace.device()).put("of_device", trace.ofDevice());
        root.put("kernels", trace.kernels())
                .put("kernel_seconds", trace.kernelSeconds())
                .put("busy_seconds", trace.busySeconds())
                .put("span_seconds", trace.spanSeconds());
        ObjectNode kinds = root.putObject("kinds");
        trace.kinds().forEach(kinds::put);
        ArrayNode all = root.putArray("passes");
        passes.forEach(alike -> all.add(json(alike)));
        ArrayNode notes = root.putArray("notes");
        trace.notes().forEach(notes::add);
        return root;
    }

    private static ObjectNode json(TracedPasses alike) {
        ObjectNode node = JSON.createObjectNode()
                .put("count", alike.passes().size())
                .put("whole", alike.whole())
                .put("layers", alike.first().layers());
        Optional.of(alike.first().rows()).filter(rows -> rows > 0).ifPresent(rows -> node.put("rows", rows));
        node.put("seconds", alike.middle(TracedPass::seconds))
                .put("dispatch_seconds", alike.middle(TracedPass::dispatchSeconds))
                .put("gap_seconds", alike.middle(TracedPass::gapSeconds));
        alike.prices()
                .ifPresent(prices -> node.putObject("priced")
                        .put("batch", prices.batch())
                        .put("queries", prices.queries())
                        .put("keys", prices.keys())
                        .put("logit_rows", prices.logitRows())
                        .put("seconds", prices.seconds()));
        if (!alike.reason().isEmpty()) {
            node.put("not_priced", alike.reason());
        }
        ArrayNode operators = node.putArray("operators");
        for (TracedPasses.Part part : alike.parts()) {
            ObjectNode operator = operators
                    .addObject()
                    .put("name", part.name())
                    .put("kernels", part.kernels())
                    .put("seconds", part.seconds());
            part.roofSeconds().ifPresent(seconds -> operator.put("roof_seconds", seconds));
        }
        return node;
    }
}
