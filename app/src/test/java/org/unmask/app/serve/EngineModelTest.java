package org.unmask.app.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.catalog.Catalog;
import org.unmask.catalog.CatalogModel;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.Mask;
import org.unmask.engine.Backends;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.spi.Backend;
import org.unmask.run.session.Capacity;
import org.unmask.run.session.FreeMemory;
import org.unmask.run.session.LoadedModel;
import org.unmask.web.openai.Answering;
import org.unmask.web.openai.Question;
import org.unmask.web.openai.Scored;
import org.unmask.web.openai.TextModel.Passes;

class EngineModelTest {
    private static final List<String> PROMPTS = List.of(
            "Tom has 18 pens. He wins and now has 2 times as many. He buys 8 more. Zoe gives him 3 pens. How many pens"
                    + " does Tom have?\n"
                    + "Answer:",
            "Max has 78 stamps. He loses 7 stamps. How many stamps does Max have?\nAnswer:",
            "Zoe has 6 books. She gives 4 to Mia. How many books does Zoe have?\nAnswer:");
    private static final Question.Drawing GREEDY = new Question.Drawing(Optional.empty(), 0, 0, 1, 0);

    @TempDir
    private Path folder;

    private interface Use {
        void of(EngineModel model, LoadedModel loaded) throws IOException;
    }

    private void with(String name, Use use) throws IOException {
        with(name, "auto", DType.FLOAT32, use);
    }

    private void with(String name, String backend, DType type, Use use) throws IOException {
        with(name, backend, type, new Filling(32, 2048), use);
    }

    private void with(String name, String backend, DType type, Filling filling, Use use) throws IOException {
        CatalogModel entry = new Catalog(Path.of(System.getProperty("unmask.home")), folder).model(name);
        Capacity capacity = Capacity.now();
        try (LoadedModel loaded = LoadedModel.open(entry, type, Backends.named(backend), 2)) {
            use.of(new EngineModel(entry, loaded, capacity, entry.usualStrategy(), filling), loaded);
        }
    }

    private static Question question(EngineModel model, int prompt, String strategy, Question.Drawing drawing) {
        return new Question(model.tokens(PROMPTS.get(prompt)), 1, 64, true, strategy, drawing, OptionalInt.empty());
    }

    private static void advance(EngineModel model, List<Answering> running) {
        Passes ran = model.advance(running);
        assertThat(ran.all()).isBetween(1, running.size());
        assertThat(running).allSatisfy(each -> assertThat(each.failure()).isEmpty());
    }

    private static List<Integer> settled(Answering answering) {
        List<Integer> tokens = new ArrayList<>();
        for (int token : answering.settled(0)) {
            tokens.add(token);
        }
        return tokens;
    }

    private static List<Integer> alone(EngineModel model, Question question) {
        try (Answering answering = model.start(question)) {
            while (!answering.isDone()) {
                advance(model, List.of(answering));
            }
            return settled(answering);
        }
    }

    /// Without remasking, a token that is known stays: what is provisional grows into the answer.
    @Test
    void whatIsProvisionalGrowsIntoTheAnswer() throws IOException {
        with("tiny-math-dlm", (model, _) -> {
            Question question = question(model, 0, "diffusion:steps=16", GREEDY);
            List<int[]> seen = new ArrayList<>();
            try (Answering answering = model.start(question)) {
                while (!answering.isDone()) {
                    advance(model, List.of(answering));
                    seen.add(answering.provisional(0));
                }
                assertThat(seen.removeLast()).as("nothing is left").isEmpty();
                int[] answer = answering.settled(0);

                assertThat(seen).hasSizeGreaterThan(2);
                for (int i = 0; i < seen.size(); i++) {
                    int[] standing = seen.get(i);
                    assertThat(IntStream.of(standing).filter(token -> token == Answering.UNKNOWN))
                            .as("masks after %d of 16 steps", i + 1)
                            .hasSize(64 - 4 * (i + 1));
                    assertThat(IntStream.range(0, answer.length)
                                    .filter(at -> standing[at] != Answering.UNKNOWN && standing[at] != answer[at]))
                            .isEmpty();
                }
            }
        });
    }

    /// Against the softmax of the logits of the whole text, in float64.
    @Test
    void tokensAreScoredByTheSoftmaxOfTheLogitsBeforeThem() throws IOException {
        with("tiny-math-ar", (model, loaded) -> {
            int[] prompt = model.tokens(PROMPTS.get(0));
            Question question = new Question(prompt, 1, 64, true, "ar", GREEDY, OptionalInt.of(3));
            try (Answering answering = model.start(question)) {
                while (!answering.isDone()) {
                    advance(model, List.of(answering));
                }
                List<Integer> answer = settled(answering);
                List<Scored> scores = answering.scores(0);
                int[] text = IntStream.concat(
                                IntStream.of(prompt), answer.stream().mapToInt(Integer::intValue))
                        .toArray();
                float[][] logits = loaded.engine().logits(text, Mask.CAUSAL);

                assertThat(scores).hasSize(text.length);
                assertThat(scores.getFirst().logProbability()).isEmpty();
                for (int i = 1; i < text.length; i++) {
                    float[] before = logits[i - 1];
                    double[] row = IntStream.range(0, before.length)
                            .mapToDouble(token -> before[token])
                            .toArray();
                    double total = Math.log(Arrays.stream(row).map(Math::exp).sum());
                    assertThat(scores.get(i).logProbability().orElseThrow())
                            .isCloseTo(row[text[i]] - total, within(1e-6));
                    double[] sorted = Arrays.stream(row).sorted().toArray();
                    assertThat(scores.get(i).likeliest().stream().map(Scored.Likely::logProbability))
                            .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : Double.compare(a, b))
                            .containsExactly(
                                    sorted[row.length - 1] - total,
                                    sorted[row.length - 2] - total,
                                    sorted[row.length - 3] - total);
                }
                assertThat(scores.stream().skip(prompt.length))
                        .as("what was decoded greedily is the likeliest")
                        .allSatisfy(score -> assertThat(score.logProbability().orElseThrow())
                                .isCloseTo(score.likeliest().getFirst().logProbability(), within(1e-6)));
            }
        });
    }

    @Test
    void diffusionGivesATextNoProbability() throws IOException {
        with(
                "tiny-math-dlm",
                (model, _) -> assertThatThrownBy(() -> model.check(new Question(
                                model.tokens(PROMPTS.get(0)),
                                1,
                                64,
                                true,
                                "diffusion:steps=16",
                                GREEDY,
                                OptionalInt.of(0))))
                        .hasMessageContaining("no probability from left to right")
                        .hasMessageContaining("ask for strategy ar"));
    }

    /// Three questions of strategies of their own join one after the other, and leave when they are done.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "diffusion:steps=16",
                "diffusion:block=16,threshold=0.9",
                "prefix-cache:block=32,threshold=0.9",
                "dual-cache:block=16,steps=32",
                "dkv-cache:steps=32",
                "dllm-cache:steps=32",
                "block-diffusion:block=16,steps=32",
                "fast-dllm-v2:block=32",
                "d2f:block=16,threshold=0.9"
            })
    void nobodysTokensDependOnCompany(String strategy) throws IOException {
        with("tiny-math-dlm", (model, _) -> {
            Question.Drawing drawn = new Question.Drawing(Optional.empty(), 0.8, 0, 1, 7);
            List<Question> questions = List.of(
                    question(model, 0, strategy, GREEDY),
                    question(model, 1, "diffusion:threshold=0.9", GREEDY),
                    question(model, 2, strategy, drawn));
            List<List<Integer>> expected =
                    questions.stream().map(question -> alone(model, question)).toList();

            List<Answering> all = new ArrayList<>();
            for (int round = 0;
                    all.size() < questions.size() || all.stream().anyMatch(each -> !each.isDone());
                    round++) {
                if (round % 2 == 0 && all.size() < questions.size()) {
                    all.add(model.start(questions.get(all.size())));
                }
                List<Answering> running =
                        all.stream().filter(each -> !each.isDone()).toList();
                if (!running.isEmpty()) {
                    advance(model, running);
                }
            }

            assertThat(all.stream().map(EngineModelTest::settled)).containsExactlyElementsOf(expected);
            all.forEach(Answering::close);
        });
    }

    /// Prompts of different lengths join at different moments and leave at others; drawn and not.
    @ParameterizedTest
    @CsvSource({
        "tiny-math-ar, vector, float32", "tiny-math-ar, vector, bf16", "tiny-math-ar, vector, int8",
        "tiny-math-ar, onednn, float32", "tiny-math-dlm, vector, float32", "tiny-math-dlm, vector, bf16",
        "tiny-math-dlm, vector, int8", "tiny-math-dlm, onednn, float32", "tiny-math-block, vector, float32"
    })
    void nobodysTokensDependOnCompanyOnAnyBackend(String name, String backend, String type) throws IOException {
        Assumptions.assumeTrue(Backends.named(backend).weightTypes().contains(DType.of(type)));
        with(name, backend, DType.of(type), (model, loaded) -> {
            List<String> strategies = switch (name) {
                case "tiny-math-ar" -> List.of("ar");
                case "tiny-math-block" ->
                    List.of(
                            "block-diffusion:block=8,threshold=0.9",
                            "block-diffusion:block=8,steps=32",
                            "block-diffusion:block=8,cache=none,threshold=0.9");
                default ->
                    List.of("block-diffusion:block=16,threshold=0.9", "diffusion:steps=16", "dllm-cache:steps=32");
            };
            List<Question> questions = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                Question.Drawing drawn = new Question.Drawing(Optional.empty(), 0.8, 0, 1, i);
                questions.add(question(
                        model, i % PROMPTS.size(), strategies.get(i % strategies.size()), i % 2 == 0 ? GREEDY : drawn));
            }
            List<List<Integer>> expected =
                    questions.stream().map(question -> alone(model, question)).toList();

            List<Answering> all = new ArrayList<>();
            int fused = 0;
            while (all.size() < questions.size() || all.stream().anyMatch(each -> !each.isDone())) {
                if (all.size() < questions.size()) {
                    all.add(model.start(questions.get(all.size())));
                }
                List<Answering> running =
                        all.stream().filter(each -> !each.isDone()).toList();
                Passes ran = model.advance(running);
                assertThat(running)
                        .allSatisfy(each -> assertThat(each.failure()).isEmpty());
                fused += ran.fused();
            }

            assertThat(all.stream().map(EngineModelTest::settled)).containsExactlyElementsOf(expected);
            assertThat(fused > 0).isEqualTo(loaded.engine().fuses());
            all.forEach(Answering::close);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bf16", "int8"})
    void withoutABackendRequestsSharePasses(String type) throws IOException {
        Backend chosen = Backends.sharing(Backends.AUTO, DType.of(type));
        assertThat(chosen.weightTypes()).contains(DType.of(type));
        with(
                "tiny-math-ar",
                chosen.name(),
                DType.of(type),
                (_, loaded) -> assertThat(loaded.engine().fuses()).isTrue());
        assertThat(Backends.sharing("scalar", DType.of(type)).name()).isEqualTo("scalar");
    }

    /// Five equal prompts in their first pass: as many share one as have room by both limits.
    @Test
    void aRoundIsSplitIntoPassesThatAreNotTooLarge() throws IOException {
        int[] prompt = new int[1];
        with("tiny-math-ar", (model, _) -> prompt[0] = model.tokens(PROMPTS.getFirst()).length);

        assertThat(firstRound(new Filling(32, 2048))).isEqualTo(new Passes(1, 1));
        assertThat(firstRound(new Filling(2, 2048))).isEqualTo(new Passes(3, 2));
        assertThat(firstRound(new Filling(1, 2048))).isEqualTo(new Passes(5, 0));
        assertThat(firstRound(new Filling(32, 4 * prompt[0]))).isEqualTo(new Passes(2, 1));
        assertThat(firstRound(new Filling(32, 2 * prompt[0]))).isEqualTo(new Passes(3, 2));
        assertThat(firstRound(new Filling(32, 2 * prompt[0] - 1))).isEqualTo(new Passes(5, 0));
        assertThat(firstRound(new Filling(32, 1)))
                .as("a pass that is larger by itself runs alone")
                .isEqualTo(new Passes(5, 0));
    }

    private Passes firstRound(Filling filling) throws IOException {
        List<Passes> first = new ArrayList<>();
        with("tiny-math-ar", "vector", DType.FLOAT32, filling, (model, _) -> {
            List<Answering> questions = Stream.generate(() -> model.start(question(model, 0, "ar", GREEDY)))
                    .limit(5)
                    .toList();
            first.add(model.advance(questions));
            questions.forEach(Answering::close);
        });
        return first.getFirst();
    }

    /// Two requests, each of which would have room alone.
    @Test
    void whatARequestTakesIsSaidBeforeItRuns() throws IOException {
        with("tiny-math-ar", (model, loaded) -> {
            Question one = question(model, 0, "ar", GREEDY);
            Question two = new Question(one.prompt(), 2, 64, true, "ar", GREEDY, OptionalInt.empty());
            long keysAndValues = 2L * 6 * 192 * 4 * (one.prompt().length + 2 * 64);

            assertThat(model.check(one)).isGreaterThan(keysAndValues);
            assertThat(model.check(two)).isEqualTo(2 * model.check(one));
            assertThat(model.roomBytes()).isLessThan(FreeMemory.machineBytes());
        });
    }

    /// What is settled is only ever added to, and is in the end what the engine keeps.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "diffusion:block=16,threshold=0.9",
                "block-diffusion:block=16,threshold=0.9",
                "llada2.1:block=16,threshold=0.8,edit=0.9",
                "d2f:block=16,threshold=0.9"
            })
    void textOnlyGrows(String strategy) throws IOException {
        with("tiny-math-dlm", (model, loaded) -> {
            Question question = question(model, 0, strategy, GREEDY);
            List<Integer> before = List.of();
            List<Integer> sizes = new ArrayList<>();
            try (Answering answering = model.start(question)) {
                while (!answering.isDone()) {
                    advance(model, List.of(answering));
                    List<Integer> now = settled(answering);
                    assertThat(now.subList(0, before.size())).isEqualTo(before);
                    before = now;
                    sizes.add(now.size());
                }
            }
            assertThat(sizes).anyMatch(size -> size > 0 && size < sizes.getLast());
            assertThat(before).isEqualTo(kept(loaded, question));
        });
    }

    private static List<Integer> kept(LoadedModel loaded, Question question) {
        StrategySpec spec = StrategySpec.parse(question.strategy());
        Request request = new Request(1, question.prompt().length, question.mostTokens(), LogitRows.ACTIVE);
        Generation generation = loaded.engine()
                .generate(
                        Strategies.create(spec, question.mostTokens()),
                        request,
                        List.of(question.prompt()),
                        Generation.Stop.AT_END_TOKEN,
                        Probe.NONE);
        List<Integer> kept = new ArrayList<>();
        for (int token : generation.kept(0)) {
            kept.add(token);
        }
        return kept;
    }

    @Test
    void anAutoregressiveAnswerGrowsByATokenAPass() throws IOException {
        with("tiny-math-ar", (model, _) -> {
            try (Answering answering = model.start(question(model, 1, "ar", GREEDY))) {
                int passes = 0;
                while (!answering.isDone()) {
                    advance(model, List.of(answering));
                    passes++;
                    assertThat(answering.settled(0)).hasSize(answering.hasEnded(0) ? passes - 1 : passes);
                }
                assertThat(answering.hasEnded(0)).isTrue();
                assertThat(answering.work().denoisingSteps()).isZero();
                assertThat(answering.work().passes()).isEqualTo(passes);
            }
        });
    }

    @Test
    void whatIsBehindTheEndTokenIsGivenIfItIsAskedFor() throws IOException {
        with("tiny-math-dlm", (model, _) -> {
            Question question = new Question(
                    model.tokens(PROMPTS.getFirst()), 2, 64, false, "diffusion:steps=16", GREEDY, OptionalInt.empty());
            try (Answering answering = model.start(question)) {
                while (!answering.isDone()) {
                    advance(model, List.of(answering));
                }
                assertThat(answering.settled(0)).hasSize(64).isEqualTo(answering.settled(1));
                assertThat(answering.hasEnded(0)).isFalse();
                assertThat(answering.work())
                        .isEqualTo(new Answering.Work(
                                16,
                                16,
                                16L * 2 * (question.prompt().length + 64),
                                16L * 2 * (question.prompt().length + 64),
                                128));
            }
        });
    }
}
