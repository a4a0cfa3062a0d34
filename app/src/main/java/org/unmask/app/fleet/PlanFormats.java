package org.unmask.app.fleet;

import java.util.List;
import org.unmask.core.text.Csv;
import org.unmask.core.text.JsonLines;
import org.unmask.fleet.Plan;
import org.unmask.fleet.PlanColumns;
import org.unmask.fleet.PlanWords;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Plans of fleets as JSON and CSV.
public final class PlanFormats {
    static final String SCHEMA = "unmask.fleet/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonLines<Plan> LINES = new JsonLines<>(PlanColumns.PLAN);

    private PlanFormats() {}

    /// One object with all plans, and what diffusion models must do to be cheaper.
    ///
    /// @param traffic  in words
    /// @param objective  in words; empty if there is none
    public static String json(List<Plan> plans, List<TokensNeeded> needed, String traffic, String objective) {
        ObjectNode root = JSON.createObjectNode()
                .put("schema", SCHEMA)
                .put("traffic", traffic)
                .put("objective", objective);
        ArrayNode array = root.putArray("plans");
        for (Plan plan : plans) {
            StringBuilder line = new StringBuilder();
            LINES.append(plan, line);
            ObjectNode node = (ObjectNode) JSON.readTree(line.toString());
            array.add(node.put("words", PlanWords.sentence(plan)));
        }
        if (!needed.isEmpty()) {
            ArrayNode crossings = root.putArray("cheaper_from");
            needed.forEach(found -> crossings.add(json(found)));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static ObjectNode json(TokensNeeded found) {
        ObjectNode node = JSON.createObjectNode()
                .put("model", found.plan().scenario().model().id())
                .put("strategy", found.plan().scenario().strategy().toString())
                .put("device", found.plan().scenario().device().id())
                .put("rival", found.rival().scenario().model().id())
                .put("rival_strategy", found.rival().scenario().strategy().toString())
                .put("precision", TokensNeeded.PRECISION);
        if (found.tokens().isPresent()) {
            node.put("tokens_per_pass", found.tokens().getAsDouble());
        } else {
            node.putNull("tokens_per_pass");
        }
        return node.put("words", PlanText.sentence(found));
    }

    /// A header line and one line per plan.
    public static String csv(List<Plan> plans) {
        return Csv.of(PlanColumns.PLAN).all(plans);
    }
}
