package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// Special tokens as `tokenizer_config.json`, or a file of another format, numbers them.
///
/// @param begin  of a text
/// @param addsBegin  whether every text begins with that token; empty if that is left to the tokenizer's own file
public record SpecialTokens(OptionalInt begin, OptionalInt end, OptionalInt mask, Optional<Boolean> addsBegin) {
    /// Some list hundreds of unused tokens (Gemma: 1.2 MB).
    private static final long MAX_BYTES = 64L << 20;

    static final String FILE = "tokenizer_config.json";

    /// None is known.
    public static final SpecialTokens NONE =
            new SpecialTokens(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    /// Reads the file of a folder, if it is there. Its tokens are texts; only what `added_tokens_decoder` numbers is
    /// known.
    ///
    /// @throws IOException in one line, naming file and key, if a value is not as expected
    static SpecialTokens read(Path folder, int vocabulary) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return NONE;
        }
        Fields json = JsonFile.read(file, MAX_BYTES);
        return new SpecialTokens(
                token(json, "bos_token", vocabulary),
                token(json, "eos_token", vocabulary),
                token(json, "mask_token", vocabulary),
                json.has("add_bos_token") ? Optional.of(json.flag("add_bos_token")) : Optional.empty());
    }

    private static OptionalInt token(Fields json, String key, int vocabulary) throws IOException {
        Optional<String> text = content(json, key);
        if (text.isEmpty() || !json.has("added_tokens_decoder")) {
            return OptionalInt.empty();
        }
        Fields numbers = json.object("added_tokens_decoder");
        for (String number : numbers.keys()) {
            if (numbers.object(number).optionalText("content").equals(text)) {
                return OptionalInt.of(numbers.keyAsToken(number, vocabulary));
            }
        }
        return OptionalInt.empty();
    }

    /// A token is a text, or an object that has one.
    private static Optional<String> content(Fields json, String key) throws IOException {
        if (!json.has(key)) {
            return Optional.empty();
        }
        return json.isObject(key) ? json.object(key).optionalText("content") : json.optionalText(key);
    }
}
