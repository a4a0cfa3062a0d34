package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.unmask.catalog.json.JsonFile;
import org.unmask.catalog.json.JsonObject;

/// What a `generation_config.json` recommends. Nothing is recommended where the file, or a key, is missing.
///
/// @param endTokens  that end a text, often more than `config.json` names
/// @param sampling  whether tokens are drawn (`do_sample`); if not, the numbers below have no effect
/// @param temperature  logits are divided by; 0 is the most likely token
/// @param topK  so many most likely tokens are drawn from; empty is all
/// @param topP  as many most likely tokens as have this probability together are drawn from, in `(0, 1]`
public record GenerationDefaults(
        List<Integer> endTokens,
        OptionalInt maskToken,
        Optional<Boolean> sampling,
        OptionalDouble temperature,
        OptionalInt topK,
        OptionalDouble topP) {
    static final String FILE = "generation_config.json";

    /// Nothing is recommended.
    public static final GenerationDefaults NONE = new GenerationDefaults(
            List.of(),
            OptionalInt.empty(),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty());

    public GenerationDefaults {
        endTokens = List.copyOf(endTokens);
    }

    /// Reads the file of a folder, if it is there.
    ///
    /// @throws IOException in one line, naming file and key, if a value is not as above
    static GenerationDefaults read(Path folder, int vocabulary) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? of(JsonFile.read(file), vocabulary) : NONE;
    }

    private static GenerationDefaults of(JsonObject json, int vocabulary) throws IOException {
        OptionalDouble topP = json.has("top_p") ? OptionalDouble.of(json.positive("top_p")) : OptionalDouble.empty();
        if (topP.isPresent() && topP.getAsDouble() > 1) {
            throw json.bad("top_p", "a number above 0, at most 1");
        }
        int topK = json.whole("top_k", 0);
        return new GenerationDefaults(
                json.tokens("eos_token_id", vocabulary),
                json.optionalToken("mask_token_id", vocabulary),
                json.has("do_sample") ? Optional.of(json.flag("do_sample")) : Optional.empty(),
                json.has("temperature") ? OptionalDouble.of(json.number("temperature")) : OptionalDouble.empty(),
                topK > 0 ? OptionalInt.of(topK) : OptionalInt.empty(),
                topP);
    }
}
