package org.unmask.catalog;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.unmask.core.op.DType;
import org.unmask.core.text.Names;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.hardware.Device;
import org.unmask.cost.hardware.Figure;

/// A device and the source of each of its figures.
///
/// @param flopsPerSecond  by element type as the file calls it, also of types that nothing here is priced with (`tf32`)
/// @param memoryBytesPerSecond  peak bandwidth
/// @param memoryBytes  capacity
/// @param boardPowerWatts  of the whole board or package
/// @param idleWatts  power of the whole board or package while it holds a model and computes nothing; empty if it is not known
/// @param links  interconnects to other devices of its kind, by name
/// @param measurement  how the figures were measured; empty for published ones
/// @param generation  of hardware, in the words of its vendor; empty if the file does not say
public record CatalogDevice(
        String id,
        String name,
        Optional<String> vendor,
        Map<String, Figure> flopsPerSecond,
        Figure memoryBytesPerSecond,
        Figure memoryBytes,
        Optional<Figure> boardPowerWatts,
        Optional<Figure> idleWatts,
        Map<String, LinkFigures> links,
        Optional<Measurement> measurement,
        Optional<String> generation) {
    public CatalogDevice {
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
        flopsPerSecond = Collections.unmodifiableMap(new LinkedHashMap<>(flopsPerSecond));
        if (boardPowerWatts.isPresent()
                && idleWatts.isPresent()
                && idleWatts.get().value() > boardPowerWatts.get().value()) {
            throw new IllegalArgumentException("bad device " + id + ": idle watts="
                    + idleWatts.get().value() + " board power watts="
                    + boardPowerWatts.get().value() + "; expected an idle device to take less");
        }
    }

    /// What was found on a machine, and how.
    ///
    /// @param date  ISO 8601
    /// @param backends  FLOP/s of each backend by element type of the weights
    public record Measurement(String cpu, int threads, String date, Map<String, Map<DType, Figure>> backends) {
        public Measurement {
            if (threads < 1) {
                throw new IllegalArgumentException("bad measurement: threads=" + threads);
            }
            Map<String, Map<DType, Figure>> copy = new LinkedHashMap<>();
            backends.forEach((backend, rates) -> copy.put(backend, Map.copyOf(rates)));
            backends = Collections.unmodifiableMap(copy);
        }
    }

    /// The first of its links. Those that join two devices only come after those that join any number.
    ///
    /// @throws IllegalArgumentException if it has none
    public Deployment.Link link() {
        return links.keySet().stream()
                .findFirst()
                .map(this::link)
                .orElseThrow(() -> new IllegalArgumentException("the catalogue has no link between devices " + id
                        + "; give --link BYTES_PER_SECOND[:LATENCY_SECONDS]"));
    }

    /// Finds a link of this device.
    ///
    /// @throws IllegalArgumentException naming its links, if it has none of that name
    public Deployment.Link link(String name) {
        LinkFigures figures = links.get(name);
        if (figures == null) {
            List<String> near = Names.nearest(name, links.keySet());
            throw new IllegalArgumentException("device " + id + " has no link '" + name + "'; "
                    + (near.isEmpty() ? "" : "did you mean " + String.join(", ", near) + "? ")
                    + "it has " + (links.isEmpty() ? "none" : String.join(", ", links.keySet()))
                    + "; or give BYTES_PER_SECOND[:LATENCY_SECONDS]");
        }
        return figures.link(name);
    }

    /// The roofs for the element types that are known here, with all their sources.
    public Device device() {
        Map<DType, Double> rates = new EnumMap<>(DType.class);
        for (DType type : DType.values()) {
            if (flopsPerSecond.containsKey(type.id())) {
                rates.put(type, flopsPerSecond.get(type.id()).value());
            }
        }
        String source = Stream.concat(
                        rates.keySet().stream().map(type -> flopsPerSecond.get(type.id())),
                        Stream.of(memoryBytesPerSecond, memoryBytes))
                .map(Figure::source)
                .distinct()
                .collect(Collectors.joining(" "));
        return new Device(
                id, name, rates, memoryBytesPerSecond.value(), (long) memoryBytes.value(), source, generation);
    }
}
