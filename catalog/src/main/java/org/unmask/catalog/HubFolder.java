package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.input.InputFile;

/// Folders of the cache that Hugging Face's tools download to: `models--ORGANISATION--NAME`, with the files of every
/// version in `snapshots/HASH` and the newest version's hash in `refs/main`.
final class HubFolder {
    private static final String PREFIX = "models--";
    private static final String SNAPSHOTS = "snapshots";
    private static final int LONGEST_HASH = 200;

    private HubFolder() {}

    /// The folder of the files, if this is the folder of a model in the cache.
    ///
    /// @throws IOException if it has several versions and none is the main one, or none at all
    static Optional<Path> snapshot(Path folder) throws IOException {
        Path snapshots = folder.resolve(SNAPSHOTS);
        if (!Files.isDirectory(snapshots)) {
            return Optional.empty();
        }
        Path main = folder.resolve("refs").resolve("main");
        if (Files.isRegularFile(main)) {
            Path named = snapshots.resolve(InputFile.text(main, LONGEST_HASH).strip());
            if (Files.isDirectory(named)) {
                return Optional.of(named);
            }
        }
        List<Path> all;
        try (Stream<Path> versions = Files.list(snapshots)) {
            all = versions.filter(Files::isDirectory).sorted().toList();
        }
        if (all.size() != 1) {
            throw new IOException(folder + ": has " + all.size() + " folders in " + SNAPSHOTS
                    + (all.isEmpty() ? "; download the model again" : "; name one of them, such as " + all.getFirst()));
        }
        return Optional.of(all.getFirst());
    }

    /// The name of the model, if a folder is a version in the cache.
    static Optional<String> name(Path folder) {
        Path snapshots = folder.getParent();
        if (snapshots == null || !snapshots.endsWith(SNAPSHOTS) || snapshots.getParent() == null) {
            return Optional.empty();
        }
        String model = String.valueOf(snapshots.getParent().getFileName());
        return model.startsWith(PREFIX) ? Optional.of(model.substring(model.lastIndexOf("--") + 2)) : Optional.empty();
    }
}
