package org.unmask.app.cli.option;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.DevicePrice;
import org.unmask.catalog.PriceFile;
import org.unmask.core.text.UsageException;
import org.unmask.cost.hardware.Figure;
import org.unmask.cost.predict.Upkeep;
import picocli.CommandLine.Option;

/// The options that say what an hour of a device costs.
public final class Upkeeps {
    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = "File of prices, unmask.prices/1, that replaces the prices of the catalogue.")
    private String prices;

    @Option(
            names = "--dollars-per-hour",
            paramLabel = "X",
            description = "Price of one device for an hour; it replaces the prices of the catalogue for every device.")
    private Double dollarsPerHour;

    /// Prices by the id of the device.
    public Map<String, DevicePrice> prices(Catalog catalog) throws IOException {
        if (dollarsPerHour != null && (!(dollarsPerHour >= 0) || dollarsPerHour.isInfinite())) {
            throw new UsageException("--dollars-per-hour " + dollarsPerHour + "; expected a number from 0");
        }
        if (prices == null) {
            return catalog.prices();
        }
        if (dollarsPerHour != null) {
            throw new UsageException("--prices and --dollars-per-hour: give one of them");
        }
        try {
            return PriceFile.read(Path.of(prices));
        } catch (InvalidPathException e) {
            throw new UsageException("bad path of prices: " + e.getMessage(), e);
        }
    }

    /// The power and the price of a device, as far as they are known.
    ///
    /// @param known  of [#prices]
    public Upkeep of(CatalogDevice device, Map<String, DevicePrice> known) {
        Optional<Figure> price = dollarsPerHour == null
                ? Optional.ofNullable(known.get(device.id())).map(DevicePrice::dated)
                : Optional.of(new Figure(dollarsPerHour, "--dollars-per-hour"));
        return new Upkeep(device.boardPowerWatts(), device.idleWatts(), price);
    }
}
