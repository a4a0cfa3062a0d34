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
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.JsonFile;

/// Problems of a benchmark, in the layouts of [PromptFile]. A line that no model could answer does not end the
/// reading: it is skipped, with a reason.
///
/// @param fingerprint  tells the problems from others
/// @param problems  in the order of the file
public record Dataset(Path file, String fingerprint, List<Problem> problems) {
    private static final long MAX_BYTES = 256L << 20;

    public Dataset {
        problems = List.copyOf(problems);
    }

    /// One line.
    ///
    /// @param number  from 0
    /// @param task  its `task_id`, as HumanEval has it
    /// @param prompt  empty if it is skipped
    /// @param skipped  why it is, for people; empty if it is not
    public record Problem(int number, Optional<String> task, Optional<Prompt> prompt, String skipped) {}

    /// Reads a file.
    ///
    /// @throws IOException in one line, naming file and line, if there are no problems or one is in no known layout
    public static Dataset read(Path file) throws IOException {
        List<Problem> problems = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        int line = 0;
        try (BufferedReader reader = InputFile.lines(file, MAX_BYTES)) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (!text.isBlank()) {
                    Fields fields = JsonFile.parse(file + ":" + line, text.getBytes(StandardCharsets.UTF_8));
                    problems.add(problem(problems.size(), fields));
                    texts.add(text);
                }
            }
        } catch (CharacterCodingException e) {
            throw new IOException(file + ": not UTF-8, after line " + line, e);
        }
        if (problems.isEmpty()) {
            throw new IOException(file + ": no problems; expected one JSON object per line");
        }
        return new Dataset(file, Fingerprint.ofTexts(texts.stream()), problems);
    }

    /// The first problems.
    ///
    /// @param count  0 for all
    /// @throws IllegalArgumentException if there are fewer
    public List<Problem> first(int count) {
        if (count > problems.size()) {
            throw new IllegalArgumentException(
                    count + " problems are asked for; " + file + " has only " + problems.size());
        }
        return count == 0 ? problems : problems.subList(0, count);
    }

    private static Problem problem(int number, Fields line) throws IOException {
        Optional<String> task = line.has("task_id") ? Optional.of(line.textOrNumber("task_id")) : Optional.empty();
        if (isEmpty(line)) {
            return new Problem(number, task, Optional.empty(), "its prompt is empty");
        }
        if (line.has("question")) {
            Optional<String> answer = line.verbatimOrNumber("answer").filter(text -> !text.isBlank());
            if (answer.isEmpty()) {
                Prompt open = new Prompt(
                        PromptFile.asked(line.verbatim("question").orElseThrow()), Optional.empty(), Optional.empty());
                return new Problem(number, task, Optional.of(open), "");
            }
            if (Scoring.number(answer.get()).isEmpty() && !Scoring.isNumber(answer.get())) {
                return new Problem(number, task, Optional.empty(), "its answer has no number, alone or behind ####");
            }
        }
        return new Problem(number, task, Optional.of(known(PromptFile.prompt(line))), "");
    }

    private static boolean isEmpty(Fields line) throws IOException {
        for (String key : Stream.of("prompt", "question").filter(line::has).toList()) {
            if (line.verbatim(key).orElse("").isBlank()) {
                return true;
            }
        }
        return false;
    }

    /// An answer of blanks is none.
    private static Prompt known(Prompt prompt) {
        return new Prompt(
                prompt.prompt(), prompt.turns(), prompt.answer().filter(text -> !text.isBlank()), prompt.response());
    }
}
