package org.unmask.result;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.core.decode.AnswerProfile;
import org.unmask.core.decode.RecordedAnswers;
import org.unmask.input.InputFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What passes committed, of a file of evaluations, `unmask.evaluation/1`; its texts and scores are passed over.
final class AnswerFile {
    static final String SCHEMA = "unmask.evaluation/1";

    private static final long MAX_BYTES = 1L << 30;

    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, Map<Integer, List<List<Integer>>>> commits = new HashMap<>();

    private AnswerFile() {}

    /// Whether the first line of a file says that it holds evaluations.
    ///
    /// @throws IOException in one line, if the file is missing or cannot be read
    static boolean isOne(Path path) throws IOException {
        try (BufferedReader lines = InputFile.lines(path, MAX_BYTES)) {
            String first = lines.readLine();
            return first != null && schema(JsonMapper.shared().readTree(first)).equals(SCHEMA);
        } catch (JacksonException | CharacterCodingException _) {
            return false;
        }
    }

    private static String schema(JsonNode head) {
        return head.path("schema").asString("");
    }

    /// Reads a file.
    ///
    /// @param name  of the file, for messages
    /// @throws IOException in one line, naming file and line, if it is malformed
    static AnswerProfile read(String name) throws IOException {
        Path path = Path.of(name);
        AnswerFile file = new AnswerFile();
        int number = 0;
        try (BufferedReader lines = InputFile.lines(path, MAX_BYTES)) {
            JsonNode head = JsonMapper.shared().readTree(lines.readLine());
            String line = lines.readLine();
            for (number = 1; line != null; number++) {
                file.add(JsonMapper.shared().readTree(line));
                line = lines.readLine();
            }
            return new AnswerProfile(name, file.answers(head));
        } catch (JacksonException | CharacterCodingException e) {
            throw new IOException(path + " line " + (number + 1) + ": not a line of answers", e);
        }
    }

    private void add(JsonNode line) {
        String type = line.path("type").asString("");
        if (type.equals("setting")) {
            Setting setting = Setting.of(line.required("setting"));
            settings.put(setting.id(), setting);
        } else if (type.equals("problem")) {
            commits.computeIfAbsent(line.required("setting").asString(), _ -> new LinkedHashMap<>())
                    .putIfAbsent(line.required("problem").intValue(), blocks(line.required("commits")));
        }
    }

    private static List<List<Integer>> blocks(JsonNode array) {
        List<List<Integer>> blocks = new ArrayList<>();
        for (JsonNode block : array) {
            List<Integer> passes = new ArrayList<>();
            block.forEach(tokens -> passes.add(tokens.intValue()));
            blocks.add(passes);
        }
        return blocks;
    }

    private List<RecordedAnswers> answers(JsonNode head) {
        List<RecordedAnswers> answers = new ArrayList<>();
        settings.forEach((id, setting) -> setting.strategy()
                .map(strategy -> new RecordedAnswers(
                        setting.model().id().orElse("an unnamed model"),
                        head.required("dataset").asString(),
                        strategy,
                        head.required("generated_tokens").intValue(),
                        List.copyOf(commits.getOrDefault(id, Map.of()).values())))
                .ifPresent(answers::add));
        return answers;
    }
}
