package org.unmask.result;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
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

    private static final long MAX_BYTES = 1L << 24;

    private CommitFile() {}

    /// Reads a file; unchecked, so that a strategy can be given this as a function.
    ///
    /// @throws UncheckedIOException in one line, naming the file, if it is missing, cannot be read or is malformed
    public static CommitProfile read(String file) {
        try {
            return profile(JsonFile.read(Path.of(file), MAX_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommitProfile profile(Fields fields) throws IOException {
        fields.requireSchema(SCHEMA);
        if (!fields.has("commits")) {
            throw fields.bad("commits", "a list of whole numbers");
        }
        List<Integer> commits = fields.numbers("commits", Integer.MAX_VALUE);
        List<Integer> edits = fields.numbers("edits", Integer.MAX_VALUE);
        List<List<Integer>> watched = fields.numberLists("watched");
        requireSize(fields, "edits", edits, commits.size());
        requireSize(fields, "watched", watched, commits.size());
        List<CommitProfile.Entry> entries = new ArrayList<>();
        for (int i = 0; i < commits.size(); i++) {
            entries.add(new CommitProfile.Entry(
                    commits.get(i),
                    edits.isEmpty() ? 0 : edits.get(i),
                    watched.isEmpty() ? List.of() : watched.get(i)));
        }
        return new CommitProfile(fields.file(), entries);
    }

    private static void requireSize(Fields fields, String key, List<?> list, int size) throws IOException {
        if (fields.has(key) && list.size() != size) {
            throw fields.bad(key, "as many elements as commits has, " + size);
        }
    }

    /// The text of a profile; where drafts are verified, of the distribution of what is kept of them, for `accepted=FILE`.
    ///
    /// @param strategy  that was run
    /// @param request  of one sequence, its logits aligned as in the run
    /// @param outcomes  of all passes, in order
    public static String text(StrategySpec strategy, Request request, List<Outcome> outcomes) {
        if (Strategies.create(strategy, request.generatedTokens()).draft() > 0) {
            return AssumptionFiles.accepted(strategy, request, outcomes);
        }
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
