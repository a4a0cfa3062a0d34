package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A checkpoint of several safetensors files and the index that says which tensor is in which
/// (https://huggingface.co/docs/safetensors/index, `model.safetensors.index.json`).
///
/// Every file the index names is mapped and its header checked when the index is opened. Index and files must agree:
/// what the index lists is there, and no tensor is in two files. A tensor the index does not list is not found.
public final class SafetensorsShards implements TensorStore {
    private final Path path;
    private final Map<String, SafetensorsFile> files;

    private SafetensorsShards(Path path, Map<String, SafetensorsFile> files) {
        this.path = path;
        this.files = files;
    }

    /// Maps all files of an index.
    ///
    /// @throws IOException if the index or a file cannot be read, or they do not agree
    public static SafetensorsShards open(Path index, Arena arena) throws IOException {
        Map<Path, SafetensorsFile> opened = new LinkedHashMap<>();
        Map<String, SafetensorsFile> files = new LinkedHashMap<>();
        for (Map.Entry<String, SafetensorsIndex.Place> named :
                SafetensorsIndex.read(index).entrySet()) {
            SafetensorsIndex.Place place = named.getValue();
            String said = "which byte " + place.at() + " of " + index.getFileName() + " says holds tensor "
                    + SafetensorsFile.quoted(named.getKey());
            SafetensorsFile file = opened.get(place.file());
            if (file == null) {
                file = SafetensorsFile.open(place.file(), said, arena);
                opened.put(place.file(), file);
            }
            if (!file.names().contains(named.getKey())) {
                throw new IOException(place.file() + ": no such tensor in this file, " + said);
            }
            files.put(named.getKey(), file);
        }
        checkOnce(opened.values());
        return new SafetensorsShards(index, files);
    }

    private static void checkOnce(Iterable<SafetensorsFile> opened) throws IOException {
        Map<String, SafetensorsFile> first = new HashMap<>();
        for (SafetensorsFile file : opened) {
            for (String name : file.names()) {
                SafetensorsFile other = first.putIfAbsent(name, file);
                if (other != null) {
                    throw new IOException(file.path() + ": byte " + file.offset(name) + ": tensor "
                            + SafetensorsFile.quoted(name) + " is also in "
                            + other.path().getFileName() + ", at byte " + other.offset(name));
                }
            }
        }
    }

    /// Where the index is.
    @Override
    public Path path() {
        return path;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(files.keySet());
    }

    @Override
    public StoredTensor tensor(String name) throws IOException {
        SafetensorsFile file = files.get(name);
        if (file == null) {
            throw new IOException(path + ": no tensor " + SafetensorsFile.quoted(name));
        }
        return file.tensor(name);
    }
}
