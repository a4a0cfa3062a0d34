package org.unmask.run.checkpoint;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.engine.token.BpeVocabulary;
import org.unmask.engine.token.SentencePieceVocabulary;
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

    /// The model of SentencePiece, with pieces found by merging pairs.
    public static final String PIECES = "llama";

    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String SPACE = "tokenizer.ggml.add_space_prefix";
    private static final String ADDS_BEGIN = "tokenizer.ggml.add_bos_token";
    private static final String BEGIN = "tokenizer.ggml.bos_token_id";
    private static final int PIECES_BEGIN = 1;

    private GgufVocabulary() {}

    /// What a `tokenizer.json` of the vocabulary would hold, if the file has one.
    ///
    /// @throws IOException in one line, if it is of a kind that is not known
    public static Optional<String> json(GgufFile file) throws IOException {
        GgufMetadata metadata = file.metadata();
        if (!metadata.has(TOKENS)) {
            return Optional.empty();
        }
        String model = metadata.text(MODEL);
        try {
            return Optional.of(
                    switch (model) {
                        case BPE -> pairs(metadata).json();
                        case PIECES -> pieces(metadata).json();
                        default ->
                            throw metadata.bad(
                                    MODEL,
                                    "'" + BPE + "' or '" + PIECES + "', not '" + model.replaceAll("\\p{C}", "?")
                                            + "'; put the model's tokenizer.json beside the file");
                    });
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file.path() + ": " + e.getMessage() + "; put the model's tokenizer.json beside the file", e);
        }
    }

    private static BpeVocabulary pairs(GgufMetadata metadata) throws IOException {
        List<String> merges = metadata.has(MERGES) ? metadata.texts(MERGES) : List.of();
        return new BpeVocabulary(metadata.texts(TOKENS), metadata.wholes(TYPES), merges, cut(metadata));
    }

    private static SentencePieceVocabulary pieces(GgufMetadata metadata) throws IOException {
        return new SentencePieceVocabulary(
                metadata.texts(TOKENS),
                metadata.wholes(TYPES),
                metadata.reals(SCORES),
                metadata.flag(SPACE).orElse(true)
                        ? SentencePieceVocabulary.Space.EVERYWHERE
                        : SentencePieceVocabulary.Space.NOWHERE,
                OptionalInt.empty());
    }

    private static String cut(GgufMetadata metadata) throws IOException {
        return metadata.has(CUT) ? metadata.text(CUT) : "default";
    }

    /// Whether a token begins every text. Where a file does not say, llama.cpp adds it to vocabularies of SentencePiece, and
    /// to those cut by some rules, if there is such a token; empty if there is no vocabulary.
    static Optional<Boolean> addsBegin(GgufMetadata metadata) throws IOException {
        Optional<Boolean> said = metadata.flag(ADDS_BEGIN);
        if (said.isPresent() || !metadata.has(TOKENS)) {
            return said;
        }
        boolean pieces = metadata.text(MODEL).equals(PIECES);
        boolean pairs = metadata.text(MODEL).equals(BPE) && BpeVocabulary.begins(cut(metadata));
        return Optional.of(pieces || (pairs && metadata.has(BEGIN)));
    }

    /// The token that begins a text, if the file or its kind of vocabulary says one.
    static OptionalInt begin(GgufMetadata metadata, int vocabulary) throws IOException {
        if (metadata.has(BEGIN)) {
            return OptionalInt.of((int) metadata.whole(BEGIN, 0, vocabulary - 1L));
        }
        boolean pieces = metadata.has(MODEL) && metadata.text(MODEL).equals(PIECES) && vocabulary > PIECES_BEGIN;
        return pieces ? OptionalInt.of(PIECES_BEGIN) : OptionalInt.empty();
    }
}
