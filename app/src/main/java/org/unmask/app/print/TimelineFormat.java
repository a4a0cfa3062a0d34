package org.unmask.app.print;

import java.nio.file.Path;
import org.unmask.result.trace.Trace;
import org.unmask.result.trace.TracedPass;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The passes of a trace one by one, as a file that other programs read.
public final class TimelineFormat {
    private static final String SCHEMA = "unmask.timeline/1";

    private TimelineFormat() {}

    /// One object.
    ///
    /// @param file  of the trace
    public static ObjectNode json(Path file, Trace trace) {
        ObjectNode root = JsonMapper.shared()
                .createObjectNode()
                .put("schema", SCHEMA)
                .put("file", String.valueOf(file.getFileName()))
                .put("device", trace.device())
                .put("of_device", trace.ofDevice());
        ArrayNode passes = root.putArray("passes");
        trace.passes().forEach(pass -> passes.add(json(pass)));
        ArrayNode notes = root.putArray("notes");
        trace.notes().forEach(notes::add);
        return root;
    }

    private static ObjectNode json(TracedPass pass) {
        ObjectNode node = JsonMapper.shared()
                .createObjectNode()
                .put("whole", pass.whole())
                .put("layers", pass.layers());
        if (pass.rows() > 0) {
            node.put("rows", pass.rows());
        }
        pass.shape()
                .ifPresent(shape -> node.put("batch", shape.batch())
                        .put("queries", shape.queries())
                        .put("keys", shape.keys()));
        if (pass.logitRows() > 0) {
            node.put("logit_rows", pass.logitRows());
        }
        node.put("kernels", pass.kernels())
                .put("seconds", pass.seconds())
                .put("dispatch_seconds", pass.dispatchSeconds())
                .put("gap_seconds", pass.gapSeconds());
        ArrayNode operators = node.putArray("operators");
        pass.operators()
                .forEach((name, part) -> operators
                        .addObject()
                        .put("name", name)
                        .put("kernels", part.kernels())
                        .put("seconds", part.seconds()));
        return node;
    }
}
