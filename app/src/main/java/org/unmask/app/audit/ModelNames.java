package org.unmask.app.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.unmask.catalog.Catalog;
import org.unmask.core.text.Names;
import org.unmask.core.text.UsageException;

/// Models by the names that papers and servers give them: `meta-llama/Meta-Llama-3-8B-Instruct` is `llama-3-8b`. Only models
/// of the catalogue are found, never files.
final class ModelNames {
    /// Words that change no size, dates and versions among them. How weights are quantised is said elsewhere.
    private static final Pattern NOISE =
            Pattern.compile("instruct|chat|it|base|hf|meta|thinking|preview|\\d{4}|v\\d(\\.\\d)?|bf16|fp16|fp8|dynamic"
                    + "|gguf|awq|gptq|w4a8|w8a8|w4a16|i?q\\d|0|k|m|s");

    private final List<String> ids;
    private final Map<List<String>, String> byWords = new LinkedHashMap<>();

    ModelNames(Catalog catalog) throws IOException {
        this.ids = catalog.models();
        for (String id : ids) {
            byWords.putIfAbsent(words(id), id);
        }
    }

    /// @throws IllegalArgumentException naming the nearest ones, if there is no such model
    Found find(String name) {
        if (ids.contains(name)) {
            return new Found(name, 1, List.of());
        }
        String id = byWords.get(words(name));
        if (id == null) {
            throw new UsageException("model '" + name + "' is not in the catalogue"
                    + nearest(name).map(near -> " (did you mean " + near + "?)").orElse("") + "; give --model NAME");
        }
        return new Found(id, 1, List.of("model '" + name + "' has the sizes of " + id));
    }

    private Optional<String> nearest(String name) {
        List<String> near = Names.nearest(name.substring(name.lastIndexOf('/') + 1), ids);
        return near.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", near));
    }

    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        String plain = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        for (String word : plain.split("[^a-z0-9.]+", -1)) {
            if (!word.isEmpty() && !NOISE.matcher(word).matches()) {
                words.add(word);
            }
        }
        return words;
    }
}
