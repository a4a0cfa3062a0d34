package org.unmask.run.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.core.model.ChatTurn;
import org.unmask.core.text.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prompts as JSON lines. Which layout a line has is told by its keys; other keys and empty lines are left out.
///
/// | layout | keys | scored |
/// |---|---|---|
/// | plain | `prompt`, maybe `answer` and `response` | if there is an answer |
/// | chat | `messages` of `role` and `content`, maybe `answer` | if there is an answer |
/// | GSM8K | `question`, `answer` with `#### 42` | by that number |
/// | HumanEval | `task_id`, `prompt`, `entry_point`, `test` | never: code is not run |
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
            String message = ParserMessage.plain(e.getOriginalMessage());
            throw new IOException(place + ": malformed JSON: " + message, e);
        }
        if (!node.isObject()) {
            throw new IOException(place + ": expected a JSON object");
        }
        List<String> layouts = Stream.of("prompt", "messages", "question")
                .filter(node::hasNonNull)
                .toList();
        if (layouts.size() > 1) {
            throw new IOException(place + ": " + String.join(" and ", layouts) + ": expected only one of them");
        }
        return switch (layouts.isEmpty() ? "" : layouts.getFirst()) {
            case "prompt" -> plain(place, node);
            case "messages" ->
                new Prompt("", turns(place, node.get("messages")), text(place, node, "answer"), Optional.empty());
            case "question" -> question(place, node);
            default -> throw new IOException(place + ": prompt: missing; expected a text, or messages, or a question");
        };
    }

    private static Prompt plain(String place, JsonNode node) throws IOException {
        boolean code = node.hasNonNull("task_id") && node.hasNonNull("entry_point");
        return new Prompt(
                required(place, node, "prompt"),
                code ? Optional.empty() : text(place, node, "answer"),
                text(place, node, code ? "canonical_solution" : "response"));
    }

    /// The form in which lm-evaluation-harness asks the questions of GSM8K without examples.
    private static Prompt question(String place, JsonNode node) throws IOException {
        String answer = required(place, node, "answer");
        if (Scoring.number(answer).isEmpty()) {
            throw new IOException(place + ": answer: has no number behind ####");
        }
        String question = required(place, node, "question");
        return new Prompt("Question: " + question + "\nAnswer:", Optional.of(answer), Optional.of(answer));
    }

    private static List<ChatTurn> turns(String place, JsonNode messages) throws IOException {
        if (!messages.isArray() || messages.isEmpty()) {
            throw new IOException(place + ": messages: expected a list of role and content");
        }
        List<ChatTurn> turns = new ArrayList<>();
        for (JsonNode message : messages) {
            String at = place + ": messages[" + turns.size() + "]";
            if (!message.isObject()) {
                throw new IOException(at + ": expected role and content");
            }
            String role = required(at, message, "role");
            ChatTurn.Role known = Stream.of(ChatTurn.Role.values())
                    .filter(value -> value.id().equals(role))
                    .findFirst()
                    .orElseThrow(
                            () -> new IOException(at + ": role: " + role + "; expected system, user or assistant"));
            if (known == ChatTurn.Role.SYSTEM && !turns.isEmpty()) {
                throw new IOException(at + ": role: system; a system turn can only be the first");
            }
            turns.add(new ChatTurn(known, required(at, message, "content")));
        }
        if (turns.getLast().role() != ChatTurn.Role.USER) {
            throw new IOException(place + ": messages: the last is the "
                    + turns.getLast().role().id() + "'s; expected the user's, for the model to answer");
        }
        return turns;
    }

    private static String required(String place, JsonNode node, String key) throws IOException {
        String text = text(place, node, key)
                .orElseThrow(() -> new IOException(place + ": " + key + ": missing; expected a text"));
        if (text.isEmpty()) {
            throw new IOException(place + ": " + key + ": empty; expected a text");
        }
        return text;
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
