package org.unmask.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.unmask.engine.Generation;
import org.unmask.engine.Sampling;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.ParserMessage;
import org.unmask.run.session.SamplingSettings;
import org.unmask.run.session.Stops;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Reads studies from YAML. Every error is one line that names the file and the key.
public final class StudyFile {
    /// Prices measured passes with the operators timed on the machine that ran them.
    public static final String AUTO = "auto";

    /// The format of the files.
    public static final String SCHEMA = "unmask.study/1";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final long MAX_BYTES = 1L << 20;

    private StudyFile() {}

    /// Reads the file of a study.
    ///
    /// @throws IOException if the file cannot be read or is not a study
    public static Study read(Path path) throws IOException {
        return parse(path.toString(), InputFile.text(path, MAX_BYTES));
    }

    /// Reads the text of a study.
    ///
    /// @param name  of the file, for messages
    public static Study parse(String name, String text) throws IOException {
        try {
            return study(Fields.of(name, YAML.readTree(text)), text);
        } catch (JacksonException e) {
            throw new IOException(name + ": not YAML: " + ParserMessage.plain(e.getOriginalMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static Study study(Fields fields, String text) throws IOException {
        fields.requireSchema(SCHEMA);
        String name = fields.text("name");
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw fields.bad("name", "letters, digits, dots, hyphens and underscores");
        }
        Study study = new Study(
                name,
                fields.text("title", name),
                fields.part("predict", StudyFile::predict),
                fields.part("measure", StudyFile::measure),
                fields.part("answers", StudyFile::answers),
                fields.parts("figures", FigureKeys::figure),
                fields.part("asymptotics", FigureKeys::asymptotics),
                text);
        fields.end();
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

    private static Study.Predict predict(Fields fields) throws IOException {
        return new Study.Predict(
                fields.text("autoregressive"),
                fields.text("diffusion"),
                fields.texts("devices"),
                fields.ranges("prompt_tokens"),
                fields.count("generated_tokens"),
                fields.ranges("batches"),
                fields.ranges("steps"),
                fields.texts("strategies"),
                fields.text("logits", "active"),
                prefillChunk(fields),
                fields.text("dtype", "bf16"),
                fields.text("profile", "roofline"),
                fields.part("intensity", StudyFile::intensity).orElseThrow(() -> fields.bad("intensity", "an object")),
                fields.part("crossover", StudyFile::crossover));
    }

    /// Most tokens of a pass over prompts; 0 is no limit, as without the key.
    static int prefillChunk(Fields fields) throws IOException {
        String key = "prefill_chunk";
        return fields.has(key) ? fields.count(key) : 0;
    }

    private static Study.Crossover crossover(Fields fields) throws IOException {
        return new Study.Crossover(
                fields.ranges("batches"), fields.ranges("prompt_tokens"), fields.texts("strategies"));
    }

    private static Study.Intensity intensity(Fields fields) throws IOException {
        return new Study.Intensity(
                fields.count("prompt_tokens"),
                fields.count("generated_tokens"),
                fields.ranges("lengths"),
                fields.ranges("batches"),
                fields.texts("strategies"));
    }

    private static Study.Measure measure(Fields fields) throws IOException {
        return new Study.Measure(
                fields.text("autoregressive"),
                fields.text("diffusion"),
                fields.texts("strategies"),
                fields.ranges("batches"),
                fields.count("prompt_tokens"),
                fields.count("generated_tokens"),
                fields.text("logits", "active"),
                fields.text("dtype", "bf16"),
                fields.text("kv_dtype", "float32"),
                fields.text("profile", AUTO),
                fields.text("backend", "auto"),
                fields.whole("threads", 0),
                fields.whole("warmups", 1),
                fields.count("repetitions"),
                stop(fields, fields.text("stop", "length")),
                sampling(fields));
    }

    private static Generation.Stop stop(Fields fields, String stop) throws IOException {
        try {
            return Stops.of(stop, fields.text("finished", "drop"));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(fields.prefix() + e.getMessage(), e);
        }
    }

    private static SamplingSettings sampling(Fields fields) throws IOException {
        Optional<Sampling.Style> style =
                fields.has("sampler") ? Optional.of(fields.value("sampler", Sampling.Style::of)) : Optional.empty();
        return new SamplingSettings(
                style,
                fields.decimal("temperature", 0),
                fields.whole("top_k", 0),
                fields.decimal("top_p", 1),
                fields.whole("seed", 0));
    }

    private static Study.Answer answers(Fields fields) throws IOException {
        return new Study.Answer(
                fields.text("autoregressive"),
                fields.text("diffusion"),
                fields.text("prompts"),
                fields.whole("problems"),
                fields.count("generated_tokens"),
                fields.texts("strategies"),
                fields.text("dtype", "float32"),
                fields.text("backend", "auto"),
                fields.whole("threads", 0),
                fields.value("prompt_form", "plain", StudyFile::isChat),
                fields.count("batch", 1),
                stop(fields, "end-token"),
                sampling(fields));
    }

    private static boolean isChat(String form) {
        return switch (form) {
            case "plain" -> false;
            case "chat" -> true;
            default -> throw new IllegalArgumentException("\"" + form + "\"; expected plain or chat");
        };
    }
}
