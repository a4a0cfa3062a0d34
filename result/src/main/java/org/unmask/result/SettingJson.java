package org.unmask.result;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.Fusion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Settings as JSON: what is unknown has no key.
final class SettingJson {
    /// Every part that two settings are compared by.
    static final List<String> PARTS = List.of(
            "model.id",
            "model.weights",
            "model.quantization",
            "strategy",
            "load.arrival",
            "load.prompt_tokens",
            "load.generated_tokens",
            "logits",
            "shifted",
            "types.weight",
            "types.activation",
            "types.key_value",
            "types.compute",
            "engine.name",
            "engine.version",
            "engine.backend",
            "engine.detail",
            "engine.threads",
            "engine.fusions",
            "engine.options",
            "machine.name",
            "machine.count",
            "machine.memory_bytes",
            "stop",
            "sampling.style",
            "sampling.temperature",
            "sampling.top_k",
            "sampling.top_p",
            "sampling.seed",
            "cached",
            "prompts.source",
            "prompts.form");

    /// The part that programs without options lack.
    static final String OPTIONS = "engine.options";

    private static final String PLACE = "model.place";
    private static final Set<String> GROUPS =
            Set.of("model", "load", "types", "engine", "machine", "sampling", "prompts");
    private static final String AS_GIVEN = "as given";
    private static final int ID_DIGITS = 16;

    private SettingJson() {}

    static ObjectNode write(Setting setting) {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        all.put("id", id(setting));
        all.setAll(parts(setting, true));
        return all;
    }

    private static ObjectNode parts(Setting setting, boolean everywhere) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        Checkpoint model = setting.model();
        ObjectNode modelJson = json.putObject("model");
        put(modelJson, "id", model.id());
        put(modelJson, "weights", model.weights());
        put(
                modelJson,
                "place",
                model.place().filter(_ -> everywhere || model.weights().isEmpty()));
        put(modelJson, "quantization", model.quantization());
        put(json, "strategy", setting.strategy().map(StrategySpec::toString));
        load(json.putObject("load"), setting.load());
        put(json, "logits", setting.logits().map(LogitRows::id));
        setting.shifted().ifPresent(shifted -> json.put("shifted", shifted));
        ObjectNode types = json.putObject("types");
        put(types, "weight", setting.types().weight().map(DType::id));
        put(types, "activation", setting.types().activation().map(DType::id));
        put(types, "key_value", setting.types().keyValue().map(DType::id));
        put(types, "compute", setting.types().compute().map(DType::id));
        engine(json.putObject("engine"), setting.engine(), everywhere);
        if (everywhere) {
            machine(json.putObject("machine"), setting.machine());
        }
        put(json, "stop", setting.stop().map(Stop::id));
        sampling(json.putObject("sampling"), setting.sampling());
        setting.cached().ifPresent(cached -> json.put("cached", cached));
        ObjectNode prompts = json.putObject("prompts");
        put(prompts, "source", setting.prompts().source());
        put(prompts, "form", setting.prompts().form());
        GROUPS.stream().filter(group -> json.path(group).isEmpty()).forEach(json::remove);
        return json;
    }

    private static void put(ObjectNode json, String key, Optional<String> value) {
        value.ifPresent(known -> json.put(key, known));
    }

    private static void engine(ObjectNode json, Stack stack, boolean everywhere) {
        put(json, "name", stack.name());
        put(json, "version", stack.version().filter(_ -> everywhere));
        put(json, "backend", stack.backend());
        put(json, "detail", stack.detail().filter(_ -> everywhere));
        stack.threads().ifPresent(threads -> json.put("threads", threads));
        stack.fusions().ifPresent(fusions -> {
            ArrayNode list = json.putArray("fusions");
            fusions.stream().sorted().map(SettingJson::name).forEach(list::add);
        });
        if (!stack.options().isEmpty()) {
            ObjectNode options = json.putObject("options");
            stack.options().forEach(options::put);
        }
    }

    private static void machine(ObjectNode json, Machine machine) {
        put(json, "name", machine.name());
        machine.count().ifPresent(count -> json.put("count", count));
        machine.memoryBytes().ifPresent(bytes -> json.put("memory_bytes", bytes));
    }

    private static void sampling(ObjectNode json, Drawing drawing) {
        put(json, "style", drawing.style());
        drawing.temperature().ifPresent(temperature -> json.put("temperature", temperature));
        drawing.topK().ifPresent(topK -> json.put("top_k", topK));
        drawing.topP().ifPresent(topP -> json.put("top_p", topP));
        drawing.seed().ifPresent(seed -> json.put("seed", seed));
    }

    private static void load(ObjectNode json, Load load) {
        load.arrival().ifPresent(arrival -> {
            ObjectNode arrivalJson = json.putObject("arrival");
            switch (arrival) {
                case Arrival.Batch batch -> arrivalJson.put("batch", batch.sequences());
                case Arrival.Concurrency concurrency -> arrivalJson.put("concurrency", concurrency.clients());
                case Arrival.Rate rate -> arrivalJson.put("requests_per_second", rate.requestsPerSecond());
            }
        });
        load.promptTokens().ifPresent(lengths -> lengths(json, "prompt_tokens", lengths));
        load.generatedTokens().ifPresent(lengths -> lengths(json, "generated_tokens", lengths));
    }

    private static void lengths(ObjectNode json, String key, Lengths lengths) {
        switch (lengths) {
            case Lengths.Fixed fixed -> json.put(key, fixed.tokens());
            case Lengths.AsGiven _ -> json.put(key, AS_GIVEN);
            case Lengths.Drawn drawn -> {
                ObjectNode drawnJson = json.putObject(key)
                        .put("distribution", drawn.distribution())
                        .put("mean", drawn.mean());
                drawn.deviation().ifPresent(deviation -> drawnJson.put("deviation", deviation));
                drawn.least().ifPresent(least -> drawnJson.put("least", least));
                drawn.most().ifPresent(most -> drawnJson.put("most", most));
            }
        }
    }

    static Setting read(JsonNode json) {
        JsonNode model = json.path("model");
        JsonNode types = json.path("types");
        JsonNode engine = json.path("engine");
        JsonNode machine = json.path("machine");
        JsonNode sampling = json.path("sampling");
        JsonNode prompts = json.path("prompts");
        return new Setting(
                new Checkpoint(
                        text(model, "id"), text(model, "weights"), text(model, "place"), text(model, "quantization")),
                text(json, "strategy").map(StrategySpec::parse),
                load(json.path("load")),
                text(json, "logits").map(LogitRows::of),
                value(json, "shifted", JsonNode::asBoolean),
                new ElementTypes(
                        text(types, "weight").map(DType::of),
                        text(types, "activation").map(DType::of),
                        text(types, "key_value").map(DType::of),
                        text(types, "compute").map(DType::of)),
                new Stack(
                        text(engine, "name"),
                        text(engine, "version"),
                        text(engine, "backend"),
                        text(engine, "detail"),
                        value(engine, "threads", JsonNode::asInt),
                        value(engine, "fusions", SettingJson::fusions),
                        options(engine.path("options"))),
                new Machine(
                        text(machine, "name"),
                        value(machine, "count", JsonNode::asInt),
                        value(machine, "memory_bytes", JsonNode::asLong)),
                text(json, "stop").map(Stop::of),
                new Drawing(
                        text(sampling, "style"),
                        value(sampling, "temperature", JsonNode::asDouble),
                        value(sampling, "top_k", JsonNode::asInt),
                        value(sampling, "top_p", JsonNode::asDouble),
                        value(sampling, "seed", JsonNode::asLong)),
                value(json, "cached", JsonNode::asBoolean),
                new Prompts(text(prompts, "source"), text(prompts, "form")));
    }

    private static Optional<String> text(JsonNode json, String key) {
        return value(json, key, JsonNode::asString);
    }

    private static <T> Optional<T> value(JsonNode json, String key, Function<JsonNode, T> reader) {
        JsonNode value = json.path(key);
        return value.isMissingNode() || value.isNull() ? Optional.empty() : Optional.of(reader.apply(value));
    }

    private static Load load(JsonNode json) {
        return new Load(
                value(json, "arrival", SettingJson::arrival),
                value(json, "prompt_tokens", SettingJson::lengths),
                value(json, "generated_tokens", SettingJson::lengths));
    }

    private static Arrival arrival(JsonNode json) {
        if (json.has("batch")) {
            return new Arrival.Batch(json.get("batch").asInt());
        }
        if (json.has("concurrency")) {
            return new Arrival.Concurrency(json.get("concurrency").asInt());
        }
        if (json.has("requests_per_second")) {
            return new Arrival.Rate(json.get("requests_per_second").asDouble());
        }
        throw new IllegalArgumentException(
                "load.arrival: " + json + "; expected batch, concurrency or requests_per_second");
    }

    private static Lengths lengths(JsonNode json) {
        if (json.isInt()) {
            return new Lengths.Fixed(json.asInt());
        }
        if (json.asString("").equals(AS_GIVEN)) {
            return new Lengths.AsGiven();
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException(
                    "load: tokens " + json + "; expected a number, \"" + AS_GIVEN + "\" or a distribution");
        }
        return new Lengths.Drawn(
                json.required("distribution").asString(),
                json.required("mean").asDouble(),
                value(json, "deviation", JsonNode::asDouble),
                value(json, "least", JsonNode::asInt),
                value(json, "most", JsonNode::asInt));
    }

    private static Set<Fusion> fusions(JsonNode json) {
        Set<Fusion> fusions = EnumSet.noneOf(Fusion.class);
        for (JsonNode name : json) {
            fusions.add(Stream.of(Fusion.values())
                    .filter(fusion -> name(fusion).equals(name.asString()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("engine.fusions: unknown fusion " + name)));
        }
        return fusions;
    }

    private static Map<String, String> options(JsonNode json) {
        Map<String, String> options = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> options.put(entry.getKey(), entry.getValue().asString()));
        return options;
    }

    private static String name(Fusion fusion) {
        return fusion.name().toLowerCase(Locale.ROOT);
    }

    /// The known parts of a setting by their names; the place of the weights counts if nothing else tells them.
    static Map<String, JsonNode> parts(Setting setting) {
        Map<String, JsonNode> parts = new LinkedHashMap<>();
        parts(setting, true).properties().forEach(entry -> {
            if (GROUPS.contains(entry.getKey())) {
                entry.getValue()
                        .properties()
                        .forEach(leaf -> parts.put(entry.getKey() + "." + leaf.getKey(), leaf.getValue()));
            } else {
                parts.put(entry.getKey(), entry.getValue());
            }
        });
        parts.remove(PLACE);
        return parts;
    }

    /// What was asked for: of lengths that were drawn only their distribution and, unless they came out, their bounds.
    static JsonNode asked(JsonNode part) {
        if (!part.has("distribution")) {
            return part;
        }
        ObjectNode asked = part.asObject().deepCopy().remove(List.of("mean", "deviation"));
        return part.path("distribution").asString("").equals(Lengths.MEASURED)
                ? asked.remove(List.of("least", "most"))
                : asked;
    }

    static String id(Setting setting) {
        String canonical = sorted(parts(setting, false)).toString();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, ID_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode json) {
        if (!json.isObject()) {
            return json;
        }
        Map<String, JsonNode> keys = new TreeMap<>();
        json.properties().forEach(entry -> keys.put(entry.getKey(), sorted(entry.getValue())));
        ObjectNode sorted = JsonMapper.shared().createObjectNode();
        keys.forEach(sorted::set);
        return sorted;
    }
}
