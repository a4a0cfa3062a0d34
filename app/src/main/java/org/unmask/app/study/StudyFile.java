package org.unmask.app.study;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unmask.core.text.ParserMessage;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;
import org.unmask.run.session.SamplingSettings;
import org.unmask.run.session.Stops;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads studies from YAML. Every error is one line that names the file and the key.
public final class StudyFile {
    /// The format of the files.
    public static final String SCHEMA = "unmask.study/1";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int LARGEST = 1 << 20;

    private StudyFile() {}

    /// Reads the file of a study.
    ///
    /// @throws IOException if the file cannot be read or is not a study
    public static Study read(Path path) throws IOException {
        if (Files.size(path) > LARGEST) {
            throw new IOException(path + ": larger than a study can be");
        }
        try {
            return parse(path.toString(), Files.readString(path));
        } catch (CharacterCodingException e) {
            throw new IOException(path + ": not UTF-8", e);
        }
    }

    /// Reads the text of a study.
    ///
    /// @param name  of the file, for messages
    public static Study parse(String name, String text) throws IOException {
        try {
            return study(YAML.readTree(text), text);
        } catch (JacksonException e) {
            throw new IOException(name + ": not YAML: " + ParserMessage.plain(e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static Study study(JsonNode root, String text) {
        Keys keys = new Keys("", root);
        String schema = keys.text("schema");
        if (!schema.equals(SCHEMA)) {
            throw new IllegalArgumentException("schema: " + schema + "; expected " + SCHEMA);
        }
        String name = keys.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new IllegalArgumentException(
                    "name: " + name + "; expected letters, digits, dots, hyphens and underscores");
        }
        Study study = new Study(
                name,
                keys.text("title", name),
                keys.part("predict", StudyFile::predict),
                keys.part("measure", StudyFile::measure),
                keys.part("answers", StudyFile::answers),
                keys.parts("figures", FigureKeys::figure),
                keys.part("asymptotics", FigureKeys::asymptotics),
                text);
        keys.end();
        requireDistinct(study.figures());
        if (study.predict().isEmpty()
                && study.measure().isEmpty()
                && study.answers().isEmpty()
                && study.figures().isEmpty()
                && study.asymptotics().isEmpty()) {
            throw new IllegalArgumentException("nothing to do: give predict, measure, answers, figures or asymptotics");
        }
        return study;
    }

    /// Names of figures are anchors in the page and names of files.
    private static void requireDistinct(List<FigureSpec> figures) {
        Set<String> ids = new HashSet<>();
        for (FigureSpec figure : figures) {
            if (!ids.add(figure.id())) {
                throw new IllegalArgumentException(
                        figure.key() + "id: \"" + figure.id() + "\"; another figure has this name");
            }
        }
    }

    private static Study.Predict predict(Keys keys) {
        return new Study.Predict(
                keys.text("autoregressive"),
                keys.text("diffusion"),
                keys.texts("devices"),
                keys.numbers("prompt_tokens"),
                keys.positive("generated_tokens"),
                keys.numbers("batches"),
                keys.numbers("steps"),
                keys.texts("strategies"),
                keys.text("logits", "active"),
                keys.text("dtype", "bf16"),
                keys.text("profile", "roofline"),
                keys.part("intensity", StudyFile::intensity)
                        .orElseThrow(() -> new IllegalArgumentException("predict.intensity: missing")),
                keys.part("crossover", StudyFile::crossover));
    }

    private static Study.Crossover crossover(Keys keys) {
        return new Study.Crossover(keys.numbers("batches"), keys.numbers("prompt_tokens"), keys.texts("strategies"));
    }

    private static Study.Intensity intensity(Keys keys) {
        return new Study.Intensity(
                keys.positive("prompt_tokens"),
                keys.positive("generated_tokens"),
                keys.numbers("lengths"),
                keys.numbers("batches"),
                keys.texts("strategies"));
    }

    private static Study.Measure measure(Keys keys) {
        return new Study.Measure(
                keys.text("autoregressive"),
                keys.text("diffusion"),
                keys.texts("strategies"),
                keys.numbers("batches"),
                keys.positive("prompt_tokens"),
                keys.positive("generated_tokens"),
                keys.text("logits", "active"),
                keys.text("dtype", "bf16"),
                keys.text("kv_dtype", "float32"),
                keys.text("profile", "roofline"),
                keys.text("backend", "auto"),
                keys.number("threads", 0),
                keys.number("warmups", 1),
                keys.positive("repetitions"),
                stop(keys, keys.text("stop", "length")),
                sampling(keys));
    }

    private static Generation.Stop stop(Keys keys, String stop) {
        try {
            return Stops.of(stop, keys.text("finished", "drop"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(keys.prefix() + e.getMessage(), e);
        }
    }

    private static SamplingSettings sampling(Keys keys) {
        Optional<Sampling.Style> style =
                keys.has("sampler") ? Optional.of(keys.value("sampler", Sampling.Style::of)) : Optional.empty();
        return new SamplingSettings(
                style,
                keys.decimal("temperature", 0),
                keys.number("top_k", 0),
                keys.decimal("top_p", 1),
                keys.number("seed", 0));
    }

    private static Study.Answer answers(Keys keys) {
        return new Study.Answer(
                keys.text("autoregressive"),
                keys.text("diffusion"),
                keys.text("prompts"),
                keys.number("problems"),
                keys.positive("generated_tokens"),
                keys.texts("strategies"),
                keys.text("dtype", "float32"),
                keys.text("backend", "auto"),
                keys.number("threads", 0),
                isChat(keys.text("prompt_form", "plain")),
                keys.has("batch") ? keys.positive("batch") : 1,
                stop(keys, "end-token"),
                sampling(keys));
    }

    private static boolean isChat(String form) {
        return switch (form) {
            case "plain" -> false;
            case "chat" -> true;
            default ->
                throw new IllegalArgumentException("answers.prompt_form: \"" + form + "\"; expected plain or chat");
        };
    }
}
