package org.unmask.run.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.unmask.core.model.ChatTurn;
import org.unmask.engine.weight.GgufFile;
import org.unmask.engine.weight.GgufMetadata;
import org.unmask.engine.weight.TensorStore;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.JsonFile;
import org.unmask.run.checkpoint.GgufVocabulary;
import org.unmask.run.template.Template;
import org.unmask.run.template.TemplateException;

/// What the files of a model say of conversations: its own template, and the texts of its special tokens.
///
/// @param template  empty if there is none
/// @param source  of the template, for messages
/// @param tokens  texts by the names that templates have for them, for instance `bos_token`
record ChatFiles(Optional<String> template, String source, Map<String, String> tokens) {
    private static final long MAX_BYTES = 64L << 20;
    private static final String ALONE = "chat_template.jinja";
    private static final String CONFIG = "tokenizer_config.json";
    /// Of models with images, where the tokenizer has none.
    private static final String PROCESSOR = "chat_template.json";
    /// Says tokens that the tokenizer's own file leaves out.
    private static final String MAP = "special_tokens_map.json";
    private static final String KEY = "chat_template";
    private static final String GGUF_KEY = "tokenizer.chat_template";
    private static final List<String> TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");
    private static final Map<String, String> GGUF_TOKENS = Map.of(
            "bos_token", "tokenizer.ggml.bos_token_id",
            "eos_token", "tokenizer.ggml.eos_token_id",
            "unk_token", "tokenizer.ggml.unknown_token_id",
            "pad_token", "tokenizer.ggml.padding_token_id",
            "mask_token", "tokenizer.ggml.mask_token_id");

    /// Nothing is said.
    static final ChatFiles NONE = new ChatFiles(Optional.empty(), "", Map.of());

    /// A GGUF file says it itself; other weights have it beside them.
    ///
    /// @throws IOException in one line, if a file cannot be read
    static ChatFiles of(TensorStore store) throws IOException {
        return store instanceof GgufFile file
                ? gguf(file)
                : folder(store.path().toAbsolutePath().resolve("..").normalize());
    }

    private static ChatFiles gguf(GgufFile file) throws IOException {
        GgufMetadata metadata = file.metadata();
        Optional<String> template = metadata.has(GGUF_KEY) ? Optional.of(metadata.text(GGUF_KEY)) : Optional.empty();
        Map<String, String> tokens = new LinkedHashMap<>();
        if (template.isPresent() && metadata.has(GgufVocabulary.TOKENS)) {
            List<String> texts = metadata.texts(GgufVocabulary.TOKENS);
            for (Map.Entry<String, String> token : GGUF_TOKENS.entrySet()) {
                if (metadata.has(token.getValue())) {
                    long number = metadata.whole(token.getValue(), 0, Integer.MAX_VALUE);
                    if (number < texts.size()) {
                        tokens.put(token.getKey(), texts.get((int) number));
                    }
                }
            }
        }
        return new ChatFiles(template, GGUF_KEY + " of " + file.path().getFileName(), tokens);
    }

    static ChatFiles folder(Path folder) throws IOException {
        Path config = folder.resolve(CONFIG);
        Optional<Fields> said = Files.exists(config) ? Optional.of(JsonFile.read(config, MAX_BYTES)) : Optional.empty();
        Map<String, String> tokens = new LinkedHashMap<>();
        Path map = folder.resolve(MAP);
        if (Files.exists(map)) {
            tokens.putAll(tokens(JsonFile.read(map)));
        }
        if (said.isPresent()) {
            tokens.putAll(tokens(said.get()));
        }
        Path alone = folder.resolve(ALONE);
        if (Files.exists(alone)) {
            return new ChatFiles(Optional.of(InputFile.text(alone, MAX_BYTES)), ALONE, tokens);
        }
        Optional<String> template = said.isPresent() ? template(said.get()) : Optional.empty();
        Path processor = folder.resolve(PROCESSOR);
        return template.isEmpty() && Files.exists(processor)
                ? new ChatFiles(template(JsonFile.read(processor, MAX_BYTES)), PROCESSOR, tokens)
                : new ChatFiles(template, KEY + " of " + CONFIG, tokens);
    }

    /// One text, or several of which one is called `default`.
    private static Optional<String> template(Fields config) throws IOException {
        if (!config.has(KEY)) {
            return Optional.empty();
        }
        if (!config.isList(KEY)) {
            return config.verbatim(KEY);
        }
        for (Fields each : config.objects(KEY)) {
            if (each.text("name").equals("default")) {
                return each.verbatim("template");
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> tokens(Fields config) throws IOException {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String name : TOKENS) {
            Optional<String> text = config.has(name) && config.isObject(name)
                    ? config.object(name).verbatim("content")
                    : config.verbatim(name);
            text.ifPresent(known -> tokens.put(name, known));
        }
        return tokens;
    }

    /// A turn with its keys in the order that clients send them: a template may write it out.
    private static Map<String, String> message(ChatTurn turn) {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", turn.role().id());
        message.put("content", turn.text());
        return message;
    }

    /// Everything before the next answer in a conversation.
    ///
    /// @throws IllegalArgumentException in one line, if the template cannot be rendered, or refuses the conversation
    /// @throws java.util.NoSuchElementException if there is no template
    String prompt(List<ChatTurn> turns) {
        Map<String, Object> values = new LinkedHashMap<>(tokens);
        values.put("messages", turns.stream().map(ChatFiles::message).toList());
        values.put("add_generation_prompt", true);
        values.put("tools", null);
        values.put("documents", null);
        try {
            return Template.of(template.orElseThrow()).render(values);
        } catch (TemplateException e) {
            throw new IllegalArgumentException(
                    "the model's own chat template (" + source + ") gives no prompt: " + e.getMessage()
                            + "; give plain prompts, not as a conversation",
                    e);
        }
    }
}
