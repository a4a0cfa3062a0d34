package org.unmask.web.explorer;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogDevice;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.CatalogProfile;
import org.unmask.catalog.DeviceFile;
import org.unmask.catalog.Shelf;
import org.unmask.core.text.UsageException;
import org.unmask.input.Fields;

/// The entries of the catalogue, and before them the models and devices that came with a question.
final class OwnFiles implements Shelf {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST = 8;

    private final Library library;
    private final Map<String, CatalogModel> models = new LinkedHashMap<>();
    private final Map<String, CatalogDevice> devices = new LinkedHashMap<>();

    private OwnFiles(Library library) {
        this.library = library;
    }

    /// Reads the lists `models`, of a `name` and a `config` each, and `devices`, of device files.
    ///
    /// @throws IOException in one line, naming the key, if a file is refused
    /// @throws IllegalArgumentException if a name is bad, or the catalogue has it
    static OwnFiles of(Fields root, Library library) throws IOException {
        OwnFiles own = new OwnFiles(library);
        for (Fields model : root.has("models") ? root.objects("models") : List.<Fields>of()) {
            own.addModel(model);
        }
        for (Fields device : root.has("devices") ? root.objects("devices") : List.<Fields>of()) {
            own.addDevice(device);
        }
        if (own.models.size() > MOST || own.devices.size() > MOST) {
            throw new UsageException("more than " + MOST + " own models or devices; leave some out");
        }
        return own;
    }

    private void addModel(Fields model) throws IOException {
        String name = named("model", model.text("name"));
        if (library.modelIds().contains(name) || models.containsKey(name)) {
            throw new UsageException("model '" + name + "' is there already; give yours another name");
        }
        models.put(name, Catalog.model(name, model.object("config")));
        model.end();
    }

    private void addDevice(Fields file) throws IOException {
        CatalogDevice device = DeviceFile.of(file);
        String name = named("device", device.id());
        if (library.deviceIds().contains(name) || devices.containsKey(name)) {
            throw new UsageException("device '" + name + "' is there already; give yours another id");
        }
        devices.put(name, device);
    }

    private static String named(String kind, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new UsageException(
                    kind + " '" + name + "'; expected a name of letters, digits, '.', '_' and '-', 64 at most");
        }
        return name;
    }

    /// Whether a model came with the question.
    boolean hasModel(String name) {
        return models.containsKey(name);
    }

    /// Whether a device came with the question.
    boolean hasDevice(String name) {
        return devices.containsKey(name);
    }

    @Override
    public CatalogModel model(String name) throws IOException {
        CatalogModel own = models.get(name);
        return own == null ? library.model(name) : own;
    }

    @Override
    public CatalogDevice device(String name) throws IOException {
        CatalogDevice own = devices.get(name);
        return own == null ? library.device(name) : own;
    }

    @Override
    public CatalogProfile profile(String name) throws IOException {
        return library.profile(name);
    }
}
