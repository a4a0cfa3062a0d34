package org.unmask.run.evaluate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.catalog.Catalog;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.statistic.Proportion;
import org.unmask.core.text.Progress;
import org.unmask.core.text.UsageException;
import org.unmask.engine.Generation;
import org.unmask.result.evaluation.EvaluatedProblem;
import org.unmask.run.session.Drafters;
import org.unmask.run.session.SamplingSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The trained pair answers its own problems.
class EvaluatorTest {
    private static final Path HOME = Path.of(requireNonNull(System.getProperty("unmask.home")));
    private static final Path PROBLEMS = HOME.resolve("models/tiny-math/test.jsonl");

    @TempDir
    private Path folder;

    private EvaluationPlan plan(Path dataset, String backend, int limit, int batch, String... strategies)
            throws IOException {
        return plan("tiny-math-ar", "tiny-math-dlm", dataset, backend, limit, batch, strategies);
    }

    private EvaluationPlan plan(
            String autoregressive,
            String diffusion,
            Path dataset,
            String backend,
            int limit,
            int batch,
            String... strategies)
            throws IOException {
        Catalog catalog = new Catalog(HOME, folder);
        List<StrategySpec> specs =
                Stream.of(strategies).map(StrategySpec::parse).toList();
        return new EvaluationPlan(
                catalog.model(autoregressive),
                catalog.model(diffusion),
                new Drafters(catalog.drafters(specs, 64)),
                dataset,
                limit,
                64,
                specs,
                List.of(batch),
                DType.FLOAT32,
                backend,
                2,
                false,
                Generation.Stop.AT_END_TOKEN,
                SamplingSettings.GREEDY);
    }

    private static Map<String, List<EvaluatedProblem>> answers(EvaluationPlan plan, Optional<Path> file)
            throws IOException {
        Map<String, List<EvaluatedProblem>> answers = new HashMap<>();
        try (Evaluator evaluator = Evaluator.open(plan, file)) {
            for (Entry entry : evaluator.entries()) {
                answers.put(entry.strategy().toString(), evaluator.answer(entry, evaluator.problems(), Progress.NONE));
            }
        }
        return answers;
    }

    /// Those of the only strategy of a plan.
    private static List<EvaluatedProblem> only(EvaluationPlan plan, Optional<Path> file) throws IOException {
        return answers(plan, file).values().iterator().next();
    }

    private static Map<String, List<String>> texts(EvaluationPlan plan) throws IOException {
        Map<String, List<String>> texts = new HashMap<>();
        answers(plan, Optional.empty())
                .forEach((strategy, answers) -> texts.put(
                        strategy, answers.stream().map(EvaluatedProblem::text).toList()));
        return texts;
    }

    private static Map<String, List<String>> textsAndLengths(EvaluationPlan plan) throws IOException {
        Map<String, List<String>> texts = new HashMap<>();
        answers(plan, Optional.empty())
                .forEach((strategy, answers) -> texts.put(
                        strategy,
                        answers.stream()
                                .map(answer -> answer.keptTokens() + " tokens: " + answer.text())
                                .toList()));
        return texts;
    }

    /// Fifty problems, token for token: texts and their numbers of tokens.
    @Test
    void backendsAndBatchesDoNotChangeAnAnswer() throws IOException {
        sameAnswers("tiny-math-dlm", "ar", "diffusion:steps=2");
    }

    /// The exact cache of blocks, and none.
    @Test
    void cachesOfBlocksDoNotChangeAnAnswerEither() throws IOException {
        String exact = "block-diffusion:block=8,threshold=0.9";
        String none = "block-diffusion:block=8,cache=none,threshold=0.9";
        Map<String, List<String>> answers = sameAnswers("tiny-math-block", exact, none);

        assertThat(answers.get(exact)).isEqualTo(answers.get(none));
    }

    private Map<String, List<String>> sameAnswers(String diffusion, String... strategies) throws IOException {
        Map<String, List<String>> expected = answersOf(diffusion, "scalar", 5, strategies);
        assertThat(expected.get(strategies[0]))
                .hasSize(50)
                .allSatisfy(text -> assertThat(text).contains("#### "));
        assertThat(answersOf(diffusion, "vector", 25, strategies)).isEqualTo(expected);
        assertThat(answersOf(diffusion, "onednn", 25, strategies)).isEqualTo(expected);
        assertThat(answersOf(diffusion, "vector", 1, strategies)).isEqualTo(expected);
        assertThat(answersOf(diffusion, "vector", 7, strategies)).isEqualTo(expected);
        return expected;
    }

    private Map<String, List<String>> answersOf(String diffusion, String backend, int batch, String... strategies)
            throws IOException {
        return textsAndLengths(plan("tiny-math-ar", diffusion, PROBLEMS, backend, 50, batch, strategies));
    }

    /// What `tools/truth/tiny_math.py` found, which shares no code with this program: a bit for each problem, and
    /// the first answers word for word.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tiny-math-ar      | ar
                    tiny-math-drafter | ar
                    tiny-math-dlm     | diffusion:block=64,threshold=0.9
                    tiny-math-dlm     | dual-cache:block=32,threshold=0.9
                    tiny-math-block   | block-diffusion:block=8,threshold=0.9
                    """)
    void anIndependentScriptFindsTheSameAnswers(String model, String strategy) throws IOException {
        JsonNode truth = truth(model, strategy);

        List<EvaluatedProblem> answers =
                only(plan(model, model, PROBLEMS, "vector", 50, 1, strategy), Optional.empty());

        assertThat(bits(answers)).isEqualTo(truth.get("bits").asString().substring(0, 50));
        List<String> texts =
                truth.path("texts").valueStream().map(JsonNode::asString).toList();
        assertThat(answers.stream().map(EvaluatedProblem::text).limit(texts.size()))
                .containsExactlyElementsOf(texts);
    }

    /// Against `tools/truth/tiny_math.py drafts`: of each draft as many tokens are kept as the script found, within the
    /// interval of what it counted, and answers are those without drafts.
    @Test
    void anIndependentScriptKeepsAsMuchOfDrafts() throws IOException {
        JsonNode truth = JsonMapper.shared().readTree(Files.readString(HOME.resolve("models/tiny-math/accepted.json")));
        String drafted = "speculative:drafter=tiny-math-drafter,draft=" + truth.get("draft");
        int problems = truth.get("problems").intValue();

        Map<String, List<EvaluatedProblem>> answers =
                answers(plan(PROBLEMS, "vector", problems, 1, "ar", drafted), Optional.empty());

        List<EvaluatedProblem> own = requireNonNull(answers.get(drafted));
        assertThat(own)
                .extracting(EvaluatedProblem::text)
                .isEqualTo(requireNonNull(answers.get("ar")).stream()
                        .map(EvaluatedProblem::text)
                        .toList());
        int[] kept = own.stream()
                .flatMap(answer -> answer.commits().stream())
                .mapToInt(verified -> verified.getFirst() - 1)
                .toArray();
        int verified = truth.get("verify_passes").intValue();
        assertThat(kept.length).isCloseTo(verified, withinPercentage(2));
        for (int tokens = 0; tokens <= truth.get("draft").intValue(); tokens++) {
            int exactly = tokens;
            double share = (double) Arrays.stream(kept)
                            .filter(count -> count == exactly)
                            .count()
                    / kept.length;
            int counted =
                    (int) Math.round(truth.get("probabilities").get(tokens).doubleValue() * verified);
            Proportion expected = new Proportion(counted, verified);
            assertThat(share).as("drafts of which %d are kept", tokens).isBetween(expected.low(), expected.high());
        }
        assertThat(own)
                .allSatisfy(answer -> assertThat(answer.passes())
                        .isEqualTo(1 + answer.drafterPasses() + answer.commits().size()));
    }

    private static JsonNode truth(String model, String strategy) throws IOException {
        for (String line : Files.readAllLines(HOME.resolve("models/tiny-math/truth.jsonl"))) {
            JsonNode setting = JsonMapper.shared().readTree(line);
            if (setting.get("type").asString().equals("float32")
                    && setting.get("model").asString().equals(model)
                    && setting.get("setting").asString().equals(strategy)) {
                return setting;
            }
        }
        throw new AssertionError("no truth of " + model + " with " + strategy);
    }

    private static String bits(List<EvaluatedProblem> answers) {
        return answers.stream()
                .map(answer -> answer.score().orElseThrow().strict() ? "1" : "0")
                .collect(Collectors.joining());
    }

    /// A block of 64 positions: what its passes commit is all of it, and the batch makes as many passes as its slowest row.
    @Test
    void commitsAreCountedByBlockAndPass() throws IOException {
        List<EvaluatedProblem> answers =
                only(plan(PROBLEMS, "vector", 3, 3, "diffusion:block=32,threshold=0.9"), Optional.empty());

        assertThat(answers).hasSize(3).allSatisfy(answer -> {
            assertThat(answer.commits())
                    .hasSize(2)
                    .allSatisfy(block -> assertThat(
                                    block.stream().mapToInt(Integer::intValue).sum())
                            .isEqualTo(32));
            assertThat(answer.passes())
                    .isEqualTo(answer.blockPasses().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
        });
        for (int block = 0; block < 2; block++) {
            int at = block;
            assertThat(answers.stream()
                            .mapToInt(answer -> answer.commits().get(at).size())
                            .max())
                    .hasValue(answers.getFirst().blockPasses().get(at));
        }
    }

    @Test
    void whatAFileHoldsIsNotAnsweredAgain() throws IOException {
        EvaluationPlan plan = plan(PROBLEMS, "vector", 4, 2, "ar");
        Path file = folder.resolve("answers.jsonl");
        List<EvaluatedProblem> whole = only(plan, Optional.of(file));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(6);

        Files.writeString(
                file,
                String.join("\n", lines.subList(0, 4)) + "\n" + lines.get(4).substring(0, 20));
        List<EvaluatedProblem> resumed = only(plan, Optional.of(file));

        assertThat(resumed.subList(0, 2)).isEqualTo(whole.subList(0, 2));
        assertThat(resumed)
                .extracting(EvaluatedProblem::text)
                .isEqualTo(texts(plan).get("ar"));
        assertThat(Files.readAllLines(file)).hasSize(6).startsWith(lines.get(0), lines.get(1), lines.get(2));
    }

    @Test
    void aFileOfAnotherSettingIsRefused() throws IOException {
        Path file = folder.resolve("answers.jsonl");
        answers(plan(PROBLEMS, "vector", 1, 1, "ar"), Optional.of(file));
        Path others = Files.writeString(folder.resolve("others.jsonl"), "{\"prompt\":\"Max has 7 pens.\"}\n");

        assertThatThrownBy(() -> Evaluator.open(plan(PROBLEMS, "scalar", 1, 1, "ar"), Optional.of(file)))
                .hasMessageContaining("under a setting that is not asked for: 'ar' differs in engine.backend");
        assertThatThrownBy(() -> Evaluator.open(plan(others, "vector", 1, 1, "ar"), Optional.of(file)))
                .hasMessageContaining("answers to other problems");
    }

    @Test
    void whatCannotBeAskedIsNamedAndCounted() throws IOException {
        List<String> lines = new ArrayList<>(List.of("{\"prompt\":\"\"}", "{\"prompt\":\"Max has 7 pens.\"}"));
        lines.add("{\"prompt\":\"" + "Max has 7 pens. ".repeat(200) + "\"}");
        Path file = Files.writeString(folder.resolve("problems.jsonl"), String.join("\n", lines));

        try (Evaluator evaluator = Evaluator.open(plan(file, "vector", 0, 1, "ar"), Optional.empty())) {
            assertThat(evaluator.problems()).isEqualTo(1);
            assertThat(evaluator.skipped())
                    .satisfiesExactly(
                            first -> assertThat(first).isEqualTo("problem 0: its prompt is empty"),
                            second -> assertThat(second).startsWith("problem 2: the prompt has more than 256 tokens"));
            EvaluatedProblem answer = evaluator
                    .answer(evaluator.entries().getFirst(), 1, Progress.NONE)
                    .getFirst();
            assertThat(answer.problem()).isEqualTo(1);
            assertThat(answer.score()).isEmpty();
        }
    }

    /// The vocabulary of the model ends before the numbers that its tokenizer gives.
    @Test
    void aTokenizerOfAnotherModelIsRefused() throws IOException {
        Path model = Files.createDirectories(folder.resolve("models/odd"));
        Path whole = HOME.resolve("models/tiny-math-ar");
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(whole.resolve(name), model.resolve(name));
        }
        Path tokenizer = model.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("\"Max\": 103,", "\"Max\": 5000,"));
        EvaluationPlan plan = plan(model.toString(), "tiny-math-dlm", PROBLEMS, "vector", 1, 1, "ar");

        assertThatThrownBy(() -> Evaluator.open(plan, Optional.empty()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("gives token 5000, and the model has only 160")
                .hasMessageContaining("tokenizer.json");
    }

    /// A drafter with the tokens of another model is refused before anything is answered.
    @Test
    void aDrafterWithTheTokenizerOfAnotherModelIsRefusedBeforeTheFirstAnswer() throws IOException {
        Path drafter = drafter("\"max_position_embeddings\": 256");
        Path tokenizer = drafter.resolve("tokenizer.json");
        Files.writeString(
                tokenizer,
                Files.readString(tokenizer)
                        .replace("\"Max\": 103,", "\"Max\": 99999,")
                        .replaceFirst("\": 104,", "\": 103,")
                        .replace("\"Max\": 99999,", "\"Max\": 104,"));
        Path file = folder.resolve("answers.jsonl");

        assertThatThrownBy(() -> Evaluator.open(
                        plan(PROBLEMS, "vector", 1, 1, "ar", "speculative:drafter=" + drafter), Optional.of(file)))
                .hasMessageContaining("drafter drafter has the tokenizer of another model: token 103");
        assertThat(file).doesNotExist();
    }

    /// The first prompt and its answer take more than 90 positions, the one of the second problem here fewer.
    @Test
    void whatADrafterWasNotTrainedForIsNotAsked() throws IOException {
        Path drafter = drafter("\"max_position_embeddings\": 90");
        String first;
        try (Stream<String> lines = Files.lines(PROBLEMS)) {
            first = lines.findFirst().orElseThrow();
        }
        Path problems = Files.writeString(
                folder.resolve("problems.jsonl"), first + "\n{\"prompt\":\"Max has 7 pens.\",\"answer\":\"7\"}\n");

        try (Evaluator evaluator = Evaluator.open(
                plan(problems, "vector", 0, 1, "ar", "speculative:drafter=" + drafter), Optional.empty())) {
            assertThat(evaluator.problems()).isEqualTo(1);
            assertThat(evaluator.skipped())
                    .singleElement()
                    .asString()
                    .startsWith("problem 0: prompt ")
                    .contains("drafter was trained for 90");
        }
    }

    private Path drafter(String positions) throws IOException {
        Path drafter = Files.createDirectories(folder.resolve("models/drafter"));
        Path whole = HOME.resolve("models/tiny-math-drafter");
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(whole.resolve(name), drafter.resolve(name));
        }
        Path config = drafter.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("\"max_position_embeddings\": 256", positions));
        return drafter;
    }
}
