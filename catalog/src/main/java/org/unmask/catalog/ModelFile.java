package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.unmask.core.model.Family;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// Model files: `unmask.model/1` of the catalogue, a plain `config.json`, or a file of another format.
final class ModelFile {
    static final String SCHEMA = "unmask.model/1";
    static final String CONFIG = "config.json";

    /// Of ModelOpt, GPTQ and AWQ.
    private static final List<String> QUANTISATIONS =
            List.of("hf_quant_config.json", "quantize_config.json", "quant_config.json");

    private final List<ModelFormat> formats;

    ModelFile(List<ModelFormat> formats) {
        this.formats = List.copyOf(formats);
    }

    /// A folder with a `config.json`, or else with one file of another format.
    CatalogModel readFolder(Path folder) throws IOException {
        Path config = folder.resolve(CONFIG);
        if (Files.exists(config)) {
            return read(config);
        }
        Optional<Path> snapshot = HubFolder.snapshot(folder);
        if (snapshot.isPresent()) {
            return readFolder(snapshot.get());
        }
        if (Files.exists(folder.resolve(WeightFiles.ADAPTER))) {
            throw new IOException(WeightFiles.adapter(folder));
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(this::isModel).sorted().toList();
            if (found.size() > 1) {
                throw new IOException(folder + ": has no " + CONFIG + " and " + found.size() + " "
                        + format(found.getFirst().toString()).orElseThrow().name()
                        + " files; name one of them, for instance " + found.getFirst());
            }
            return read(found.isEmpty() ? config : found.getFirst());
        }
    }

    private boolean isModel(Path file) {
        return format(file.toString())
                .filter(format -> !format.isContinuation(String.valueOf(file.getFileName())))
                .isPresent();
    }

    /// The format whose files have such names.
    Optional<ModelFormat> format(String file) {
        return formats.stream().filter(format -> file.endsWith(format.suffix())).findFirst();
    }

    /// Any kind of file; the weights of a configuration are looked for beside it.
    CatalogModel read(Path file) throws IOException {
        Optional<ModelFormat> format = format(file.toString());
        if (format.isPresent()) {
            return format.get().read(file);
        }
        Fields root = JsonFile.read(file);
        Path folder = file.toAbsolutePath().resolve("..").normalize();
        if (root.has("schema")) {
            return of(root).in(folder);
        }
        String name = HubFolder.name(folder).orElseGet(() -> String.valueOf(folder.getFileName()));
        HuggingFaceConfig config = HuggingFaceConfig.of(root);
        int vocabulary = config.architecture().vocabulary();
        GenerationDefaults defaults = GenerationDefaults.read(folder, vocabulary);
        SpecialTokens specials = SpecialTokens.read(folder, vocabulary);
        HuggingFaceConfig whole = quantised(config.with(defaults, specials), root, folder);
        return model(whole, name, name, file.toString(), whole.blockLength(), specials)
                .in(folder);
    }

    /// What a file would hold, with nothing beside it.
    ///
    /// @param name  of the model, if the content does not say it
    static CatalogModel of(String name, Fields root) throws IOException {
        if (root.has("schema")) {
            return of(root);
        }
        HuggingFaceConfig config = HuggingFaceConfig.of(root);
        return model(config, name, name, root.file(), config.blockLength(), SpecialTokens.NONE);
    }

    /// What tools that leave `config.json` as it was write beside it.
    private static HuggingFaceConfig quantised(HuggingFaceConfig config, Fields root, Path folder) throws IOException {
        if (Quantisation.keys(root).isPresent()) {
            return config;
        }
        for (String name : QUANTISATIONS) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                Fields keys = JsonFile.read(file);
                Fields inner =
                        keys.has("quantization") && keys.isObject("quantization") ? keys.object("quantization") : keys;
                return config.with(inner, Quantisation.dense(root));
            }
        }
        return config;
    }

    /// A catalogue entry.
    static CatalogModel of(Fields root) throws IOException {
        root.requireSchema(SCHEMA);
        HuggingFaceConfig config = HuggingFaceConfig.of(root.object("config"));
        OptionalInt block = root.has("block_length")
                ? OptionalInt.of(root.object("block_length").count("value"))
                : config.blockLength();
        checkParadigm(root, config.family());
        return model(config, root.text("id"), root.text("name"), root.text("source"), block, SpecialTokens.NONE);
    }

    private static CatalogModel model(
            HuggingFaceConfig config,
            String id,
            String name,
            String source,
            OptionalInt blockLength,
            SpecialTokens specials) {
        return new CatalogModel(
                config.model(id, name, source).with(blockLength),
                Optional.empty(),
                config.family().tensorNames(),
                config.positions(),
                specials,
                config.unknownScaling(),
                config.notes(),
                config.unreadWeights()
                        .map(how -> source + ": the weights are quantised with " + how
                                + ", which the engine does not read"));
    }

    /// A file says the paradigm for people; the family knows it.
    private static void checkParadigm(Fields root, Family family) throws IOException {
        String said = root.text("paradigm");
        String known = family.paradigm().id();
        if (!said.equals(known)) {
            throw root.bad("paradigm", "'" + known + "', which models of the family " + family.id() + " have");
        }
    }
}
