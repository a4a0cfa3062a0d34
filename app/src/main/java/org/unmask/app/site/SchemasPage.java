package org.unmask.app.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.report.page.Html;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every format with its fields, from the schemas themselves.
final class SchemasPage {
    private static final String ENDING = ".json";
    private static final String HERE = "#/$defs/";

    private static final Map<String, String> TYPES = Map.of(
            "object", "object",
            "array", "list",
            "string", "text",
            "integer", "whole number",
            "number", "number",
            "boolean", "true or false",
            "null", "null");

    private final String file;
    private final Html html;

    private SchemasPage(String file, Html html) {
        this.file = file;
        this.html = html;
    }

    /// The files of schemas in a folder, by their names without ending.
    static Map<String, Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .collect(Collectors.toMap(SchemasPage::name, file -> file, (a, _) -> a, LinkedHashMap::new));
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(ENDING, "");
    }

    /// The page.
    ///
    /// @param folder  of the schemas
    /// @throws IOException if one cannot be read
    static String body(Path folder) throws IOException {
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        for (Map.Entry<String, Path> file : files(folder).entrySet()) {
            schemas.put(file.getKey(), JsonMapper.shared().readTree(Files.readString(file.getValue())));
        }
        Html html = new Html();
        html.element("h1", "Schemas").line();
        html.open("p", "class", "intro")
                .text("Every format that the program reads or writes has a JSON Schema (draft 2020-12). ")
                .text(
                        "Keys may be added within a version; a key that changes its meaning or goes away makes a new one. ")
                .text("Sizes are in bytes, times in seconds.")
                .close("p")
                .line();
        html.open("ol", "class", "index");
        schemas.forEach((name, schema) -> html.open("li")
                .element("a", schema.path("title").asString().replace("unmask.", ""), "href", "#" + name)
                .close("li"));
        html.close("ol").line();
        schemas.forEach((name, schema) -> new SchemasPage(name, html).section(schema));
        return html.toString();
    }

    private void section(JsonNode schema) {
        html.open("section", "class", "schema", "id", file)
                .element("h2", schema.path("title").asString())
                .element("p", schema.path("description").asString());
        html.open("p", "class", "work")
                .element("a", file + ENDING, "href", "schema/" + file + ENDING)
                .close("p");
        kinds(schema.path("oneOf"));
        if (schema.has("properties")) {
            table(schema.path("title").asString(), schema);
        }
        schema.path("$defs").properties().forEach(part -> {
            html.element("h3", part.getKey(), "id", file + "-" + part.getKey());
            table(schema.path("title").asString() + ", " + part.getKey(), part.getValue());
        });
        html.close("section").line();
    }

    /// What a line can be, where a format has several kinds of them.
    private void kinds(JsonNode choices) {
        if (choices.isEmpty()) {
            return;
        }
        html.open("p").text("One of: ");
        String between = "";
        for (JsonNode choice : choices) {
            html.text(between);
            type(choice);
            between = ", ";
        }
        html.close("p");
    }

    private void table(String label, JsonNode object) {
        html.open("div", "class", "scroll", "tabindex", "0", "role", "region", "aria-label", label)
                .open("table", "class", "fields")
                .open("thead")
                .open("tr");
        List.of("field", "type", "present", "meaning").forEach(name -> html.element("th", name, "scope", "col"));
        html.close("tr").close("thead").open("tbody");
        rows("", object);
        html.close("tbody").close("table").close("div");
    }

    /// The fields of an object, those of objects within it behind them.
    private void rows(String prefix, JsonNode object) {
        List<String> required = new ArrayList<>();
        object.path("required").forEach(name -> required.add(name.asString()));
        object.path("properties")
                .properties()
                .forEach(field -> row(prefix + field.getKey(), field.getValue(), required.contains(field.getKey())));
        JsonNode others = object.path("additionalProperties");
        if (others.isObject()) {
            row(prefix + "*", others, false);
        }
    }

    private void row(String path, JsonNode field, boolean always) {
        html.open("tr").open("td", "class", "option").element("code", path).close("td");
        html.open("td", "class", "brief");
        type(field);
        html.close("td").element("td", always ? "always" : "");
        html.element("td", meaning(path, field), "class", "long").close("tr");
        rows(path + ".", field);
        String below = path;
        for (JsonNode item = field.path("items"); item.isObject(); item = item.path("items")) {
            below += "[]";
            rows(below + ".", item);
        }
    }

    private static String meaning(String path, JsonNode field) {
        if (field.has("const")) {
            return path.equals("schema") ? "Name and version of this format." : "What this is.";
        }
        return field.path("description").asString(path.endsWith("*") ? "One for each name." : "");
    }

    private void type(JsonNode field) {
        if (field.has("$ref")) {
            String reference = field.path("$ref").asString();
            html.element("a", name(reference), "href", "#" + target(reference));
        } else if (field.has("const")) {
            html.text(field.path("const").toString());
        } else if (field.has("enum")) {
            html.text(field.path("enum").valueStream().map(JsonNode::toString).collect(Collectors.joining(" or ")));
        } else if (field.path("type").isArray()) {
            String between = "";
            for (JsonNode type : field.path("type")) {
                html.text(between);
                type(type.asString(), field);
                between = " or ";
            }
        } else {
            type(field.path("type").asString(""), field);
        }
    }

    private void type(String name, JsonNode field) {
        html.text(TYPES.getOrDefault(name, name.isEmpty() ? "anything" : name));
        if (name.equals("array") && field.path("items").isObject()) {
            html.text(" of ");
            type(field.path("items"));
        }
    }

    /// What a reference is called: `setting`, `setting of unmask.result/2`, `unmask.prediction/1`.
    private static String name(String reference) {
        String part = reference.replaceFirst("^[^#]*(#/\\$defs/)?", "");
        String format = reference.replaceFirst("#.*", "").replace(ENDING, "").replaceFirst("-(\\d+)$", "/$1");
        if (format.isEmpty()) {
            return part;
        }
        return (part.isEmpty() ? "" : part + " of ") + "unmask." + format;
    }

    /// The place on the page that a reference leads to: `result-2-setting`.
    private String target(String reference) {
        return reference.startsWith(HERE)
                ? file + "-" + reference.substring(HERE.length())
                : reference.replace(HERE, "-").replace(ENDING, "");
    }
}
