package org.unmask.web.explorer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.unmask.core.text.Reason;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.cost.predict.Prediction;
import org.unmask.cost.roofline.Roofline;
import org.unmask.report.Label;
import org.unmask.report.json.PredictionJson;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The answer to a question, `unmask.explorer-answer/1`.
final class Comparison {
    private static final String SCHEMA = "unmask.explorer-answer/1";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Question question;
    private final List<Question.Entry> entries;
    private final List<Side> sides;
    private final Columns columns;

    Comparison(Question question, List<Question.Entry> entries, Columns columns) {
        this.question = question;
        this.columns = columns;
        this.entries = List.copyOf(entries);
        List<String> names =
                Labels.of(entries.stream().map(Question.Entry::contestant).toList());
        List<Side> all = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            all.add(Side.of(names.get(i), entries.get(i).prediction()));
        }
        this.sides = List.copyOf(all);
    }

    ObjectNode json() {
        Why why = new Why(sides);
        ObjectNode root = NODES.objectNode().put("schema", SCHEMA);
        Optional<Side> winner = why.winner();
        if (winner.isPresent()) {
            root.put("winner", sides.indexOf(winner.get()));
        } else {
            root.putNull("winner");
        }
        why.ratio().ifPresentOrElse(ratio -> root.put("ratio", ratio), () -> root.putNull("ratio"));
        root.put("headline", why.headline()).put("why", why.sentence());
        ArrayNode contestants = root.putArray("contestants");
        for (int i = 0; i < sides.size(); i++) {
            contestants.add(contestant(entries.get(i).contestant(), sides.get(i)));
        }
        if (question.breakEven()) {
            BreakEven breakEven = new BreakEven(sides);
            for (int i = 0; i < sides.size(); i++) {
                ((ObjectNode) contestants.get(i)).set("break_even", breakEven.json(sides.get(i)));
            }
        }
        if (question.map()) {
            root.set("map", WinnerMap.of(predictions(), columns).json());
        }
        return root;
    }

    private List<Prediction> predictions() {
        return entries.stream().map(Question.Entry::prediction).toList();
    }

    private ObjectNode contestant(Contestant contestant, Side side) {
        Prediction prediction = side.prediction();
        ObjectNode node = NODES.objectNode()
                .put("name", side.name())
                .put("command", Commands.predict(question.workload(), contestant, question.files()));
        node.set("label", label(side).json());
        node.set("roof", roof(prediction));
        node.set("dots", dots(prediction));
        node.set("choices", Choices.json(prediction.strategy(), prediction.request()));
        ArrayNode notes = node.putArray("notes");
        notes(contestant, prediction).forEach(notes::add);
        node.set("prediction", PredictionJson.of(prediction));
        return node;
    }

    /// What decides the colour: the role of the strategy, and a shade of its own for each contestant.
    private static Label label(Side side) {
        String strategy = side.prediction().strategy().toString();
        return side.isAutoregressive()
                ? Label.ar(side.name(), side.name())
                : new Label(
                        side.name(),
                        side.name(),
                        Label.dlm(side.name(), strategy).role());
    }

    private static ObjectNode roof(Prediction prediction) {
        Roofline roofline = prediction.scenario().roofline();
        return NODES.objectNode()
                .put("device", prediction.device().id())
                .put("name", prediction.device().name())
                .put("dtype", prediction.scenario().types().compute().id())
                .put("flops_per_second", roofline.flopsPerSecond())
                .put("bytes_per_second", roofline.bytesPerSecond())
                .put("ridge_flops_per_byte", roofline.flopsPerSecond() / roofline.bytesPerSecond());
    }

    /// Operators as points under the roof of one device: all their FLOPs for each byte, and for each second.
    private static ArrayNode dots(Prediction prediction) {
        ArrayNode dots = NODES.arrayNode();
        double seconds = prediction.totals().seconds();
        double devices = prediction.scenario().deployment().stageDevices();
        for (OperatorTotal operator : prediction.timeline().operators()) {
            double bytes = operator.work().bytes();
            dots.addObject()
                    .put("name", operator.name())
                    .put("flops_per_byte", bytes > 0 ? operator.work().flops() / bytes : 0)
                    .put(
                            "flops_per_second",
                            operator.seconds() > 0 ? operator.work().flops() / devices / operator.seconds() : 0)
                    .put("seconds", operator.seconds())
                    .put("share", operator.seconds() / seconds)
                    .put("bound", prediction.bound(operator).id());
        }
        return dots;
    }

    private List<String> notes(Contestant contestant, Prediction prediction) {
        try {
            return contestant
                    .settings()
                    .notes(
                            question.files(),
                            (long) prediction.request().promptTokens()
                                    + prediction.request().generatedTokens(),
                            true);
        } catch (IOException e) {
            throw new Refused(Reason.of(e), e);
        }
    }
}
