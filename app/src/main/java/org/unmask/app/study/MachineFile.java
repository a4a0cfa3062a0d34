package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.DeviceFile;
import org.unmask.core.op.DType;
import org.unmask.cost.hardware.Figure;
import org.unmask.result.ProbeResult;

/// Writes the roofs of this machine as a device of the catalogue.
public final class MachineFile {
    private MachineFile() {}

    /// The types some backend was measured with.
    private static SortedSet<DType> measured(ProbeResult probe) {
        SortedSet<DType> types = new TreeSet<>();
        probe.matmulFlopsPerSecond().values().forEach(rates -> types.addAll(rates.keySet()));
        return types;
    }

    /// Writes the roofs of a machine as a device file of the catalogue's format.
    ///
    /// @param file  replaced if it exists
    public static void write(ProbeResult probe, Path file) throws IOException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String how = "measured: unmask probe, " + date + ", " + probe.threads() + " threads, ";
        Map<String, Figure> flops = new LinkedHashMap<>();
        for (DType type : measured(probe)) {
            flops.put(
                    type.id(), new Figure(probe.peak(type), how + "best of float32 multiply-adds and matrix products"));
        }
        Map<String, Map<DType, Figure>> backends = new LinkedHashMap<>();
        probe.matmulFlopsPerSecond().forEach((backend, rates) -> {
            Map<DType, Figure> figures = new EnumMap<>(DType.class);
            rates.forEach((type, rate) -> figures.put(type, new Figure(rate, how + "large matrix products")));
            backends.put(backend, figures);
        });
        DeviceFile.write(
                file,
                new CatalogDevice(
                        Catalog.THIS_MACHINE,
                        probe.cpu(),
                        Optional.empty(),
                        flops,
                        new Figure(probe.bytesPerSecond(), how + "reading 512 MiB"),
                        new Figure(probe.memoryBytes(), how + "physical memory"),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.of(new CatalogDevice.Measurement(probe.cpu(), probe.threads(), date, backends)),
                        Optional.empty()));
    }
}
