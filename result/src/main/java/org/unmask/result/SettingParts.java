package org.unmask.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Parts of a setting that a person says, by the names that they have in files: `types.weight=bf16`,
/// `load.arrival.concurrency=8`.
public final class SettingParts {
    private static final String ARRIVAL = "load.arrival";
    private static final String OPTIONS = SettingJson.OPTIONS + ".";

    /// Every part that can be said.
    public static final List<String> NAMES = Stream.concat(
                    SettingJson.PARTS.stream()
                            .filter(part -> !part.equals(ARRIVAL)
                                    && !part.equals(SettingJson.OPTIONS)
                                    && !part.equals("engine.fusions")),
                    Stream.of(
                            ARRIVAL + ".batch",
                            ARRIVAL + ".concurrency",
                            ARRIVAL + ".requests_per_second",
                            OPTIONS + "<name>"))
            .toList();

    private SettingParts() {}

    /// Whether this is a part of a setting, or a group of them, by its name in files and in what tells differences.
    public static boolean isKnown(String name) {
        return Stream.concat(SettingJson.PARTS.stream(), NAMES.stream())
                .anyMatch(part -> part.equals(name) || part.startsWith(name + "."));
    }

    /// A setting with other parts, whatever was known of them before.
    ///
    /// @throws UsageException naming the part, if it is none or its value is not of its kind
    public static Setting with(Setting setting, Map<String, String> parts) {
        ObjectNode json = setting.json();
        parts.forEach((name, value) -> put(json, name, value));
        try {
            Setting said = Setting.of(json);
            check(said, parts);
            return said;
        } catch (IllegalArgumentException | JacksonException e) {
            String all = parts.entrySet().stream()
                    .map(part -> part.getKey() + "=" + part.getValue())
                    .collect(Collectors.joining(", "));
            throw new UsageException(
                    "bad setting '" + all + "': " + ParserMessage.plain(String.valueOf(e.getMessage())));
        }
    }

    /// A value of the wrong kind would be read as another one, or as none.
    private static void check(Setting said, Map<String, String> parts) {
        ObjectNode now = said.json();
        parts.forEach((name, value) -> {
            String read = now.at("/" + pointer(name)).asString("");
            if (!read.equals(value)) {
                throw new IllegalArgumentException(name + " is not of this kind");
            }
        });
    }

    private static String pointer(String name) {
        return name.startsWith(OPTIONS)
                ? OPTIONS.replace('.', '/')
                        + name.substring(OPTIONS.length()).replace("~", "~0").replace("/", "~1")
                : name.replace('.', '/');
    }

    private static void put(ObjectNode json, String name, String value) {
        boolean option = name.startsWith(OPTIONS) && name.length() > OPTIONS.length();
        if (!option && (!NAMES.contains(name) || name.endsWith("<name>"))) {
            throw Names.unknown("part of a setting", name, NAMES);
        }
        List<String> path = new ArrayList<>(List.of(name.split("\\.", option ? 3 : -1)));
        String last = path.removeLast();
        if (name.startsWith(ARRIVAL)) {
            json.withObject("/load").remove("arrival");
        }
        ObjectNode at = json;
        for (String key : path) {
            at = at.path(key).isObject() ? (ObjectNode) at.get(key) : at.putObject(key);
        }
        at.set(last, option ? JsonMapper.shared().getNodeFactory().stringNode(value) : node(value));
    }

    /// Whole numbers, decimals and truths as such; anything else is a text.
    private static JsonNode node(String value) {
        JsonNodeFactory nodes = JsonMapper.shared().getNodeFactory();
        if (value.matches("-?\\d{1,9}")) {
            return nodes.numberNode(Integer.parseInt(value));
        }
        if (value.matches("-?\\d{1,18}")) {
            return nodes.numberNode(Long.parseLong(value));
        }
        if (value.matches("-?\\d+\\.\\d+")) {
            return nodes.numberNode(Double.parseDouble(value));
        }
        return value.equals("true") || value.equals("false")
                ? nodes.booleanNode(value.equals("true"))
                : nodes.stringNode(value);
    }
}
