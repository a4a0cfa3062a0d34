package org.unmask.catalog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.unmask.input.Fields;

/// The text model of a configuration: all of it, or the part of a model that reads images or sounds, too.
///
/// @param config  its keys, with those that the file says for all parts
/// @param notes  what is left out, for people
record TextModel(Fields config, List<String> notes) {
    /// Keys below which files have their text model, outermost first.
    private static final List<String> PARTS =
            List.of("thinker_config", "text_config", "llm_config", "language_config", "language_model_config");

    /// Names the tower in files of LLaVA's own, which have the keys of the text model beside it.
    private static final String NAMED_TOWER = "mm_vision_tower";

    /// Keys that a file may say for all parts at once.
    private static final List<String> SHARED = List.of(
            "tie_word_embeddings",
            "torch_dtype",
            "dtype",
            "eos_token_id",
            "mask_token_id",
            "canvas_length",
            "quantization_config",
            "compression_config",
            "quantization");

    TextModel {
        notes = List.copyOf(notes);
    }

    /// The text model of a file.
    static TextModel of(Fields root) throws IOException {
        List<String> towers = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        Fields config = root;
        boolean deeper = true;
        while (deeper) {
            towers.addAll(towers(config));
            deeper = false;
            for (String part : PARTS) {
                if (config.has(part) && config.isObject(part)) {
                    parts.add(part);
                    config = named(config.object(part), config).withThose(config, SHARED);
                    deeper = true;
                    break;
                }
            }
        }
        if (towers.isEmpty() && parts.isEmpty()) {
            return new TextModel(root, List.of());
        }
        String left = towers.isEmpty() ? "other parts are left out" : String.join(", ", towers) + " left out";
        return new TextModel(
                config,
                List.of(
                        parts.isEmpty()
                                ? left + ": text model alone"
                                : left + ": text model alone, as " + String.join(".", parts) + " has it"));
    }

    /// A part that does not say its type is of that of the whole.
    private static Fields named(Fields part, Fields whole) {
        return part.has("model_type") ? part : part.withThose(whole, List.of("model_type"));
    }

    private static List<String> towers(Fields config) {
        List<String> towers = new ArrayList<>();
        for (String key : config.keys()) {
            if (!PARTS.contains(key) && config.isObject(key)) {
                if (key.startsWith("vision") || key.startsWith("vit_") || key.startsWith("visual")) {
                    towers.add("vision tower");
                } else if (key.startsWith("audio") || key.startsWith("speech") || key.startsWith("talker")) {
                    towers.add("audio part (" + key + ")");
                } else if (key.endsWith("_config") && key.startsWith("img_")) {
                    towers.add("image part (" + key + ")");
                }
            }
        }
        if (config.has(NAMED_TOWER)) {
            towers.add("vision tower");
        }
        return towers.stream().distinct().toList();
    }
}
