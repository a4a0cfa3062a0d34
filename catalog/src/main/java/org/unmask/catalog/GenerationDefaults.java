package org.unmask.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;

/// The tokens that a `generation_config.json` names; none where the file, or a key, is missing. What it recommends of
/// sampling is not read.
///
/// @param endTokens  end a text; often more than `config.json` names
/// @param maskToken  stands for a position that is not decoded yet
record GenerationDefaults(List<Integer> endTokens, OptionalInt maskToken) {
    static final String FILE = "generation_config.json";

    /// A folder without the file names no tokens.
    static final GenerationDefaults NONE = new GenerationDefaults(List.of(), OptionalInt.empty());

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

    private static GenerationDefaults of(Fields json, int vocabulary) throws IOException {
        return new GenerationDefaults(
                json.tokens("eos_token_id", vocabulary), json.optionalToken("mask_token_id", vocabulary));
    }
}
