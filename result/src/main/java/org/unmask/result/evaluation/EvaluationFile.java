package org.unmask.result.evaluation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.unmask.input.InputFile;
import org.unmask.result.Setting;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The content of a file of answers, `unmask.evaluation/1`: JSON lines, the first of which says what is answered.
///
/// ```json
/// {"type":"evaluation","schema":"unmask.evaluation/1","dataset":"test.jsonl","problems":"sha256:…","generated_tokens":64}
/// {"type":"setting","setting":{"id":"…","strategy":"diffusion:threshold=0.9", …}}
/// {"type":"problem","setting":"…","problem":0,"exact_match,strict-match":1,"commits":[[20,30,14]],"block_passes":[3], …}
/// ```
/// @param settings  by their ids, in the order of the file
/// @param problems  in the order of the file
public record EvaluationFile(
        String dataset,
        String fingerprint,
        int generatedTokens,
        Map<String, Setting> settings,
        List<EvaluatedProblem> problems) {
    /// What the first line says of the format.
    public static final String SCHEMA = "unmask.evaluation/1";

    private static final String HEAD = "evaluation";
    private static final String SETTING = "setting";
    private static final long MAX_BYTES = 1L << 30;

    public EvaluationFile {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        problems = List.copyOf(problems);
    }

    /// The first line.
    public static ObjectNode head(String dataset, String fingerprint, int generatedTokens) {
        return JsonMapper.shared()
                .createObjectNode()
                .put("type", HEAD)
                .put("schema", SCHEMA)
                .put("dataset", dataset)
                .put("problems", fingerprint)
                .put("generated_tokens", generatedTokens);
    }

    /// The line of a setting, which stands before its answers.
    public static ObjectNode line(Setting setting) {
        ObjectNode line = JsonMapper.shared().createObjectNode().put("type", SETTING);
        line.set(SETTING, setting.json());
        return line;
    }

    /// Reads a file that nobody is writing. A last line that was torn is an error here.
    ///
    /// @throws IOException in one line, naming file and line, if it is none of this format
    public static EvaluationFile read(Path path) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        try {
            for (String text : InputFile.text(path, MAX_BYTES).lines().toList()) {
                lines.add(JsonMapper.shared().readTree(text));
            }
        } catch (JacksonException e) {
            throw bad(path, lines.size(), "not a JSON object", e);
        }
        return of(path, lines);
    }

    /// Takes lines apart.
    ///
    /// @param path  named in errors
    /// @throws IOException in one line, naming file and line, if they are none of this format
    public static EvaluationFile of(Path path, List<JsonNode> lines) throws IOException {
        JsonNode head = lines.isEmpty() ? JsonMapper.shared().createObjectNode() : lines.getFirst();
        if (!head.path("schema").asString("").equals(SCHEMA)) {
            throw new IOException(path + ": no file of answers; its first line lacks \"schema\":\"" + SCHEMA + "\"");
        }
        Map<String, Setting> settings = new LinkedHashMap<>();
        List<EvaluatedProblem> problems = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            try {
                add(lines.get(i), settings, problems);
            } catch (JsonNodeException | IllegalArgumentException e) {
                throw bad(
                        path,
                        i,
                        String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                        e);
            }
        }
        return new EvaluationFile(
                head.path("dataset").asString(""),
                head.path("problems").asString(""),
                head.path("generated_tokens").asInt(0),
                settings,
                problems);
    }

    private static void add(JsonNode line, Map<String, Setting> settings, List<EvaluatedProblem> problems) {
        String type = line.path("type").asString("");
        switch (type) {
            case SETTING -> {
                Setting setting = Setting.of(line.required(SETTING));
                settings.put(setting.id(), setting);
            }
            case EvaluatedProblem.TYPE -> {
                EvaluatedProblem problem = EvaluatedProblem.of(line);
                if (!settings.containsKey(problem.setting())) {
                    throw new IllegalArgumentException(
                            "an answer under setting " + problem.setting() + ", which no line before describes");
                }
                problems.add(problem);
            }
            default -> throw new IllegalArgumentException("type '" + type + "'; expected setting or problem");
        }
    }

    private static IOException bad(Path path, int line, String what, Exception cause) {
        return new IOException(path + " line " + (line + 1) + ": " + what, cause);
    }

    /// The answers under a setting, by problem. Where a problem was answered twice, the first counts.
    public List<EvaluatedProblem> of(String setting) {
        Map<Integer, EvaluatedProblem> found = new LinkedHashMap<>();
        problems.stream()
                .filter(problem -> problem.setting().equals(setting))
                .forEach(problem -> found.putIfAbsent(problem.problem(), problem));
        return List.copyOf(found.values());
    }
}
