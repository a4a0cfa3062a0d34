package org.unmask.report;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A drawing: the script that draws it, and what the script is given.
///
/// @param script  name of the resource `org/unmask/report/figure/<script>.js`, in lower-case letters; it enters itself
///     as `DRAWINGS.<script>`
/// @param data  numbers and names. Labels stand under the key `label`, as [Label#json] writes them: they tell the page
///     which colours it needs.
public record Chart(String script, ObjectNode data) {
    public Chart {
        if (!script.matches("[a-z]+")) {
            throw new IllegalArgumentException("bad script '" + script + "'; its name must be of lower-case letters");
        }
    }

    /// An empty object.
    public static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// An object with the label, the provenance and the source of a line, a bar or a dot. On a page the source is the number
    /// of its footnote.
    public static ObjectNode node(Label label, Source source) {
        ObjectNode node = node();
        node.set("label", label.json());
        return node.put("provenance", source.provenance().id()).put("source", source.caption());
    }
}
