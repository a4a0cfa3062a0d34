package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Figure;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import org.unmask.input.NewFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Device files, `unmask.device/1`: published figures in the catalogue, measured ones in the user's folder.
public final class DeviceFile {
    static final String SCHEMA = "unmask.device/1";

    private static final JsonMapper WRITER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private DeviceFile() {}

    /// Reads a device file.
    ///
    /// @throws IOException in one line, naming file and key, if something is missing or wrong
    public static CatalogDevice read(Path file) throws IOException {
        return of(JsonFile.read(file));
    }

    /// A device whose file was handed over.
    ///
    /// @throws IOException in one line, naming file and key, if something is missing or wrong
    public static CatalogDevice of(Fields root) throws IOException {
        root.requireSchema(SCHEMA);
        root.object("memory_bytes").large("value");
        return new CatalogDevice(
                root.text("id"),
                root.text("name"),
                root.optionalText("vendor"),
                flopsPerSecond(root),
                figure(root, "memory_bytes_per_second"),
                figure(root, "memory_bytes"),
                optionalFigure(root, "board_power_watts"),
                idleWatts(root),
                links(root),
                root.has("backends") ? Optional.of(measurement(root)) : Optional.empty(),
                root.optionalText("generation"));
    }

    private static Map<String, Figure> flopsPerSecond(Fields root) throws IOException {
        Fields all = root.object("flops_per_second");
        Map<String, Figure> figures = new LinkedHashMap<>();
        for (String type : all.keys()) {
            if (!all.object(type).flag("dense")) {
                throw all.object(type).bad("dense", "true; a sparse rate is not one of dense arithmetic");
            }
            figures.put(type, figure(all, type));
        }
        if (Arrays.stream(DType.values()).noneMatch(type -> figures.containsKey(type.id()))) {
            String known = Arrays.stream(DType.values()).map(DType::id).collect(Collectors.joining(" or "));
            throw root.bad("flops_per_second", "a figure for " + known);
        }
        return figures;
    }

    private static Figure figure(Fields parent, String key) throws IOException {
        Fields figure = parent.object(key);
        return new Figure(figure.positive("value"), figure.text("source"));
    }

    private static Optional<Figure> optionalFigure(Fields parent, String key) throws IOException {
        return parent.has(key) ? Optional.of(figure(parent, key)) : Optional.empty();
    }

    /// A device that waits takes no more than one that computes.
    private static Optional<Figure> idleWatts(Fields root) throws IOException {
        Optional<Figure> idle = optionalFigure(root, "idle_watts");
        Optional<Figure> busy = optionalFigure(root, "board_power_watts");
        if (idle.isPresent()
                && busy.isPresent()
                && idle.get().value() > busy.get().value()) {
            throw root.object("idle_watts")
                    .bad("value", "at most the board power, " + busy.get().value());
        }
        return idle;
    }

    private static Map<String, LinkFigures> links(Fields root) throws IOException {
        Map<String, LinkFigures> links = new LinkedHashMap<>();
        if (root.has("links")) {
            Fields all = root.object("links");
            for (String name : all.keys()) {
                Fields link = all.object(name);
                links.put(
                        name,
                        new LinkFigures(figure(link, "bytes_per_second"), optionalFigure(link, "latency_seconds")));
            }
        }
        return links;
    }

    private static CatalogDevice.Measurement measurement(Fields root) throws IOException {
        Fields all = root.object("backends");
        Map<String, Map<DType, Figure>> backends = new LinkedHashMap<>();
        for (String backend : all.keys()) {
            Fields types = all.object(backend);
            Map<DType, Figure> rates = new EnumMap<>(DType.class);
            for (DType type : DType.values()) {
                if (types.has(type.id())) {
                    rates.put(type, figure(types, type.id()));
                }
            }
            backends.put(backend, rates);
        }
        return new CatalogDevice.Measurement(root.text("cpu"), root.count("threads"), root.text("date"), backends);
    }

    /// Writes a device, in one step: a reader never sees half a file. Makes the folder if need be.
    public static void write(Path file, CatalogDevice device) throws IOException {
        NewFile.text(file, WRITER.writeValueAsString(json(device)) + "\n");
    }

    private static ObjectNode json(CatalogDevice device) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", SCHEMA).put("id", device.id()).put("name", device.name());
        device.vendor().ifPresent(vendor -> root.put("vendor", vendor));
        device.generation().ifPresent(generation -> root.put("generation", generation));
        device.measurement()
                .ifPresent(measurement -> root.put("cpu", measurement.cpu())
                        .put("threads", measurement.threads())
                        .put("date", measurement.date()));
        ObjectNode rates = root.putObject("flops_per_second");
        device.flopsPerSecond()
                .forEach((type, figure) -> put(rates, type, figure).put("dense", true));
        put(root, "memory_bytes_per_second", device.memoryBytesPerSecond());
        put(root, "memory_bytes", device.memoryBytes());
        device.boardPowerWatts().ifPresent(power -> put(root, "board_power_watts", power));
        device.idleWatts().ifPresent(power -> put(root, "idle_watts", power));
        if (!device.links().isEmpty()) {
            ObjectNode links = root.putObject("links");
            device.links().forEach((name, figures) -> {
                ObjectNode link = links.putObject(name);
                put(link, "bytes_per_second", figures.bytesPerSecond());
                figures.latencySeconds().ifPresent(latency -> put(link, "latency_seconds", latency));
            });
        }
        device.measurement().ifPresent(measurement -> {
            ObjectNode backends = root.putObject("backends");
            measurement.backends().forEach((backend, figures) -> {
                ObjectNode types = backends.putObject(backend);
                new TreeMap<>(figures).forEach((type, figure) -> put(types, type.id(), figure));
            });
        });
        return root;
    }

    private static ObjectNode put(ObjectNode parent, String key, Figure figure) {
        return parent.putObject(key).put("value", figure.value()).put("source", figure.source());
    }
}
