package org.unmask.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Format;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.core.op.DType;
import org.unmask.core.text.Column;
import org.unmask.cost.hardware.Figure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The devices of the catalogue.
@Command(
        name = "devices",
        mixinStandardHelpOptions = true,
        description =
                "List the devices of the catalogue: dense peak, bandwidth, memory, ridge. JSON output has the source of each figure.",
        footer = {
            "",
            "Examples:",
            "  unmask devices",
            "  unmask devices a6000 h100-sxm",
            "  unmask devices mi300x --format json"
        })
final class DevicesCommand implements Callable<Integer> {
    /// The columns of devices.
    static final List<Column<Entry>> COLUMNS = List.of(
            Column.text("device", "Name in commands.", Entry::id),
            Column.<Entry>realIfKnown("flops_per_second", "FLOP/s", "Dense peak in bf16.", Entry::peak)
                    .headed("bf16 dense"),
            Column.<Entry>real("memory_bytes_per_second", "B/s", "Bandwidth of the memory.", Entry::bandwidth)
                    .headed("bandwidth"),
            Column.<Entry>real(
                            "memory_bytes",
                            "B",
                            "Memory.",
                            entry -> entry.device().memoryBytes().value())
                    .headed("memory"),
            Column.<Entry>realIfKnown("ridge", "FLOP/B", "Arithmetic intensity at which both roofs meet.", Entry::ridge)
                    .shown(entry -> entry.ridge().isEmpty()
                            ? Column.UNKNOWN
                            : String.format(Locale.ROOT, "%.0f", entry.ridge().getAsDouble())),
            Column.text("name", "Full name.", entry -> entry.device().name()));

    private final Context context;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names to list. Default: all.")
    private List<String> names = List.of();

    /// A device under its name in commands.
    record Entry(String id, CatalogDevice device) {
        private OptionalDouble peak() {
            return Optional.ofNullable(device.flopsPerSecond().get(DType.BFLOAT16.id())).stream()
                    .mapToDouble(Figure::value)
                    .findFirst();
        }

        private double bandwidth() {
            return device.memoryBytesPerSecond().value();
        }

        private OptionalDouble ridge() {
            return peak().stream().map(peak -> peak / bandwidth()).findFirst();
        }
    }

    DevicesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Catalog catalog = context.catalog();
        ArrayNode array = JsonMapper.shared().createArrayNode();
        List<Entry> entries = new ArrayList<>();
        for (String id : names.isEmpty() ? catalog.devices() : names) {
            entries.add(new Entry(id, catalog.device(id)));
            array.add(json(id, catalog.device(id)));
        }
        new Listing(context).print(format, entries, COLUMNS, array);
        return 0;
    }

    private static ObjectNode json(String id, CatalogDevice device) {
        ObjectNode node = JsonMapper.shared().createObjectNode().put("id", id).put("name", device.name());
        ObjectNode flops = node.putObject("flops_per_second");
        for (Map.Entry<String, Figure> rate : device.flopsPerSecond().entrySet()) {
            flops.set(rate.getKey(), json(rate.getValue()));
        }
        node.set("memory_bytes_per_second", json(device.memoryBytesPerSecond()));
        node.set("memory_bytes", json(device.memoryBytes()));
        device.boardPowerWatts().ifPresent(power -> node.set("board_power_watts", json(power)));
        device.idleWatts().ifPresent(power -> node.set("idle_watts", json(power)));
        if (!device.links().isEmpty()) {
            node.set("links", links(device));
        }
        return node;
    }

    private static ObjectNode links(CatalogDevice device) {
        ObjectNode links = JsonMapper.shared().createObjectNode();
        device.links().forEach((name, figures) -> {
            ObjectNode link = links.putObject(name);
            link.set("bytes_per_second", json(figures.bytesPerSecond()));
            figures.latencySeconds().ifPresent(latency -> link.set("latency_seconds", json(latency)));
        });
        return links;
    }

    private static ObjectNode json(Figure figure) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("value", figure.value())
                .put("source", figure.source());
    }
}
