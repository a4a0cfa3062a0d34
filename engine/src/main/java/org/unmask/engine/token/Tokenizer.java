package org.unmask.engine.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.unmask.input.InputFile;
import org.unmask.input.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Text to tokens and back, as a `tokenizer.json` says. Adds no special tokens, cuts nothing off, pads nothing.
///
/// May be used by several threads at once, but not after it is closed.
public final class Tokenizer implements AutoCloseable {
    /// Far above any published tokenizer (LLaMA-3: 17 MB).
    private static final long MAX_BYTES = 256L << 20;

    /// Characters of a long text that are looked at first.
    private static final int FIRST_PART = 1 << 16;

    private static final int JOINED = 256;
    private static final int MAX_DEPTH = 64;
    private static final JsonMapper JSON = new JsonMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build());

    /// A map of characters, a key of our own: the library's replaces clusters of characters as a whole, which SentencePiece
    /// does not.
    static final String MAP = "unmask_character_map";

    private final HuggingFaceTokenizer library;
    private final int[] begin;
    private final UnaryOperator<String> mapped;

    private Tokenizer(HuggingFaceTokenizer library, int[] begin, UnaryOperator<String> mapped) {
        this.library = library;
        this.begin = begin;
        this.mapped = mapped;
    }

    /// Reads a tokenizer.
    ///
    /// @throws IOException  if the file cannot be read or is not a tokenizer
    public static Tokenizer open(Path tokenizerJson) throws IOException {
        return of(tokenizerJson, InputFile.bytes(tokenizerJson, MAX_BYTES));
    }

    /// Takes the content of a `tokenizer.json` from elsewhere.
    ///
    /// @param source  named in errors
    /// @throws IOException  if the content is not a tokenizer
    public static Tokenizer of(Path source, String json) throws IOException {
        return of(source, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Tokenizer of(Path tokenizerJson, byte[] json) throws IOException {
        try {
            JsonNode tree = JSON.readTree(json);
            UnaryOperator<String> mapped = map(tree);
            return new Tokenizer(Library.open(wellFormed(tree)), BeginTokens.of(tree.path("post_processor")), mapped);
        } catch (JacksonException e) {
            // Errors about limits do not say where.
            long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new IOException(
                    tokenizerJson + ": byte " + at + ": not a tokenizer: "
                            + ParserMessage.plain(e.getOriginalMessage()),
                    e);
        } catch (RuntimeException e) {
            throw new IOException(tokenizerJson + ": not a tokenizer: " + firstLine(String.valueOf(e.getMessage())), e);
        }
    }

    /// Takes the map out of a vocabulary, if it has one. Special tokens stay as they are.
    private static UnaryOperator<String> map(JsonNode tree) {
        if (!(tree instanceof ObjectNode root) || !root.has(MAP)) {
            return UnaryOperator.identity();
        }
        CharacterMap map = CharacterMap.of(root.remove(MAP).asString());
        List<String> kept = root.path("added_tokens")
                .valueStream()
                .map(token -> token.path("content").asString())
                .toList();
        return text -> map.apply(text, kept);
    }

    /// JSON in known form: the native code ends the process over a broken escape.
    private static byte[] wellFormed(JsonNode tree) {
        if (!tree.isObject()) {
            throw new IllegalArgumentException("expected an object");
        }
        String written = JSON.writeValueAsString(tree);
        if (written.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw new IllegalArgumentException("half of a surrogate pair in a string");
        }
        return written.getBytes(StandardCharsets.UTF_8);
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /// Tokens that the file puts before every text; most often one or none.
    public int[] begin() {
        return begin.clone();
    }

    /// Tokens of a text, without any that are not in it.
    public int[] encode(String text) {
        return Arrays.stream(library.encode(mapped.apply(text)).getIds())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    /// The tokens of a text, limited in number. A text that is far too long is not read to its end.
    ///
    /// @throws IllegalArgumentException if there are more
    public int[] encode(String text, int most) {
        for (long length = FIRST_PART; length < text.length(); length *= 4) {
            int end = (int) length;
            String part = text.substring(0, Character.isLowSurrogate(text.charAt(end)) ? end - 1 : end);
            // What follows may join the last tokens of a part, not more.
            checkLength(encode(part).length - (long) JOINED, most);
        }
        int[] tokens = encode(text);
        checkLength(tokens.length, most);
        return tokens;
    }

    private static void checkLength(long tokens, int most) {
        if (tokens > most) {
            throw new IllegalArgumentException("the prompt has more than " + most
                    + " tokens, the positions the model was trained for; shorten it");
        }
    }

    /// The text of tokens; special tokens, and numbers that are no tokens, give none.
    public String decode(int[] tokens) {
        return library.decode(Arrays.stream(tokens).asLongStream().toArray(), true);
    }

    /// The first token that another tokenizer gives another text.
    ///
    /// @param tokens  how many are looked at
    public OptionalInt firstDifference(Tokenizer other, int tokens) {
        return IntStream.range(0, tokens)
                .filter(token -> !text(token).equals(other.text(token)))
                .findFirst();
    }

    /// The text of a token, of a special one too; empty for a number that is no token.
    private String text(int token) {
        return library.decode(new long[] {token}, false);
    }

    /// Decodes the tokens of one sequence as they come.
    public StreamingDecoder stream() {
        return new StreamingDecoder(this);
    }

    @Override
    public void close() {
        library.close();
    }
}
