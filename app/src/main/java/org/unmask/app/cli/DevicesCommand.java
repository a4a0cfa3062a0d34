package org.unmask.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.unmask.app.cli.option.Format;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.core.op.DType;
import org.unmask.core.text.Units;
import org.unmask.core.text.UsageException;
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
                "List the devices of the catalogue: dense peak, bandwidth, memory, ridge. JSON output has the source of each figure.")
final class DevicesCommand implements Callable<Integer> {
    /// Width of all columns but the name, with the blanks between them and the last column of a terminal.
    private static final int OTHER_COLUMNS = 65;

    private static final int LONGEST_NAME = 40;
    private static final int SHORTEST_NAME = 14;

    private final Context context;

    @Option(
            names = {"-o", "--format"},
            defaultValue = "text",
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Names to list. Default: all.")
    private List<String> names = List.of();

    DevicesCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (format == Format.CSV) {
            throw new UsageException("--format csv; expected text or json");
        }
        Catalog catalog = context.catalog();
        ArrayNode array = JsonMapper.shared().createArrayNode();
        int name = Math.clamp((long) context.console().columns() - OTHER_COLUMNS, SHORTEST_NAME, LONGEST_NAME);
        String layout = "%-17s %-" + name + "." + name + "s %15s %11s %9s %7s%n";
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, layout, "device", "name", "bf16 dense", "bandwidth", "memory", "ridge"));
        for (String id : names.isEmpty() ? catalog.devices() : names) {
            CatalogDevice device = catalog.device(id);
            Figure peak = device.flopsPerSecond().get(DType.BFLOAT16.id());
            double bandwidth = device.memoryBytesPerSecond().value();
            text.append(String.format(
                    Locale.ROOT,
                    layout,
                    id,
                    device.name(),
                    peak == null ? "-" : Units.si(peak.value(), "FLOP/s"),
                    Units.bytes(bandwidth) + "/s",
                    Units.bytes(device.memoryBytes().value()),
                    peak == null ? "-" : String.format(Locale.ROOT, "%.0f", peak.value() / bandwidth)));
            array.add(json(id, device));
        }
        context.out().print(format == Format.JSON ? array.toPrettyString() + "\n" : text);
        context.out().flush();
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
