package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unmask.cost.hardware.Figure;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// Price files, `unmask.prices/1`: what an hour of a device costs, by the id of the device.
///
/// ```json
/// {"schema": "unmask.prices/1",
///  "devices": {
///    "a6000": {"dollars_per_hour": {"value": 1.09, "as_of": "2026-09-20", "source": "https://...", "note": "..."}}}}
/// ```
public final class PriceFile {
    static final String SCHEMA = "unmask.prices/1";

    private PriceFile() {}

    /// A file of the user's own; it may price any device, also one that is in no catalogue.
    ///
    /// @return prices by the id of the device
    /// @throws IOException in one line, naming file and key, if something is missing or wrong
    public static SortedMap<String, DevicePrice> read(Path file) throws IOException {
        return of(JsonFile.read(file));
    }

    static SortedMap<String, DevicePrice> of(Fields root) throws IOException {
        root.requireSchema(SCHEMA);
        Fields devices = root.object("devices");
        SortedMap<String, DevicePrice> prices = new TreeMap<>();
        for (String id : devices.keys()) {
            prices.put(id, price(devices.object(id).object("dollars_per_hour")));
        }
        return Collections.unmodifiableSortedMap(prices);
    }

    private static DevicePrice price(Fields price) throws IOException {
        return new DevicePrice(
                new Figure(price.positive("value"), price.text("source")),
                date(price, "as_of"),
                price.optionalText("note"));
    }

    private static LocalDate date(Fields parent, String key) throws IOException {
        try {
            return LocalDate.parse(parent.text(key));
        } catch (DateTimeParseException e) {
            IOException bad = parent.bad(key, "a date as 2026-01-31");
            bad.initCause(e);
            throw bad;
        }
    }
}
