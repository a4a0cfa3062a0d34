package org.unmask.catalog;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.unmask.core.text.Names;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// Models, devices and runtime profiles by name or path.
///
/// A model is named by its id in the catalogue, by a folder of `models` with a `config.json`, or by a path
/// (anything with a separator, or `.json` or `.gguf` at its end, `.` and `..`) to such a folder or file, or a folder with
/// one GGUF file. A device is named by its id in the catalogue, that of a file in the user's folder, or by a path. A
/// catalogue model has its weights in `models/<id>`, if that exists. A profile is named by its id in the catalogue, that of
/// a file in the user's folder, or by a path.
public final class Catalog implements Shelf {
    /// The device that `probe` writes.
    public static final String THIS_MACHINE = "this-machine";

    private final ModelFile files;
    private final Path modelFolder;
    private final SortedMap<String, byte[]> bundledModels;
    private final SortedMap<String, byte[]> bundledDevices;
    private final SortedMap<String, byte[]> bundledProfiles;
    private final SortedMap<String, Path> localModels = new TreeMap<>();
    private final SortedMap<String, Path> userDevices = new TreeMap<>();
    private final SortedMap<String, Path> userProfiles = new TreeMap<>();

    /// A catalogue that reads no other formats than its own and `config.json`.
    ///
    /// @param home  the program's folder, with `models` below; it may be missing
    /// @param userFolder  with `devices` and `profiles` below, where measured ones are; it may be missing
    public Catalog(Path home, Path userFolder) throws IOException {
        this(home, userFolder, List.of());
    }

    /// A catalogue of the bundled files and of those in two folders.
    ///
    /// @param home  the program's folder, with `models` below; it may be missing
    /// @param userFolder  with `devices` and `profiles` below, where measured ones are; it may be missing
    /// @param formats  further formats of model files
    public Catalog(Path home, Path userFolder, List<ModelFormat> formats) throws IOException {
        this(home, formats);
        for (Path file : Bundled.list(userFolder.resolve("devices"))) {
            userDevices.put(Bundled.id(file), file);
        }
        for (Path file : Bundled.list(userFolder.resolve("profiles"))) {
            userProfiles.put(Bundled.id(file), file);
        }
    }

    private Catalog(Path home, List<ModelFormat> formats) throws IOException {
        this.files = new ModelFile(formats);
        this.modelFolder = home.resolve("models");
        this.bundledModels = Bundled.files("models");
        this.bundledDevices = Bundled.files("devices");
        this.bundledProfiles = Bundled.files("profiles");
        if (Files.isDirectory(modelFolder)) {
            try (Stream<Path> folders = Files.list(modelFolder)) {
                folders.filter(folder -> Files.isRegularFile(folder.resolve(ModelFile.CONFIG)))
                        .forEach(folder -> localModels.put(folder.getFileName().toString(), folder));
            }
        }
    }

    /// A catalogue of what everybody has: the bundled files and the models of the program's folder, and no device or profile
    /// that was measured here. It reads no other formats than its own and `config.json`.
    ///
    /// @param home  the program's folder, with `models` below; it may be missing
    public static Catalog shipped(Path home) throws IOException {
        return new Catalog(home, List.of());
    }

    /// Ids of all models, sorted.
    public List<String> models() {
        return union(bundledModels, localModels);
    }

    /// Ids of all devices, sorted.
    public List<String> devices() {
        return union(bundledDevices, userDevices);
    }

    /// Ids of all runtime profiles, sorted.
    public List<String> profiles() {
        return union(bundledProfiles, userProfiles);
    }

    private static List<String> union(SortedMap<String, ?> bundled, SortedMap<String, ?> others) {
        SortedSet<String> ids = new TreeSet<>(bundled.keySet());
        ids.addAll(others.keySet());
        return List.copyOf(ids);
    }

    /// Finds a model.
    ///
    /// @param name  an id, or else a path or a folder here
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such model
    @Override
    public CatalogModel model(String name) throws IOException {
        Optional<HubName> hub = HubName.of(name);
        if (hub.isPresent() && !isThere(name)) {
            return ofHub(hub.get());
        }
        if (isPath(name)) {
            Path path = path("model", name);
            return Files.isDirectory(path) ? files.readFolder(path) : files.read(path);
        }
        if (bundledModels.containsKey(name)) {
            CatalogModel model =
                    ModelFile.of(JsonFile.parse("catalog/models/" + name + ".json", bundledModels.get(name)));
            return model.in(modelFolder.resolve(name));
        }
        if (localModels.containsKey(name)) {
            return files.read(localModels.get(name).resolve(ModelFile.CONFIG));
        }
        Path here = path("model", name);
        if (Files.isRegularFile(here.resolve(ModelFile.CONFIG))) {
            return files.readFolder(here);
        }
        throw Names.unknown("model", name, models());
    }

    /// A model whose file was handed over: a `config.json` or an entry of the catalogue. Nothing is looked for beside it.
    ///
    /// @param name  of the model, if the content does not say it
    /// @throws IOException in one line, naming file and key, if something is missing, wrong or not supported
    public static CatalogModel model(String name, Fields content) throws IOException {
        return ModelFile.of(name, content);
    }

    private static boolean isThere(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /// The model of the catalogue that a repository holds: that with its address, or else that with its name.
    ///
    /// @throws IllegalArgumentException if there is none
    private CatalogModel ofHub(HubName repository) throws IOException {
        for (String id : bundledModels.keySet()) {
            CatalogModel model = model(id);
            if (repository.holds(model.model().source())) {
                return model.noting(repository + " is " + id + " of the catalogue; nothing is downloaded");
            }
        }
        if (bundledModels.containsKey(repository.plain())) {
            String id = repository.plain();
            return model(id)
                    .noting(repository + " has the sizes of " + id
                            + " of the catalogue, which is taken; nothing is downloaded");
        }
        List<String> near = Names.nearest(repository.plain(), models());
        throw new IllegalArgumentException("no folder " + repository + " is here, and nothing is downloaded: download"
                + " that repository (its config.json is enough for predictions) and name its folder"
                + (near.isEmpty() ? "" : "; the catalogue has " + String.join(", ", near)));
    }

    /// Finds a device.
    ///
    /// @param name  an id or a path
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such device
    @Override
    public CatalogDevice device(String name) throws IOException {
        if (isPath(name)) {
            return DeviceFile.read(path("device", name));
        }
        if (bundledDevices.containsKey(name) && userDevices.containsKey(name)) {
            throw new IOException(userDevices.get(name) + ": the catalogue has a device of this name; rename the file");
        }
        if (bundledDevices.containsKey(name)) {
            return DeviceFile.of(JsonFile.parse("catalog/devices/" + name + ".json", bundledDevices.get(name)));
        }
        if (userDevices.containsKey(name)) {
            return DeviceFile.read(userDevices.get(name));
        }
        if (name.equals(THIS_MACHINE)) {
            throw new IllegalArgumentException("device " + THIS_MACHINE + " is not measured yet; run: unmask probe");
        }
        throw Names.unknown("device", name, devices());
    }

    /// Prices that come with the program, by the id of the device; for many devices there is none.
    ///
    /// @see PriceFile#read for a file of the user's own
    public SortedMap<String, DevicePrice> prices() throws IOException {
        return PriceFile.of(JsonFile.parse("catalog/prices.json", Bundled.file("prices.json")));
    }

    /// Finds a runtime profile.
    ///
    /// @param name  an id or a path
    /// @throws IOException if its file cannot be read or is wrong
    /// @throws IllegalArgumentException if there is no such profile
    @Override
    public CatalogProfile profile(String name) throws IOException {
        if (isPath(name)) {
            return ProfileFile.read(path("profile", name));
        }
        if (bundledProfiles.containsKey(name)) {
            return ProfileFile.of(JsonFile.parse("catalog/profiles/" + name + ".json", bundledProfiles.get(name)));
        }
        if (userProfiles.containsKey(name)) {
            return ProfileFile.read(userProfiles.get(name));
        }
        if (name.equals(THIS_MACHINE)) {
            throw new IllegalArgumentException(
                    "profile " + THIS_MACHINE + " is not measured yet; run: unmask probe --operators --model NAME");
        }
        throw Names.unknown("profile", name, profiles());
    }

    /// All published measurements that come with the program.
    public List<PublishedFile> published() throws IOException {
        return PublishedIndex.of(
                JsonFile.parse(
                        "catalog/published/" + PublishedIndex.NAME, Bundled.file("published/" + PublishedIndex.NAME)),
                file -> Bundled.file("published/" + file));
    }

    /// What reports of speeds call models, devices and tasks.
    public ReportNames reportNames() throws IOException {
        return ReportNames.of(JsonFile.parse("catalog/published/names.json", Bundled.file("published/names.json")));
    }

    /// Published measurements of a file of the user's; assumptions come from an `index.json` beside it.
    public PublishedFile published(Path file) throws IOException {
        return PublishedIndex.read(file);
    }

    private boolean isPath(String name) {
        return name.contains("/")
                || name.contains(File.separator)
                || name.endsWith(".json")
                || files.format(name).isPresent()
                || name.equals(".")
                || name.equals("..");
    }

    private static Path path(String kind, String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("bad path of a " + kind + ": " + e.getMessage(), e);
        }
    }
}
