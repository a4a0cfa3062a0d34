package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.unmask.engine.token.BpeVocabulary;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufMetadata;

/// The vocabulary a GGUF file holds.
public final class GgufVocabulary {
    public static final String MODEL = "tokenizer.ggml.model";
    public static final String CUT = "tokenizer.ggml.pre";
    public static final String TOKENS = "tokenizer.ggml.tokens";
    public static final String TYPES = "tokenizer.ggml.token_type";
    public static final String MERGES = "tokenizer.ggml.merges";
    /// The model of byte-level BPE.
    public static final String BPE = "gpt2";

    private GgufVocabulary() {}

    /// The vocabulary, if the file has one.
    ///
    /// @throws IOException in one line, if it is of a kind that is not known
    public static Optional<BpeVocabulary> of(GgufFile file) throws IOException {
        GgufMetadata metadata = file.metadata();
        if (!metadata.has(TOKENS)) {
            return Optional.empty();
        }
        if (!metadata.text(MODEL).equals(BPE)) {
            throw metadata.bad(MODEL, "'" + BPE + "'; for other vocabularies put tokenizer.json beside the file");
        }
        List<String> merges = metadata.has(MERGES) ? metadata.texts(MERGES) : List.of();
        String cut = metadata.has(CUT) ? metadata.text(CUT) : "default";
        try {
            return Optional.of(new BpeVocabulary(metadata.texts(TOKENS), metadata.wholes(TYPES), merges, cut));
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file.path() + ": " + e.getMessage() + "; put the model's tokenizer.json beside the file", e);
        }
    }
}
