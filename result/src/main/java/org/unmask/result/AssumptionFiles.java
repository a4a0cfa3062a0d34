package org.unmask.result;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.unmask.core.decode.Acceptance;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Recording;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.StepCounts;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategyFiles;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.input.Fields;
import org.unmask.input.JsonFile;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Files that strategies name in place of an assumption: what passes committed, [CommitFile] or the answers of an evaluation,
/// how many tokens of a draft are kept, `unmask.acceptance/1`, and how many passes a canvas takes, `unmask.steps/1`.
///
/// ```json
/// {"schema": "unmask.acceptance/1", "probabilities": [0.25, 0.5, 0.25]}
/// {"schema": "unmask.acceptance/1", "by_position": [0.75, 0.25]}
/// ```
/// The first gives the probabilities of keeping exactly 0, 1, 2, ... drafted tokens; the second, with the same meaning,
/// those of keeping the first token, the first two, and so on, as vLLM reports them.
///
/// ```json
/// {"schema": "unmask.steps/1", "steps": [10, 23, 48], "probabilities": [0.3, 0.5, 0.2]}
/// {"schema": "unmask.steps/1", "observed": [12, 48, 23, 23]}
/// ```
/// The first gives the probabilities of numbers of passes, the second the numbers that were counted, in any order.
public final class AssumptionFiles implements StrategyFiles {
    /// Reads files by their paths.
    public static final StrategyFiles ON_DISK = new AssumptionFiles();

    private static final String SCHEMA = "unmask.acceptance/1";
    private static final String STEPS_SCHEMA = "unmask.steps/1";
    private static final String STEPS = "steps";
    private static final String OBSERVED = "observed";
    private static final String PROBABILITIES = "probabilities";
    private static final String BY_POSITION = "by_position";
    private static final int MOST_STEPS = 1 << 16;
    private static final long MAX_BYTES = 1L << 20;

    private AssumptionFiles() {}

    /// Reads what one generation committed, or what answers did.
    ///
    /// @throws UncheckedIOException in one line, naming the file, if it is missing, cannot be read or is malformed
    @Override
    public Recording profile(String file) {
        try {
            return AnswerFile.isOne(Path.of(file)) ? AnswerFile.read(file) : CommitFile.read(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a distribution.
    ///
    /// @throws UncheckedIOException in one line, naming the file, if it is missing, cannot be read or is malformed
    /// @throws IllegalArgumentException in one line, naming the file, if it is no distribution
    @Override
    public Acceptance acceptance(String file) {
        try {
            return acceptance(JsonFile.read(Path.of(file), MAX_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Acceptance acceptance(Fields fields) throws IOException {
        fields.requireSchema(SCHEMA);
        if (fields.has(PROBABILITIES) == fields.has(BY_POSITION)) {
            throw fields.bad(PROBABILITIES, "a list of numbers, or else " + BY_POSITION);
        }
        return fields.has(PROBABILITIES)
                ? new Acceptance(fields.file(), fields.decimals(PROBABILITIES))
                : Acceptance.byPosition(fields.file(), fields.decimals(BY_POSITION));
    }

    /// The text of the distribution of what a run of one sequence kept of its drafts. The last draft is left out if not all of
    /// it could be kept.
    ///
    /// @throws IllegalArgumentException if no draft is left
    static String accepted(StrategySpec spec, Request request, List<Outcome> outcomes) {
        Strategy strategy = Strategies.create(spec, request.generatedTokens());
        int[] kept = new int[strategy.draft() + 1];
        Unfolding.run(strategy, request, Assumption.recorded(outcomes), (pass, outcome) -> {
            if (pass.phase() == Phase.VERIFY && pass.only().task().masked() == kept.length) {
                kept[outcome.committed() - 1]++;
            }
        });
        int drafts = Arrays.stream(kept).sum();
        if (drafts == 0) {
            throw new IllegalArgumentException(
                    "the text ends before a draft does, so that it tells nothing of drafts; generate more tokens");
        }
        ObjectNode root = JsonMapper.shared().createObjectNode();
        root.put("schema", SCHEMA).put("strategy", spec.toString()).put("verify_passes", drafts);
        ArrayNode probabilities = root.putArray(PROBABILITIES);
        Arrays.stream(kept).forEach(count -> probabilities.add((double) count / drafts));
        return JsonMapper.shared().writeValueAsString(root) + "\n";
    }

    /// Reads a distribution.
    ///
    /// @throws UncheckedIOException in one line, naming the file, if it is missing, cannot be read or is malformed
    /// @throws IllegalArgumentException in one line, naming the file, if it is no distribution
    @Override
    public StepCounts steps(String file) {
        try {
            return steps(JsonFile.read(Path.of(file), MAX_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StepCounts steps(Fields fields) throws IOException {
        fields.requireSchema(STEPS_SCHEMA);
        if (fields.has(STEPS) == fields.has(OBSERVED)) {
            throw fields.bad(
                    STEPS, "a list of numbers of passes beside their " + PROBABILITIES + ", or else " + OBSERVED);
        }
        return fields.has(STEPS)
                ? new StepCounts(fields.file(), fields.numbers(STEPS, MOST_STEPS), fields.decimals(PROBABILITIES))
                : StepCounts.observed(fields.file(), fields.numbers(OBSERVED, MOST_STEPS));
    }
}
