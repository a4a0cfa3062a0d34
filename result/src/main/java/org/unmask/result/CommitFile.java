package org.unmask.result;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.CommitProfile;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.text.ParserMessage;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Files of what each pass committed, `unmask.commits/1`: written by a run, read by `profile=FILE` of a strategy.
///
/// ```json
/// {"schema": "unmask.commits/1", "commits": [6, 1, 1, 2], "edits": [0, 0, 1, 0], "watched": [[2], [1], [1], [0]]}
/// ```
/// Passes that predict no masked position are left out; numbers are per sequence; `edits` and `watched` (masks left in
/// what the strategy watches) may be missing.
public final class CommitFile {
    static final String SCHEMA = "unmask.commits/1";

    private static final int LARGEST = 1 << 24;

    private CommitFile() {}

    /// Reads a file of commits.
    ///
    /// @throws IllegalArgumentException in one line, naming the file, if it cannot be read or is malformed
    public static CommitProfile read(String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LARGEST) {
                throw bad(file, "larger than a profile can be");
            }
            return profile(file, JsonMapper.shared().readTree(Files.readString(path)));
        } catch (NoSuchFileException e) {
            throw bad(file, "no such file");
        } catch (IOException e) {
            throw bad(file, "cannot be read: " + e);
        } catch (JacksonException e) {
            throw bad(file, "not JSON: " + ParserMessage.plain(e.getOriginalMessage()));
        }
    }

    private static CommitProfile profile(String file, JsonNode root) {
        if (!SCHEMA.equals(root.path("schema").asString(""))) {
            throw bad(file, "schema: expected '" + SCHEMA + "'");
        }
        JsonNode commits = root.path("commits");
        if (!commits.isArray()) {
            throw bad(file, "commits: expected a list of whole numbers");
        }
        List<CommitProfile.Entry> entries = new ArrayList<>();
        for (int i = 0; i < commits.size(); i++) {
            List<Integer> watched = new ArrayList<>();
            for (JsonNode left : list(file, root, "watched", commits.size(), i)) {
                watched.add(whole(file, "watched", left));
            }
            JsonNode edits = list(file, root, "edits", commits.size(), i);
            entries.add(new CommitProfile.Entry(
                    whole(file, "commits", commits.get(i)),
                    edits.isMissingNode() ? 0 : whole(file, "edits", edits),
                    watched));
        }
        return new CommitProfile(file, entries);
    }

    /// Element `i` of a list that may be missing but must be as long as the commits.
    private static JsonNode list(String file, JsonNode root, String key, int size, int i) {
        JsonNode list = root.path(key);
        if (!list.isMissingNode() && list.size() != size) {
            throw bad(file, key + ": " + list.size() + " elements; commits has " + size);
        }
        return list.path(i);
    }

    private static int whole(String file, String key, JsonNode value) {
        if (!value.isInt() || value.asInt() < 0) {
            throw bad(file, key + ": " + value + "; expected a whole number from 0");
        }
        return value.asInt();
    }

    private static IllegalArgumentException bad(String file, String what) {
        return new IllegalArgumentException("profile " + file + ": " + what);
    }

    /// The text of a profile.
    ///
    /// @param strategy  that was run
    /// @param request  of one sequence, its logits aligned as in the run
    /// @param outcomes  of all passes, in order
    public static String text(StrategySpec strategy, Request request, List<Outcome> outcomes) {
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("schema", SCHEMA)
                .put("strategy", strategy.toString())
                .put("prompt_tokens", request.promptTokens())
                .put("generated_tokens", request.generatedTokens());
        ArrayNode commits = root.putArray("commits");
        ArrayNode edits = root.putArray("edits");
        ArrayNode watched = root.putArray("watched");
        Unfolding.run(
                Strategies.create(strategy, request.generatedTokens()),
                request,
                Assumption.recorded(outcomes),
                (pass, outcome) -> {
                    Commit rule = pass.only().task().commit();
                    if (!(rule instanceof Commit.None) && !(rule instanceof Commit.Next)) {
                        commits.add(outcome.committed());
                        edits.add(outcome.edited());
                        ArrayNode left = watched.addArray();
                        outcome.watched().forEach(left::add);
                    }
                });
        return JsonMapper.shared().writeValueAsString(root) + "\n";
    }
}
