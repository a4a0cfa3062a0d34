package org.unmask.web.explorer;

import java.io.IOException;
import java.util.Arrays;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.CatalogProfile;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.op.DType;
import org.unmask.core.text.Reason;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What there is to choose from, `unmask.explorer-catalog/1`. An entry whose file is bad says so in place of its figures.
record CatalogJson(Library library) {
    private static final String SCHEMA = "unmask.explorer-catalog/1";

    ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("schema", SCHEMA);
        ArrayNode models = root.putArray("models");
        library.modelIds().forEach(id -> put(models, id, node -> model(node, library.model(id))));
        ArrayNode devices = root.putArray("devices");
        library.deviceIds().forEach(id -> put(devices, id, node -> device(node, library.device(id))));
        ArrayNode profiles = root.putArray("profiles");
        library.profileIds().forEach(id -> put(profiles, id, node -> profile(node, library.profile(id))));
        ArrayNode strategies = root.putArray("strategies");
        Strategies.ALL.forEach(family -> strategies.add(strategy(family)));
        ArrayNode types = root.putArray("dtypes");
        Arrays.stream(DType.values()).map(DType::id).forEach(types::add);
        return root;
    }

    private interface Filling {
        void fill(ObjectNode node) throws IOException;
    }

    private static void put(ArrayNode array, String id, Filling filling) {
        ObjectNode node = array.addObject().put("id", id);
        try {
            filling.fill(node);
        } catch (IOException | IllegalArgumentException e) {
            node.put("problem", Reason.of(e));
        }
    }

    private static void model(ObjectNode node, CatalogModel entry) {
        node.put("name", entry.model().name())
                .put("paradigm", entry.model().paradigm().id())
                .put("parameters", entry.model().architecture().parameters())
                .put("strategy", entry.usualStrategy());
        entry.positions().ifPresent(positions -> node.put("positions", positions));
    }

    private static void device(ObjectNode node, CatalogDevice entry) {
        node.put("name", entry.name())
                .put("bytes_per_second", entry.memoryBytesPerSecond().value())
                .put("memory_bytes", entry.memoryBytes().value());
        ObjectNode rates = node.putObject("flops_per_second");
        entry.flopsPerSecond().forEach((type, figure) -> rates.put(type, figure.value()));
        ArrayNode links = node.putArray("links");
        entry.links().keySet().forEach(links::add);
    }

    private static void profile(ObjectNode node, CatalogProfile entry) {
        node.put("description", entry.description());
    }

    private static ObjectNode strategy(StrategyFamily family) {
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("id", family.id())
                .put("summary", family.summary())
                .put("autoregressive", family.autoregressive());
        ArrayNode keys = node.putArray("keys");
        for (Key<?> key : family.keys()) {
            ObjectNode each = keys.addObject().put("name", key.name()).put("meaning", key.meaning());
            key.initial().ifPresent(initial -> each.put("default", initial.text()));
        }
        return node;
    }
}
