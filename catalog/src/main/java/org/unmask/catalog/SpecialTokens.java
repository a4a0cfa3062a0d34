package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final String MAP = "special_tokens_map.json";
    private static final String TABLE = "added_tokens_decoder";

    /// None is known.
    public static final SpecialTokens NONE =
            new SpecialTokens(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    /// Reads the file of a folder, if it is there, and the map that older tools wrote beside it. Their tokens are texts; numbers
    /// are those of `added_tokens_decoder`, or else those of other files.
    ///
    /// @throws IOException in one line, naming file and key, if a value is not as expected
    static SpecialTokens read(Path folder, int vocabulary) throws IOException {
        List<Fields> files = new ArrayList<>();
        for (String name : List.of(FILE, MAP)) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) {
                files.add(JsonFile.read(file, MAX_BYTES));
            }
        }
        if (files.isEmpty()) {
            return NONE;
        }
        Fields first = files.getFirst();
        return new SpecialTokens(
                token(folder, files, "bos_token", vocabulary),
                token(folder, files, "eos_token", vocabulary),
                token(folder, files, "mask_token", vocabulary),
                first.has("add_bos_token") ? Optional.of(first.flag("add_bos_token")) : Optional.empty());
    }

    private static OptionalInt token(Path folder, List<Fields> files, String key, int vocabulary) throws IOException {
        for (Fields json : files) {
            Optional<String> text = content(json, key);
            if (text.isPresent()) {
                return json.has(TABLE)
                        ? numbered(json.object(TABLE), text.get(), vocabulary)
                        : added(folder, text.get(), vocabulary);
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt numbered(Fields numbers, String text, int vocabulary) throws IOException {
        for (String number : numbers.keys()) {
            if (numbers.object(number).optionalText("content").equals(Optional.of(text))) {
                return OptionalInt.of(numbers.keyAsToken(number, vocabulary));
            }
        }
        return OptionalInt.empty();
    }

    private static OptionalInt added(Path folder, String text, int vocabulary) throws IOException {
        Integer number = AddedTokens.of(folder, vocabulary).get(text);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /// A token is a text, or an object that has one.
    private static Optional<String> content(Fields json, String key) throws IOException {
        if (!json.has(key)) {
            return Optional.empty();
        }
        return json.isObject(key) ? json.object(key).optionalText("content") : json.optionalText(key);
    }
}
