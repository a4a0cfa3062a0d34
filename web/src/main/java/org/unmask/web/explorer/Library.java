package org.unmask.web.explorer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.CatalogProfile;
import org.unmask.catalog.DevicePrice;
import org.unmask.catalog.Shelf;
import org.unmask.core.text.Names;
import org.unmask.cost.predict.Upkeep;

/// The entries of the catalogue by their ids alone, each read once. A name is never a path here: what comes from a page
/// opens no file. Safe for many threads.
final class Library implements Shelf {
    private final Catalog catalog;
    private final Map<String, DevicePrice> prices;
    private final List<String> modelIds;
    private final List<String> deviceIds;
    private final List<String> profileIds;
    private final Map<String, CatalogModel> models = new ConcurrentHashMap<>();
    private final Map<String, CatalogDevice> devices = new ConcurrentHashMap<>();
    private final Map<String, CatalogProfile> profiles = new ConcurrentHashMap<>();

    Library(Catalog catalog) throws IOException {
        this.catalog = catalog;
        this.prices = catalog.prices();
        this.modelIds = catalog.models();
        this.deviceIds = catalog.devices();
        this.profileIds = catalog.profiles();
    }

    List<String> modelIds() {
        return modelIds;
    }

    List<String> deviceIds() {
        return deviceIds;
    }

    List<String> profileIds() {
        return profileIds;
    }

    @Override
    public CatalogModel model(String name) throws IOException {
        return entry("model", name, modelIds, models, catalog::model);
    }

    @Override
    public CatalogDevice device(String name) throws IOException {
        return entry("device", name, deviceIds, devices, catalog::device);
    }

    @Override
    public CatalogProfile profile(String name) throws IOException {
        return entry("profile", name, profileIds, profiles, catalog::profile);
    }

    /// The power and the price of a device, as far as they are known.
    Upkeep upkeep(CatalogDevice device) {
        return new Upkeep(
                device.boardPowerWatts(),
                device.idleWatts(),
                Optional.ofNullable(prices.get(device.id())).map(DevicePrice::dated));
    }

    private interface Reader<T> {
        T read(String name) throws IOException;
    }

    private static <T> T entry(String kind, String name, List<String> ids, Map<String, T> known, Reader<T> reader)
            throws IOException {
        if (!ids.contains(name)) {
            throw Names.unknown(kind, name, ids);
        }
        T entry = known.get(name);
        if (entry == null) {
            entry = reader.read(name);
            known.put(name, entry);
        }
        return entry;
    }
}
