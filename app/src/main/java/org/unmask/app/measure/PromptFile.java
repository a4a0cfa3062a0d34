package org.unmask.app.measure;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prompts as JSON lines: `{"prompt": "...", "answer": "...", "response": "..."}`, the last two optional. Other
/// keys and empty lines are left out.
public final class PromptFile {
    private static final long MAX_BYTES = 256L << 20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private PromptFile() {}

    /// All prompts, in the order of the file.
    ///
    /// @throws IOException in one line, naming file and line, if there is none or one is not as above
    public static List<Prompt> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": " + (Files.exists(file) ? "not a regular file" : "no such file"));
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + ": " + Files.size(file) + " bytes; expected at most " + MAX_BYTES);
        }
        List<Prompt> prompts = new ArrayList<>();
        int line = 0;
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (!text.isBlank()) {
                    prompts.add(prompt(file + ":" + line, text));
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8, after line " + line, e);
        }
        if (prompts.isEmpty()) {
            throw new IOException(file + ": no prompts; expected one JSON object per line");
        }
        return List.copyOf(prompts);
    }

    private static Prompt prompt(String place, String text) throws IOException {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JacksonException e) {
            String message = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new IOException(place + ": malformed JSON: " + message, e);
        }
        if (!node.isObject()) {
            throw new IOException(place + ": expected a JSON object");
        }
        String prompt = text(place, node, "prompt")
                .orElseThrow(() -> new IOException(place + ": prompt: missing; expected a text"));
        if (prompt.isEmpty()) {
            throw new IOException(place + ": prompt: empty; expected a text");
        }
        return new Prompt(prompt, text(place, node, "answer"), text(place, node, "response"));
    }

    private static Optional<String> text(String place, JsonNode node, String key) throws IOException {
        if (!node.hasNonNull(key)) {
            return Optional.empty();
        }
        if (!node.get(key).isString()) {
            throw new IOException(place + ": " + key + ": expected a text");
        }
        return Optional.of(node.get(key).stringValue());
    }
}
