package org.unmask.app.print;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.unmask.app.audit.Audited;
import org.unmask.app.audit.Outcome;
import org.unmask.core.text.Column;
import org.unmask.core.text.Csv;
import org.unmask.core.text.Paragraph;
import org.unmask.core.text.TextTable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Audited claims as text, JSON and CSV.
public final class AuditFormats {
    private static final String SCHEMA = "unmask.audit/1";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Csv<Audited> CSV = Csv.of(AuditColumns.ALL);
    private static final TextTable<Audited> TABLE =
            TextTable.of(AuditColumns.SHOWN, "--format csv").by(AuditColumns.SETTINGS);

    private AuditFormats() {}

    /// One object with all claims.
    ///
    /// @param profile  name of the runtime profile
    public static String json(List<Audited> claims, String profile) {
        ObjectNode root = JSON.createObjectNode().put("schema", SCHEMA).put("profile", profile);
        ObjectNode outcomes = root.putObject("outcomes");
        counts(claims).forEach((outcome, count) -> outcomes.put(outcome.id(), count));
        ArrayNode all = root.putArray("claims");
        claims.forEach(audited -> all.add(object(audited)));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    }

    /// The columns that are known, and what was assumed as a list.
    private static ObjectNode object(Audited audited) {
        ObjectNode node = JSON.createObjectNode();
        for (Column<Audited> column : AuditColumns.ALL) {
            column.value().apply(audited).ifPresent(value -> {
                switch (value) {
                    case Long whole -> node.put(column.id(), whole);
                    case Double real -> node.put(column.id(), real);
                    default -> node.put(column.id(), value.toString());
                }
            });
        }
        ArrayNode assumed = node.putArray("assumed");
        audited.assumed().forEach(assumed::add);
        return node;
    }

    /// A header line and a line per claim.
    public static String csv(List<Audited> claims) {
        return CSV.all(claims.stream());
    }

    /// A table, how many claims have each verdict, and what was assumed.
    ///
    /// @param width  columns of the terminal
    public static String text(List<Audited> claims, String profile, int width) {
        return TABLE.of(claims, width) + "\n" + Paragraph.of("", summary(claims, profile), width)
                + assumed(claims, width);
    }

    /// How many claims have each verdict, in a sentence.
    public static String summary(List<Audited> claims, String profile) {
        String counted = counts(claims).entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().words())
                .collect(Collectors.joining(", "));
        return claims.size() + (claims.size() == 1 ? " claim: " : " claims: ") + counted
                + ". Usual software is profile " + profile + ".";
    }

    private static Map<Outcome, Long> counts(List<Audited> claims) {
        Map<Outcome, Long> counts = new LinkedHashMap<>();
        Arrays.stream(Outcome.values()).forEach(outcome -> {
            long count = claims.stream()
                    .filter(audited -> audited.outcome() == outcome)
                    .count();
            if (count > 0) {
                counts.put(outcome, count);
            }
        });
        return counts;
    }

    /// Each assumption once, with the number of claims it was made for.
    private static String assumed(List<Audited> claims, int width) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        claims.forEach(audited -> audited.assumed().forEach(sentence -> counts.merge(sentence, 1, Integer::sum)));
        if (counts.isEmpty()) {
            return "";
        }
        String lines = counts.entrySet().stream()
                .map(entry -> Paragraph.of(
                        "  ",
                        entry.getKey()
                                + (claims.size() == 1 ? "" : " (" + entry.getValue() + " of " + claims.size() + ")"),
                        width))
                .collect(Collectors.joining());
        return "\nNot stated, and assumed:\n" + lines;
    }
}
