package org.unmask.run.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.unmask.catalog.CatalogModel;
import org.unmask.catalog.HuggingFaceConfig;
import org.unmask.catalog.ModelFormat;
import org.unmask.catalog.SpecialTokens;
import org.unmask.core.model.Model;
import org.unmask.core.model.TensorNames;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufMetadata;

/// GGUF files as models of a catalogue.
public final class GgufModels implements ModelFormat {
    private static final String TOKENS = "tokenizer.ggml.";

    /// A reader without state.
    public GgufModels() {}

    @Override
    public String name() {
        return "GGUF";
    }

    @Override
    public String suffix() {
        return ".gguf";
    }

    @Override
    public boolean isContinuation(String name) {
        return GgufFile.isContinuation(name);
    }

    @Override
    public CatalogModel read(Path file) throws IOException {
        String id = String.valueOf(file.getFileName()).replace(suffix(), "");
        try (Arena arena = Arena.ofShared()) {
            GgufFile opened = GgufFile.open(file, arena);
            Optional<GgufTranslation> priced = GgufPriced.of(opened.metadata().text(GgufConfig.ARCHITECTURE));
            if (priced.isPresent()) {
                return priced(opened, id, priced.get());
            }
            Model model = GgufConfig.model(opened, id);
            TensorNames names = model.family().gguf().orElseThrow().names();
            return new CatalogModel(
                    model.with(GgufStorage.of(opened, model.architecture(), names)),
                    Optional.of(file),
                    names,
                    GgufConfig.positions(opened),
                    specialTokens(opened.metadata(), model.architecture().vocabulary()),
                    GgufConfig.unknownScaling(opened),
                    List.of(),
                    Optional.empty());
        }
    }

    /// A model whose family is priced and not run, or whose files of this format are.
    private static CatalogModel priced(GgufFile file, String id, GgufTranslation translation) throws IOException {
        GgufKeys keys = new GgufKeys(file);
        translation.keys().write(keys, translation.types().getFirst());
        HuggingFaceConfig config = HuggingFaceConfig.of(keys.config());
        int vocabulary = config.architecture().vocabulary();
        GgufPricedTensors tensors = new GgufPricedTensors(file, config.architecture(), keys.blocks());
        return new CatalogModel(
                config.model(
                                id,
                                GgufConfig.title(file.metadata(), id),
                                file.path().toString())
                        .with(tensors.storage()),
                Optional.empty(),
                TensorNames.GGUF,
                GgufConfig.positions(file),
                specialTokens(file.metadata(), vocabulary),
                GgufConfig.unknownScaling(file),
                Stream.concat(keys.notes().stream(), config.notes().stream()).toList(),
                Optional.of(file.path() + ": GGUF files of the architecture " + translation.architecture()
                        + " are priced, not run"));
    }

    /// Architectures whose files are priced and not run, with the values of `model_type` that they are read as.
    public static Map<String, List<String>> pricedArchitectures() {
        Map<String, List<String>> types = new LinkedHashMap<>();
        GgufPriced.ALL.forEach(each -> types.put(each.architecture(), each.types()));
        return types;
    }

    private static SpecialTokens specialTokens(GgufMetadata metadata, int vocabulary) throws IOException {
        return new SpecialTokens(
                GgufVocabulary.begin(metadata, vocabulary),
                token(metadata, "eos_token_id", vocabulary),
                token(metadata, "mask_token_id", vocabulary),
                GgufVocabulary.addsBegin(metadata));
    }

    private static OptionalInt token(GgufMetadata metadata, String key, int vocabulary) throws IOException {
        return metadata.has(TOKENS + key)
                ? OptionalInt.of((int) metadata.whole(TOKENS + key, 0, vocabulary - 1L))
                : OptionalInt.empty();
    }
}
