package org.unmask.engine.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// Text to tokens and back, as a `tokenizer.json` says. Adds no special tokens, cuts nothing off, pads nothing.
///
/// May be used by several threads at once, but not after it is closed.
public final class Tokenizer implements AutoCloseable {
    /// Far above any published tokenizer (LLaMA-3: 17 MB).
    private static final long MAX_BYTES = 256L << 20;

    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer library;

    private Tokenizer(HuggingFaceTokenizer library) {
        this.library = library;
    }

    /// Reads a tokenizer.
    ///
    /// @throws IOException  if the file cannot be read or is not a tokenizer
    public static Tokenizer open(Path tokenizerJson) throws IOException {
        if (!Files.isRegularFile(tokenizerJson)) {
            throw new IOException(tokenizerJson + ": " + (Files.exists(tokenizerJson) ? "not a regular file" : "no such file"));
        }
        if (Files.size(tokenizerJson) > MAX_BYTES) {
            throw new IOException(tokenizerJson + ": " + Files.size(tokenizerJson) + " bytes; expected at most " + MAX_BYTES);
        }
        try (InputStream in = Files.newInputStream(tokenizerJson)) {
            return new Tokenizer(HuggingFaceTokenizer.newInstance(in, OPTIONS));
        } catch (RuntimeException e) {
            throw new IOException(tokenizerJson + ": not a tokenizer: " + firstLine(e), e);
        }
    }

    private static String firstLine(RuntimeException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }

    /// Tokens of a text, without any that are not in it.
    public int[] encode(String text) {
        return Arrays.stream(library.encode(text).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /// The text of tokens; special tokens, and numbers that are no tokens, give none.
    public String decode(int[] tokens) {
        return library.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
    }

    @Override
    public void close() {
        library.close();
    }
}
