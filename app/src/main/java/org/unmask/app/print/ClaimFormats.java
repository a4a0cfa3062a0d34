package org.unmask.app.print;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.app.claim.Answer;
import org.unmask.app.claim.Checked;
import org.unmask.app.claim.Observed;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Checked claims as JSON, CSV, text and Markdown.
public final class ClaimFormats {
    private static final String SCHEMA = "unmask.claims/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Csv<ClaimColumns.Line> CSV = Csv.of(ClaimColumns.ALL);
    private static final int LABEL = 10;

    private ClaimFormats() {}

    /// One object.
    public static String json(List<Checked> claims) {
        ObjectNode root = JSON.createObjectNode().put("schema", SCHEMA);
        ArrayNode all = root.putArray("claims");
        for (Checked claim : claims) {
            ObjectNode node = all.addObject()
                    .put("id", claim.id())
                    .put("paper", claim.paper())
                    .put("source", claim.source())
                    .put("words", claim.words())
                    .put("rule", claim.rule())
                    .put("quantity", claim.quantity())
                    .put("command", claim.command());
            ArrayNode answers = node.putArray("answers");
            claim.answers().forEach(answer -> answers.add(answer(answer)));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    private static ObjectNode answer(Answer answer) {
        ObjectNode node = JSON.createObjectNode()
                .put("evidence", answer.evidence().id())
                .put("workload", answer.task().name())
                .put("outcome", answer.verdict().outcome().id())
                .put("verdict", answer.verdict().words())
                .put("settings", answer.verdict().findings())
                .put("holding", answer.verdict().holding());
        answer.least().ifPresent(value -> node.put("least", value));
        answer.most().ifPresent(value -> node.put("most", value));
        return node;
    }

    /// A header line, and one line per claim, kind of evidence and workload.
    public static String csv(List<Checked> claims) {
        return CSV.all(claims.stream().flatMap(ClaimFormats::lines));
    }

    private static Stream<ClaimColumns.Line> lines(Checked claim) {
        return claim.answers().stream().map(answer -> new ClaimColumns.Line(claim, answer));
    }

    /// A paragraph and a table for each claim.
    ///
    /// @param width  columns of the terminal
    public static String text(List<Checked> claims, int width) {
        StringBuilder text = new StringBuilder();
        for (Checked claim : claims) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(Paragraph.of("", claim.words() + " (" + claim.paper() + ")", width))
                    .append(Paragraph.of("confirmed", LABEL, "if " + claim.rule(), width))
                    .append(Paragraph.of("numbers", LABEL, claim.quantity(), width))
                    .append(Paragraph.of("command", LABEL, claim.command(), width))
                    .append(TextTable.of(ClaimColumns.PAGE, "--format csv")
                            .of(lines(claim).toList(), width));
        }
        return text.toString();
    }

    /// A table of all verdicts, then a section for each claim.
    public static String markdown(List<Checked> claims) {
        StringBuilder text = new StringBuilder(
                "| claim | by prediction | by measurement | by publication |\n| --- | --- | --- | --- |\n");
        for (Checked claim : claims) {
            text.append("| [")
                    .append(claim.words())
                    .append("](#")
                    .append(claim.id())
                    .append(")");
            for (Observed.Evidence evidence : Observed.Evidence.values()) {
                text.append(" | ").append(brief(claim, evidence));
            }
            text.append(" |\n");
        }
        text.append('\n');
        for (Checked claim : claims) {
            text.append("<a id=\"")
                    .append(claim.id())
                    .append("\"></a>\n\n### ")
                    .append(claim.words())
                    .append("\n\n");
            text.append("[")
                    .append(claim.paper())
                    .append("](")
                    .append(claim.source())
                    .append("). ");
            text.append("Confirmed if ")
                    .append(claim.rule())
                    .append(". Numbers: ")
                    .append(claim.quantity())
                    .append(".\n\n");
            text.append("```\n").append(claim.command()).append("\n```\n\n");
            text.append("| evidence | workload | verdict | numbers |\n| --- | --- | --- | --- |\n");
            for (Answer answer : claim.answers()) {
                text.append("| ")
                        .append(answer.evidence().id())
                        .append(" | ")
                        .append(answer.task().name())
                        .append(" | ")
                        .append(answer.verdict().words())
                        .append(" | ")
                        .append(ClaimColumns.range(answer))
                        .append(" |\n");
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// The outcome of one kind of evidence, once if it is the same for both workloads.
    public static String brief(Checked claim, Observed.Evidence evidence) {
        List<Answer> answers = claim.answers().stream()
                .filter(answer -> answer.evidence() == evidence)
                .toList();
        List<String> outcomes = answers.stream()
                .map(answer -> answer.verdict().outcome().words(evidence))
                .toList();
        return outcomes.stream().distinct().count() == 1
                ? outcomes.getFirst()
                : answers.stream()
                        .map(answer -> answer.task().name() + " "
                                + answer.verdict().outcome().words(evidence))
                        .collect(Collectors.joining(", "));
    }
}
