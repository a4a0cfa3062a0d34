package org.unmask.run.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.unmask.engine.token.BpeVocabulary;
import org.unmask.engine.token.SentencePieceModel;
import org.unmask.input.Fields;
import org.unmask.input.InputFile;
import org.unmask.input.JsonFile;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The vocabulary of a folder that has no `tokenizer.json`: `vocab.json` and `merges.txt`, as Dream's repositories have it, or
/// a `tokenizer.model`, as those of LLaMA 2; and with either, `added_tokens.json` and the table of `tokenizer_config.json`.
public final class FolderVocabulary {
    private static final long MAX_BYTES = 256L << 20;
    private static final int MOST_TOKENS = 1 << 24;
    private static final long NORMAL = 1;
    private static final long CONTROL = 3;
    private static final long USER = 4;
    private static final long UNUSED = 5;
    private static final String VOCABULARY = "vocab.json";
    private static final String MERGES = "merges.txt";
    private static final String PIECES = "tokenizer.model";
    private static final String ADDED = "added_tokens.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String TABLE = "added_tokens_decoder";
    /// How text is cut is not in the files, only in the program they were written for: its class, and the rule.
    private static final Map<String, String> CUTS = Map.of(
            "Qwen2Tokenizer", "qwen2",
            "Qwen2TokenizerFast", "qwen2",
            "DreamTokenizer", "qwen2",
            "GPT2Tokenizer", "gpt-2",
            "GPT2TokenizerFast", "gpt-2",
            "CodeGenTokenizer", "gpt-2");

    private final Path folder;
    private final Optional<Fields> config;

    private FolderVocabulary(Path folder) throws IOException {
        this.folder = folder;
        Path file = folder.resolve(CONFIG);
        this.config = Files.exists(file) ? Optional.of(JsonFile.read(file, MAX_BYTES)) : Optional.empty();
    }

    /// What a `tokenizer.json` of the vocabulary would hold; empty if there is none.
    ///
    /// @throws IOException in one line, if a file cannot be read, or is of a kind that is not known
    public static Optional<String> json(Path folder) throws IOException {
        FolderVocabulary files = new FolderVocabulary(folder);
        if (Files.exists(folder.resolve(VOCABULARY)) && Files.exists(folder.resolve(MERGES))) {
            return Optional.of(files.pairs().json());
        }
        return Files.exists(folder.resolve(PIECES)) ? Optional.of(files.pieces()) : Optional.empty();
    }

    private BpeVocabulary pairs() throws IOException {
        String cut = cut();
        SortedMap<Integer, String> tokens = new TreeMap<>(tokens(folder.resolve(VOCABULARY)));
        SortedMap<Integer, Long> added = new TreeMap<>();
        addTo(tokens, added);
        int size = tokens.isEmpty() ? 0 : tokens.lastKey() + 1;
        List<String> texts = new ArrayList<>();
        List<Long> types = new ArrayList<>();
        for (int token = 0; token < size; token++) {
            texts.add(tokens.getOrDefault(token, "<|unused-" + token + "|>"));
            types.add(tokens.containsKey(token) ? added.getOrDefault(token, NORMAL) : (Long) UNUSED);
        }
        Set<String> known = new HashSet<>(tokens.values());
        List<String> merges = InputFile.text(folder.resolve(MERGES), MAX_BYTES)
                .lines()
                .filter(line -> !line.startsWith("#version") && makesToken(line, known))
                .toList();
        try {
            return new BpeVocabulary(texts, types, merges, cut);
        } catch (IllegalArgumentException e) {
            throw new IOException(folder.resolve(VOCABULARY) + ": " + e.getMessage(), e);
        }
    }

    /// Whether both halves and what they make are tokens. Published files have merges that make none; the program they were
    /// written for takes such a pair apart again.
    private static boolean makesToken(String pair, Set<String> known) {
        int blank = pair.indexOf(' ', 1);
        return blank > 0
                && known.contains(pair.substring(0, blank))
                && known.contains(pair.substring(blank + 1))
                && known.contains(pair.substring(0, blank) + pair.substring(blank + 1));
    }

    private String cut() throws IOException {
        String kind = tokenizerClass();
        String cut = CUTS.get(kind);
        if (cut == null) {
            throw new IOException(
                    folder + ": has " + VOCABULARY + " and " + MERGES + ", but how text is cut before pairs"
                            + " are merged is known for the tokenizer classes "
                            + CUTS.keySet().stream().sorted().toList()
                            + " only, and " + CONFIG + " names " + (kind.isEmpty() ? "none" : kind)
                            + "; make a tokenizer.json, with AutoTokenizer.from_pretrained and save_pretrained of transformers");
        }
        return cut;
    }

    private String tokenizerClass() throws IOException {
        return config.isEmpty()
                ? ""
                : config.get().optionalText("tokenizer_class").orElse("");
    }

    /// Numbers and texts of a JSON object from text to number.
    private static SortedMap<Integer, String> tokens(Path file) throws IOException {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(InputFile.bytes(file, MAX_BYTES));
        } catch (JacksonException e) {
            throw new IOException(file + ": malformed JSON", e);
        }
        SortedMap<Integer, String> tokens = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            int token = entry.getValue().isInt() ? entry.getValue().intValue() : -1;
            if (token < 0 || token >= MOST_TOKENS) {
                throw new IOException(
                        file + ": a token is numbered " + entry.getValue() + "; expected 0 to " + (MOST_TOKENS - 1));
            }
            tokens.put(token, entry.getKey());
        }
        if (tokens.isEmpty()) {
            throw new IOException(file + ": no tokens; expected an object of texts and numbers");
        }
        return Collections.unmodifiableSortedMap(tokens);
    }

    /// Adds the tokens that were added to the vocabulary, and their kinds.
    private void addTo(SortedMap<Integer, String> tokens, SortedMap<Integer, Long> kinds) throws IOException {
        if (Files.exists(folder.resolve(ADDED))) {
            tokens(folder.resolve(ADDED)).forEach((token, text) -> {
                tokens.put(token, text);
                kinds.put(token, CONTROL);
            });
        }
        if (config.isPresent() && config.get().has(TABLE)) {
            Fields table = config.get().object(TABLE);
            for (String number : table.keys()) {
                Fields entry = table.object(number);
                int token = table.keyAsToken(number, MOST_TOKENS);
                tokens.put(token, entry.text("content"));
                kinds.put(token, entry.flag("special", true) ? CONTROL : USER);
            }
        }
    }

    private String pieces() throws IOException {
        boolean legacy = config.isEmpty() || config.get().flag("legacy", true);
        Path file = folder.resolve(PIECES);
        SortedMap<Integer, String> tokens = new TreeMap<>();
        SortedMap<Integer, Long> kinds = new TreeMap<>();
        addTo(tokens, kinds);
        try {
            return SentencePieceModel.read(file, legacy, true)
                    .with(tokens, kinds)
                    .json();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
