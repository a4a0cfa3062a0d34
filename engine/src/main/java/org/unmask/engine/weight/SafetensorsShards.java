package org.unmask.engine.weight;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A checkpoint of several safetensors files and the index that says which tensor is in which
/// (https://huggingface.co/docs/safetensors/index, `model.safetensors.index.json`).
///
/// Every file the index names is mapped and its header checked when the index is opened. Index and files must agree:
/// what the index lists is there, and no tensor is in two files. A tensor the index does not list is not found. Without
/// an index, the names of the files say how many there are.
public final class SafetensorsShards implements TensorStore {
    private static final Pattern PART = Pattern.compile("(.+)-\\d{5}-of-(\\d{5})\\.safetensors");

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

    /// Whether a file is named as one of several, such as `model-00001-of-00002.safetensors`.
    static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    /// Maps all files that belong to one of them, where there is no index.
    ///
    /// @throws IOException if a file is missing or cannot be read, or they do not agree
    static SafetensorsShards openParts(Path part, Arena arena) throws IOException {
        Matcher name = PART.matcher(String.valueOf(part.getFileName()));
        if (!name.matches()) {
            throw new IllegalArgumentException("bad shard: " + part);
        }
        List<SafetensorsFile> opened = new ArrayList<>();
        for (int number = 1; number <= Integer.parseInt(name.group(2)); number++) {
            Path file = part.resolveSibling(
                    String.format(Locale.ROOT, "%s-%05d-of-%s.safetensors", name.group(1), number, name.group(2)));
            opened.add(SafetensorsFile.open(file, arena));
        }
        checkOnce(opened);
        Map<String, SafetensorsFile> files = new LinkedHashMap<>();
        opened.forEach(file -> file.names().forEach(tensor -> files.put(tensor, file)));
        return new SafetensorsShards(part, files);
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
