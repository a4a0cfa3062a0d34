package org.unmask.engine.token;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A vocabulary of SentencePiece (Kudo and Richardson 2018, arXiv 1808.06226), as a `tokenizer.json` says it.
///
/// A space is written `▁`. Where pieces were found by merging pairs, as LLaMA 2, Mistral and TinyLlama have it, those of two
/// neighbours are merged first whose piece has the highest score. Where they are a unigram model (Kudo 2018, arXiv 1804.10959), the pieces
/// of a text are those whose scores add up to most. Characters without a piece are taken apart into bytes, or are unknown.
///
/// @param pieces  text of each number
/// @param types  kind of each: 1 normal, 2 unknown, 3 control, 4 defined by users, 5 unused, 6 a byte
/// @param scores  of each
/// @param space  where a space is put before the text
/// @param begin  token before every text
/// @param cut  how a text is cut into pieces
/// @param normalising  what is done with a text before
public record SentencePieceVocabulary(
        List<String> pieces,
        List<Long> types,
        List<Float> scores,
        Space space,
        OptionalInt begin,
        Cut cut,
        Normalising normalising) {
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER = 4;
    private static final int UNUSED = 5;
    private static final int BYTE = 6;
    private static final String BLANK = "▁";
    /// Longer pieces are not found by merging: published ones have 48 characters at most.
    private static final int MOST_CHARACTERS = 256;

    /// Where a space is put that the text does not have.
    public enum Space {
        /// Before the text, and behind every special token.
        EVERYWHERE,
        /// Before the text.
        FIRST,
        NOWHERE
    }

    /// How a text is cut into pieces.
    public enum Cut {
        /// Pairs are merged.
        PAIRS,
        /// The most probable pieces of all.
        UNIGRAM
    }

    /// What is done with a text before it is cut.
    ///
    /// @param map  texts that stand for others, as the file has them, in base 64; empty if none do
    /// @param squeezed  whether spaces at both ends are left out, and several become one
    public record Normalising(String map, boolean squeezed) {
        /// The text stays as it is.
        public static final Normalising NONE = new Normalising("", false);
    }

    /// A vocabulary of pairs, of a text as it stands.
    public SentencePieceVocabulary(
            List<String> pieces, List<Long> types, List<Float> scores, Space space, OptionalInt begin) {
        this(pieces, types, scores, space, begin, Cut.PAIRS, Normalising.NONE);
    }

    /// Checks that pieces, kinds and scores agree.
    ///
    /// @throws IllegalArgumentException in one line, if their numbers do not agree, or there is no token to begin with
    public SentencePieceVocabulary {
        pieces = List.copyOf(pieces);
        types = List.copyOf(types);
        scores = List.copyOf(scores);
        if (pieces.size() != types.size() || pieces.size() != scores.size()) {
            throw new IllegalArgumentException("bad vocabulary: " + pieces.size() + " tokens of " + types.size()
                    + " types with " + scores.size() + " scores");
        }
        if (begin.isPresent() && (begin.getAsInt() < 0 || begin.getAsInt() >= pieces.size())) {
            throw new IllegalArgumentException(
                    "bad vocabulary: text begins with token " + begin.getAsInt() + " of " + pieces.size());
        }
    }

    /// This vocabulary with more tokens, or others in the place of some.
    ///
    /// @param kinds  of each of them
    /// @throws IllegalArgumentException if numbers are left out between these and those
    public SentencePieceVocabulary with(SortedMap<Integer, String> texts, SortedMap<Integer, Long> kinds) {
        List<String> allPieces = new ArrayList<>(pieces);
        List<Long> allTypes = new ArrayList<>(types);
        List<Float> allScores = new ArrayList<>(scores);
        for (Map.Entry<Integer, String> added : texts.entrySet()) {
            int token = added.getKey();
            if (token > allPieces.size()) {
                throw new IllegalArgumentException(
                        "bad vocabulary: token " + token + " is added to " + allPieces.size() + " tokens");
            }
            if (token == allPieces.size()) {
                allPieces.add("");
                allTypes.add(0L);
                allScores.add(0f);
            }
            allPieces.set(token, added.getValue());
            allTypes.set(token, kinds.getOrDefault(token, (long) CONTROL));
        }
        return new SentencePieceVocabulary(allPieces, allTypes, allScores, space, begin, cut, normalising);
    }

    /// A `tokenizer.json`.
    public String json() {
        ObjectNode root = JsonMapper.shared().createObjectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        added(root.putArray("added_tokens"));
        spaces(root);
        begins(root);
        decoder(root.putObject("decoder").put("type", "Sequence").putArray("decoders"));
        ObjectNode model = root.putObject("model");
        switch (cut) {
            case PAIRS -> pairs(model);
            case UNIGRAM -> unigram(model);
        }
        return root.toString();
    }

    private void added(ArrayNode added) {
        for (int token = 0; token < pieces.size(); token++) {
            long type = types.get(token);
            if (type == CONTROL || type == UNKNOWN || type == USER) {
                BpeVocabulary.added(added.addObject(), token, pieces.get(token), type != USER);
            }
        }
    }

    private void spaces(ObjectNode root) {
        ArrayNode steps = root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (!normalising.map().isEmpty()) {
            root.put(Tokenizer.MAP, normalising.map());
        }
        if (normalising.squeezed()) {
            replaceAll(steps.addObject(), "\\A +|[ ▁]+\\z", "");
            replaceAll(steps.addObject(), " {2,}", " ");
        }
        if (space == Space.EVERYWHERE) {
            steps.addObject().put("type", "Prepend").put("prepend", BLANK);
        }
        if (space == Space.FIRST) {
            root.putObject("pre_tokenizer")
                    .put("type", "Metaspace")
                    .put("replacement", BLANK)
                    .put("prepend_scheme", "first")
                    .put("split", false);
        } else {
            replace(steps.addObject(), " ", BLANK);
            root.putNull("pre_tokenizer");
        }
    }

    private static void replaceAll(ObjectNode node, String expression, String to) {
        node.put("type", "Replace").put("content", to).putObject("pattern").put("Regex", expression);
    }

    private static void replace(ObjectNode node, String from, String to) {
        node.put("type", "Replace").put("content", to).putObject("pattern").put("String", from);
    }

    private void begins(ObjectNode root) {
        if (begin.isEmpty()) {
            root.putNull("post_processor");
            return;
        }
        String text = pieces.get(begin.getAsInt());
        ObjectNode node = root.putObject("post_processor").put("type", "TemplateProcessing");
        for (String form : new String[] {"single", "pair"}) {
            ArrayNode parts = node.putArray(form);
            parts.addObject().putObject("SpecialToken").put("id", text).put("type_id", 0);
            parts.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            if (form.equals("pair")) {
                parts.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
            }
        }
        ObjectNode token = node.putObject("special_tokens").putObject(text).put("id", text);
        token.putArray("ids").add(begin.getAsInt());
        token.putArray("tokens").add(text);
    }

    private void decoder(ArrayNode steps) {
        replace(steps.addObject(), BLANK, " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (space != Space.NOWHERE) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    private void pairs(ObjectNode model) {
        Map<String, Integer> numbers = new HashMap<>();
        ObjectNode vocabulary = model.put("type", "BPE")
                .put("byte_fallback", true)
                .put("fuse_unk", true)
                .putObject("vocab");
        for (int token = 0; token < pieces.size(); token++) {
            if (types.get(token) != UNUSED && numbers.putIfAbsent(pieces.get(token), token) == null) {
                vocabulary.put(pieces.get(token), token);
            }
            if (types.get(token) == UNKNOWN) {
                model.put("unk_token", pieces.get(token));
            }
        }
        ArrayNode pairs = model.putArray("merges");
        for (Merge merge : merges(numbers)) {
            pairs.addArray().add(merge.left()).add(merge.right());
        }
    }

    /// Numbers are places in a list. A piece that is not used has a text that none has.
    private void unigram(ObjectNode model) {
        float least = 0;
        for (int token = 0; token < pieces.size(); token++) {
            if (types.get(token) == NORMAL) {
                least = Math.min(least, scores.get(token));
            }
        }
        model.put("type", "Unigram").put("byte_fallback", types.contains((long) BYTE));
        ArrayNode vocabulary = model.putArray("vocab");
        for (int token = 0; token < pieces.size(); token++) {
            long type = types.get(token);
            if (type == UNKNOWN) {
                model.put("unk_id", token);
            }
            vocabulary
                    .addArray()
                    .add(type == UNUSED ? "\u0001unused " + token : pieces.get(token))
                    .add(type == NORMAL ? (double) scores.get(token) : least);
        }
    }

    private record Merge(String left, String right, float score) {}

    /// All pairs of pieces that make a piece, those of the highest score first.
    private List<Merge> merges(Map<String, Integer> numbers) {
        List<Merge> merges = new ArrayList<>();
        for (int token = 0; token < pieces.size(); token++) {
            String piece = pieces.get(token);
            if (types.get(token) == NORMAL && piece.length() <= MOST_CHARACTERS) {
                for (int at = next(piece, 0); at < piece.length(); at = next(piece, at)) {
                    String left = piece.substring(0, at);
                    String right = piece.substring(at);
                    if (numbers.containsKey(left) && numbers.containsKey(right)) {
                        merges.add(new Merge(left, right, scores.get(token)));
                    }
                }
            }
        }
        merges.sort(Comparator.comparingDouble(Merge::score).reversed());
        return merges;
    }

    private static int next(String piece, int at) {
        return at < piece.length() ? piece.offsetByCodePoints(at, 1) : piece.length();
    }
}
