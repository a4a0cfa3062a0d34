package org.unmask.web.explorer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.unmask.core.text.JsonLines;
import org.unmask.core.text.Units;
import org.unmask.fleet.Plan;
import org.unmask.fleet.PlanColumns;
import org.unmask.fleet.PlanWords;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The fleets of contestants, `unmask.explorer-fleet/1`.
record FleetAnswer(FleetQuestion question, List<Plan> plans) {
    private static final String SCHEMA = "unmask.explorer-fleet/1";
    private static final JsonLines<Plan> LINES = new JsonLines<>(PlanColumns.PLAN);

    ObjectNode json() {
        List<String> names = Labels.of(question.contestants());
        ObjectNode root = JsonNodeFactory.instance
                .objectNode()
                .put("schema", SCHEMA)
                .put("requests", question.requests())
                .put("sentence", sentence(names));
        ArrayNode contestants = root.putArray("contestants");
        for (int i = 0; i < plans.size(); i++) {
            Plan plan = plans.get(i);
            StringBuilder line = new StringBuilder();
            LINES.append(plan, line);
            contestants
                    .addObject()
                    .put("name", names.get(i))
                    .put(
                            "command",
                            Commands.fleet(
                                    question, question.contestants().get(i), FleetQuestion.isAutoregressive(plan)))
                    .put("words", PlanWords.verdict(plan))
                    .set("plan", JsonMapper.shared().readTree(line.toString()));
        }
        return root;
    }

    /// Whose fleet rents for the least, and how the next one compares; where a price is not known, devices are compared.
    private String sentence(List<String> names) {
        boolean isPriced = plans.stream()
                .allMatch(plan -> plan.scenario().upkeep().dollarsPerHour().isPresent());
        List<Integer> able = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            if (plans.get(i).bill().isPresent()) {
                able.add(i);
            }
        }
        if (able.isEmpty()) {
            return "No contestant serves this traffic within the objective.";
        }
        able.sort(Comparator.comparingDouble(index -> price(index, isPriced)));
        int best = able.getFirst();
        String words = names.get(best) + " needs " + devices(best);
        if (able.size() == 1) {
            return words
                    + (plans.size() == 1 ? "." : "; no other contestant serves this traffic within the objective.");
        }
        int next = able.get(1);
        double ratio = price(next, isPriced) / price(best, isPriced);
        return words + ", " + names.get(next) + " needs " + devices(next)
                + (ratio > 1
                        ? ", " + Units.number(ratio) + " times " + (isPriced ? "the rent" : "as many") + "."
                        : ", " + (isPriced ? "for the same rent" : "as many") + ".");
    }

    private double price(int index, boolean isPriced) {
        Plan plan = plans.get(index);
        return isPriced ? plan.price().orElseThrow() : plan.bill().orElseThrow().devices();
    }

    private String devices(int index) {
        int devices = plans.get(index).bill().orElseThrow().devices();
        return devices + (devices == 1 ? " device" : " devices");
    }
}
