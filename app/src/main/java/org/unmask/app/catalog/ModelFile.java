package org.unmask.app.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.unmask.core.model.Paradigm;

/// Model files: `unmask.model/1` of the catalogue, or a plain `config.json`.
final class ModelFile {
    static final String SCHEMA = "unmask.model/1";

    private ModelFile() {}

    /// Either kind of file; the weights are looked for beside it.
    static CatalogModel read(Path file) throws IOException {
        JsonObject root = JsonFile.read(file);
        Path folder = file.toAbsolutePath().resolve("..").normalize();
        if (root.has("schema")) {
            return of(root).in(folder);
        }
        String name = String.valueOf(folder.getFileName());
        HuggingFaceConfig config = HuggingFaceConfig.of(root);
        return model(config, name, name, config.paradigm(), file.toString(), config.blockLength())
                .in(folder);
    }

    /// A catalogue entry.
    static CatalogModel of(JsonObject root) throws IOException {
        if (!root.text("schema").equals(SCHEMA)) {
            throw root.bad("schema", "'" + SCHEMA + "'");
        }
        HuggingFaceConfig config = HuggingFaceConfig.of(root.object("config"));
        OptionalInt block = root.has("block_length")
                ? OptionalInt.of(root.object("block_length").count("value"))
                : config.blockLength();
        return model(config, root.text("id"), root.text("name"), paradigm(root), root.text("source"), block);
    }

    private static CatalogModel model(
            HuggingFaceConfig config,
            String id,
            String name,
            Paradigm paradigm,
            String source,
            OptionalInt blockLength) {
        return new CatalogModel(
                config.model(id, name, paradigm, source),
                Optional.empty(),
                config.tensorNames(),
                blockLength,
                config.unknownScaling());
    }

    private static Paradigm paradigm(JsonObject root) throws IOException {
        String id = root.text("paradigm");
        for (Paradigm paradigm : Paradigm.values()) {
            if (paradigm.id().equals(id)) {
                return paradigm;
            }
        }
        throw root.bad(
                "paradigm", Arrays.stream(Paradigm.values()).map(Paradigm::id).collect(Collectors.joining(", ")));
    }

    /// Whether a folder holds weights.
    static boolean hasWeights(Path folder) {
        return Files.isRegularFile(folder.resolve("model.safetensors"));
    }
}
