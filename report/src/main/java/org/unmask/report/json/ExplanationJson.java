package org.unmask.report.json;

import org.unmask.core.decode.Pass;
import org.unmask.core.op.Definition;
import org.unmask.core.op.Symbol;
import org.unmask.core.op.Term;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.cost.predict.Explanation;
import org.unmask.cost.roofline.Run;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Explanations as JSON, `unmask.explanation/1`; sizes are bytes, times seconds.
public final class ExplanationJson {
    private static final String SCHEMA = "unmask.explanation/1";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ExplanationJson() {}

    /// A pass with its operators, and every term of the one that was asked for. Where the sequences of the pass are not
    /// alike, each group of them says its counts.
    public static ObjectNode of(Explanation explanation) {
        ObjectNode root = PredictionJson.setting(SCHEMA, explanation.prediction());
        root.set("pass", pass(explanation));
        root.set("kinds", kinds(explanation));
        root.set("operators", operators(explanation));
        explanation
                .operator()
                .ifPresentOrElse(
                        total -> root.set("operator", operator(explanation, total)), () -> root.putNull("operator"));
        return root;
    }

    private static ObjectNode pass(Explanation explanation) {
        Pass pass = explanation.time().pass();
        ObjectNode node = NODES.objectNode()
                .put("number", explanation.pass() + 1)
                .put("passes", explanation.prediction().timeline().passes().size())
                .put("phase", pass.phase().id());
        if (pass.groups().size() == 1) {
            put(pass.groups().getFirst(), node);
        } else {
            ArrayNode groups = node.putArray("groups");
            pass.groups().forEach(group -> put(group, groups.addObject()));
        }
        return node.put("seconds", explanation.time().seconds());
    }

    private static void put(Pass.Group group, ObjectNode node) {
        node.put("batch", group.batch())
                .put("queries", group.queries())
                .put("context", group.context())
                .put("logit_rows", group.logitRows());
    }

    private static ArrayNode kinds(Explanation explanation) {
        ArrayNode kinds = NODES.arrayNode();
        for (Explanation.Kind kind : explanation.kinds()) {
            kinds.addObject()
                    .put("phase", kind.phase())
                    .put("queries", kind.queries())
                    .put("first_pass", kind.first() + 1)
                    .put("passes", kind.count())
                    .put("seconds", kind.seconds());
        }
        return kinds;
    }

    private static ArrayNode operators(Explanation explanation) {
        ArrayNode operators = NODES.arrayNode();
        explanation.time().operators().forEach(total -> operators.add(total(explanation, total)));
        return operators;
    }

    private static ObjectNode total(Explanation explanation, OperatorTotal total) {
        return work(NODES.objectNode().put("name", total.name()).put("calls", total.calls()), total.work())
                .put("seconds", total.seconds())
                .put("share", explanation.share(total))
                .put("bound", explanation.prediction().bound(total).id());
    }

    private static ObjectNode work(ObjectNode node, Work work) {
        return node.put("matmul_flops", work.matmulFlops())
                .put("flops", work.flops())
                .put("bytes_read", work.bytesRead())
                .put("bytes_written", work.bytesWritten())
                .put("weight_bytes", work.weightBytes())
                .put("kv_bytes", work.keyValueBytes())
                .put("link_bytes", work.linkBytes());
    }

    private static ObjectNode operator(Explanation explanation, OperatorTotal total) {
        ObjectNode node = total(explanation, total);
        OperatorTotal everywhere = explanation.everywhere(total);
        node.putObject("all_passes")
                .put("calls", everywhere.calls())
                .put("seconds", everywhere.seconds())
                .put(
                        "share",
                        everywhere.seconds() / explanation.prediction().totals().seconds());
        ArrayNode runs = node.putArray("runs");
        explanation.runs().forEach(run -> runs.add(run(run)));
        return node;
    }

    private static ObjectNode run(Run run) {
        ObjectNode node = NODES.objectNode();
        run.definition().map(Definition::words).ifPresent(words -> node.put("computes", words));
        run.definition().map(Definition::source).ifPresent(source -> node.put("source", source));
        node.put("calls", run.calls()).put("micro_batches", run.microBatches());
        ArrayNode symbols = node.putArray("symbols");
        for (Symbol symbol : run.symbols()) {
            symbols.addObject()
                    .put("symbol", symbol.name())
                    .put("value", symbol.value())
                    .put("meaning", symbol.meaning());
        }
        ArrayNode terms = node.putArray("terms");
        for (Term term : run.terms()) {
            terms.addObject()
                    .put("kind", term.kind().id())
                    .put("of", term.what())
                    .put("formula", term.formula())
                    .put("numbers", term.numbers())
                    .put("amount", term.amount())
                    .put("unit", term.kind().unit())
                    .put("seconds", run.seconds(term));
        }
        node.put("bytes_per_second", run.roofs().bytesPerSecond());
        if (Double.isFinite(run.roofs().flopsPerSecond())) {
            node.put("flops_per_second", run.roofs().flopsPerSecond());
        }
        return node.put("arithmetic_seconds", run.arithmeticSeconds())
                .put("traffic_seconds", run.trafficSeconds())
                .put("overlap", run.overlap())
                .put("added_seconds", run.addedSeconds())
                .put("seconds", run.seconds())
                .put("basis", run.basis().id())
                .put("bound", run.bound().id());
    }
}
