package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import org.unmask.cost.timing.MachineSpeed;
import org.unmask.cost.timing.MachineTimings;
import org.unmask.cost.timing.OperatorShape;
import org.unmask.cost.timing.OperatorTimings;
import org.unmask.cost.timing.Overhead;
import org.unmask.cost.timing.SpeedResponse;
import org.unmask.cost.timing.Timing;
import org.unmask.input.Fields;
import org.unmask.input.NewFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Timings of operators on one machine, `unmask.operators/1`: a runtime profile that was measured, not fitted.
public final class OperatorsFile {
    /// The schema of a file of timings.
    public static final String SCHEMA = "unmask.operators/1";

    private OperatorsFile() {}

    static CatalogProfile of(Fields root) throws IOException {
        root.requireSchema(SCHEMA);
        String id = root.text("id");
        String description = root.text("description");
        MachineTimings timings = new MachineTimings(root.parts("tables", OperatorsFile::table));
        root.end();
        return new CatalogProfile(id, description, timings);
    }

    /// Reads one table.
    ///
    /// @param place  for messages
    /// @throws IOException in one line, naming the key, if something is missing or wrong
    public static OperatorTimings table(String place, JsonNode table) throws IOException {
        return table(Fields.of(place, table));
    }

    private static OperatorTimings table(Fields fields) throws IOException {
        Fields types = fields.object("types");
        Fields beside = fields.object("overhead");
        OperatorTimings.Stand stand = new OperatorTimings.Stand(
                fields.text("cpu"),
                fields.count("threads"),
                fields.text("backend"),
                fusions(fields),
                new DTypes(
                        types.value("activation", DType::of),
                        types.value("weight", DType::of),
                        types.value("key_value", DType::of)),
                speeds(fields));
        Overhead overhead = new Overhead(
                beside.number("pass_seconds"), beside.number("token_seconds"), beside.number("logit_row_seconds"));
        List<Timing> timings = fields.parts("timings", OperatorsFile::timing);
        try {
            return new OperatorTimings(stand, overhead, timings);
        } catch (IllegalArgumentException e) {
            throw new IOException(fields.file() + ": " + e.getMessage(), e);
        }
    }

    /// By model; a model that has no speed of its own has the one of all.
    private static Map<String, MachineSpeed> speeds(Fields fields) throws IOException {
        MachineSpeed all = speed(fields.object("speed"));
        Map<String, MachineSpeed> speeds = new LinkedHashMap<>();
        for (String model : fields.texts("models")) {
            boolean own = fields.has("speeds") && fields.object("speeds").has(model);
            speeds.put(model, own ? speed(fields.object("speeds").object(model)) : all);
        }
        return speeds;
    }

    private static MachineSpeed speed(Fields fields) throws IOException {
        return new MachineSpeed(fields.positive("bytes_per_second"), fields.positive("flops_per_second"));
    }

    private static Set<Fusion> fusions(Fields fields) throws IOException {
        Set<Fusion> fusions = EnumSet.noneOf(Fusion.class);
        for (String name : fields.texts("fusions")) {
            fusions.add(Arrays.stream(Fusion.values())
                    .filter(fusion -> id(fusion).equals(name))
                    .findFirst()
                    .orElseThrow(() -> fields.bad("fusions", "names of fusions, as residual_norm")));
        }
        return fusions;
    }

    private static String id(Fusion fusion) {
        return fusion.name().toLowerCase(Locale.ROOT);
    }

    private static Timing timing(Fields fields) throws IOException {
        OperatorShape.Kind kind = fields.value("kind", OperatorsFile::kind);
        try {
            Timing timing = new Timing(
                    OperatorShape.of(kind, fields.text("operator"), fields.numbers("sizes", Integer.MAX_VALUE)),
                    kind == OperatorShape.Kind.ATTENTION
                            ? new Timing.Attended(
                                    fields.count("batch"),
                                    fields.count("queries"),
                                    fields.count("keys"),
                                    fields.flag("causal"))
                            : new Timing.Rows(fields.large("rows")),
                    fields.number("flops"),
                    fields.number("bytes"),
                    fields.positive("seconds"),
                    fields.positive("lower_quartile_seconds"),
                    fields.positive("upper_quartile_seconds"),
                    fields.count("samples"),
                    fields.decimal("speed_exponent", SpeedResponse.FULL),
                    fields.decimal("interruptions", 0));
            fields.end();
            return timing;
        } catch (IllegalArgumentException e) {
            throw new IOException(fields.file() + ": " + fields.prefix() + ": " + e.getMessage(), e);
        }
    }

    private static OperatorShape.Kind kind(String id) {
        return Arrays.stream(OperatorShape.Kind.values())
                .filter(kind -> kind.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind of operator '" + id + "'"));
    }

    /// Writes a file of timings; one that was there is replaced when the new one is complete.
    public static void write(Path file, String id, String description, List<OperatorTimings> tables)
            throws IOException {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("schema", SCHEMA).put("id", id).put("description", description);
        ArrayNode array = root.putArray("tables");
        tables.forEach(table -> array.add(json(table)));
        NewFile.text(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n");
    }

    /// One table, as files and results hold it.
    public static ObjectNode json(OperatorTimings table) {
        OperatorTimings.Stand stand = table.stand();
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("cpu", stand.cpu()).put("threads", stand.threads()).put("backend", stand.backend());
        ArrayNode fusions = node.putArray("fusions");
        stand.fusions().stream().map(OperatorsFile::id).sorted().forEach(fusions::add);
        node.putObject("types")
                .put("activation", stand.types().activation().id())
                .put("weight", stand.types().weight().id())
                .put("key_value", stand.types().keyValue().id());
        put(node.putObject("speed"), stand.speed(stand.models().getFirst()));
        ObjectNode speeds = node.putObject("speeds");
        stand.speeds().forEach((model, speed) -> put(speeds.putObject(model), speed));
        ArrayNode models = node.putArray("models");
        stand.models().forEach(models::add);
        node.putObject("overhead")
                .put("pass_seconds", table.overhead().passSeconds())
                .put("token_seconds", table.overhead().tokenSeconds())
                .put("logit_row_seconds", table.overhead().logitRowSeconds());
        ArrayNode timings = node.putArray("timings");
        table.timings().forEach(timing -> timings.add(json(timing)));
        return node;
    }

    private static void put(ObjectNode node, MachineSpeed speed) {
        node.put("bytes_per_second", speed.bytesPerSecond()).put("flops_per_second", speed.flopsPerSecond());
    }

    private static ObjectNode json(Timing timing) {
        ObjectNode node = JsonMapper.shared().createObjectNode();
        node.put("operator", timing.shape().operator())
                .put("kind", timing.shape().kind().id());
        ArrayNode sizes = node.putArray("sizes");
        timing.shape().sizes().forEach(sizes::add);
        switch (timing.at()) {
            case Timing.Rows(long rows) -> node.put("rows", rows);
            case Timing.Attended at ->
                node.put("batch", at.batch())
                        .put("queries", at.queries())
                        .put("keys", at.keys())
                        .put("causal", at.causal());
        }
        return node.put("seconds", timing.seconds())
                .put("lower_quartile_seconds", timing.lowerQuartile())
                .put("upper_quartile_seconds", timing.upperQuartile())
                .put("samples", timing.samples())
                .put("speed_exponent", timing.speedExponent())
                .put("interruptions", timing.interruptions())
                .put("flops", timing.flops())
                .put("bytes", timing.bytes());
    }
}
