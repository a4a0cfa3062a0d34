package org.unmask.run.session;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.unmask.core.model.ChatTurn;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.JsonFile;

/// Prompts as JSON lines. Which layout a line has is told by its keys; other keys and empty lines are left out.
///
/// | layout | keys | scored |
/// |---|---|---|
/// | plain | `prompt`, maybe `answer`, a text or a number, and `response` | if there is an answer |
/// | chat | `messages` of `role` and `content`, maybe `answer` | if there is an answer |
/// | GSM8K | `question`, `answer` with `#### 42`, or the number alone | by that number |
/// | HumanEval | `task_id`, `prompt`, `entry_point`, `test` | never: code is not run |
public final class PromptFile {
    private static final long MAX_BYTES = 256L << 20;

    private PromptFile() {}

    /// All prompts, in the order of the file.
    ///
    /// @throws IOException in one line, naming file and line, if there is none or one is not as above
    public static List<Prompt> read(Path file) throws IOException {
        List<Prompt> prompts = new ArrayList<>();
        int line = 0;
        try (BufferedReader reader = InputFile.lines(file, MAX_BYTES)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (!text.isBlank()) {
                    prompts.add(prompt(JsonFile.parse(file + ":" + line, text.getBytes(StandardCharsets.UTF_8))));
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

    static Prompt prompt(Fields line) throws IOException {
        List<String> layouts =
                Stream.of("prompt", "messages", "question").filter(line::has).toList();
        if (layouts.size() > 1) {
            throw new IOException(line.file() + ": " + String.join(" and ", layouts) + ": expected only one of them");
        }
        return switch (layouts.isEmpty() ? "" : layouts.getFirst()) {
            case "prompt" -> plain(line);
            case "messages" -> new Prompt("", turns(line), line.verbatimOrNumber("answer"), Optional.empty());
            case "question" -> question(line);
            default -> throw line.bad("prompt", "a text, or messages, or a question");
        };
    }

    private static Prompt plain(Fields line) throws IOException {
        boolean code = line.has("task_id") && line.has("entry_point");
        return new Prompt(
                required(line, "prompt"),
                code ? Optional.empty() : line.verbatimOrNumber("answer"),
                line.verbatim(code ? "canonical_solution" : "response"));
    }

    /// The form in which lm-evaluation-harness asks the questions of GSM8K without examples.
    private static Prompt question(Fields line) throws IOException {
        String answer = line.verbatimOrNumber("answer")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> line.bad("answer", "a text or a number"));
        if (Scoring.number(answer).isEmpty() && !Scoring.isNumber(answer)) {
            throw line.bad("answer", "a number, or a text with one behind ####");
        }
        String question = required(line, "question");
        return new Prompt(asked(question), Optional.of(answer), Optional.of(answer));
    }

    static String asked(String question) {
        return "Question: " + question + "\nAnswer:";
    }

    private static List<ChatTurn> turns(Fields line) throws IOException {
        List<ChatTurn> turns = new ArrayList<>();
        for (Fields message : line.objects("messages")) {
            ChatTurn.Role role = message.value("role", PromptFile::role);
            if (role == ChatTurn.Role.SYSTEM && !turns.isEmpty()) {
                throw message.bad("role", "a system turn only as the first");
            }
            turns.add(new ChatTurn(role, required(message, "content")));
        }
        if (turns.isEmpty() || turns.getLast().role() != ChatTurn.Role.USER) {
            throw line.bad("messages", "turns of which the last is the user's, for the model to answer");
        }
        return turns;
    }

    private static ChatTurn.Role role(String id) {
        return Stream.of(ChatTurn.Role.values())
                .filter(role -> role.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + "; expected system, user or assistant"));
    }

    private static String required(Fields fields, String key) throws IOException {
        return fields.verbatim(key).filter(text -> !text.isEmpty()).orElseThrow(() -> fields.bad(key, "a text"));
    }
}
