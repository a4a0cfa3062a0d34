package org.unmask.run.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.unmask.catalog.CatalogModel;
import org.unmask.engine.token.Tokenizer;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.TensorStore;
import org.unmask.run.checkpoint.FolderVocabulary;
import org.unmask.run.checkpoint.GgufVocabulary;

/// A tokenizer, or why there is none.
///
/// @param lacking  goes on behind the name of the model
record Vocabulary(Optional<Tokenizer> tokenizer, String lacking) {
    private static final String TOKENIZER = "tokenizer.json";

    /// None, for a model whose weights have none beside them.
    static Vocabulary none(CatalogModel entry) {
        return new Vocabulary(
                Optional.empty(),
                entry.weights()
                        .map(file -> "has no tokenizer: put the model's tokenizer.json beside its weights, as "
                                + file.resolveSibling(TOKENIZER))
                        .orElse(
                                "has no weights and so no tokenizer: put a checkpoint with its tokenizer.json into models/"
                                        + entry.model().id() + ", or give a folder"));
    }

    /// The `tokenizer.json` beside the weights, or else what a GGUF file itself holds, or else other files of the folder. A
    /// vocabulary of a kind that is not known hinders nobody who needs no text.
    static Vocabulary of(CatalogModel entry, TensorStore store) throws IOException {
        Path beside = store.path().resolveSibling(TOKENIZER);
        if (Files.exists(beside)) {
            return new Vocabulary(Optional.of(Tokenizer.open(beside)), "");
        }
        try {
            Optional<String> json = store instanceof GgufFile file
                    ? GgufVocabulary.json(file)
                    : FolderVocabulary.json(
                            store.path().toAbsolutePath().resolve("..").normalize());
            return json.isPresent()
                    ? new Vocabulary(Optional.of(Tokenizer.of(store.path(), json.get())), "")
                    : none(entry);
        } catch (IOException e) {
            return new Vocabulary(Optional.empty(), "has a vocabulary that cannot be used: " + e.getMessage());
        }
    }
}
