package org.unmask.run.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.catalog.family.Families;
import org.unmask.core.cases.Architectures;
import org.unmask.core.cases.Unrolled;
import org.unmask.core.decode.Assumption;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Lowering;
import org.unmask.core.model.Model;
import org.unmask.core.op.DType;
import org.unmask.core.op.Operator;
import org.unmask.core.timeline.Origin;
import org.unmask.core.timeline.PassTime;
import org.unmask.core.timeline.Timeline;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.roofline.Participant;
import org.unmask.cost.roofline.Participants;
import org.unmask.cost.roofline.Pricer;
import org.unmask.cost.roofline.Profile;
import org.unmask.cost.roofline.Roofline;
import org.unmask.engine.Engine;
import org.unmask.engine.Engines;
import org.unmask.engine.Generation;
import org.unmask.engine.Probe;
import org.unmask.engine.Sampling;
import org.unmask.engine.spi.Backend;
import org.unmask.engine.weight.SyntheticWeights;
import org.unmask.engine.weight.WeightGenerator;

/// Whatever a drafter proposes, a greedy text is that of the target alone, on every backend; and what is priced is what runs,
/// of both models.
class DraftedDecodingTest {
    private static final int GENERATED = 24;
    private static final int VOCABULARY = 96;
    private static final Architecture TARGET = Architectures.dense(2, 64, 4, 2, 16, 96, VOCABULARY);
    private static final Architecture SMALL = Architectures.dense(1, 32, 2, 2, 16, 48, VOCABULARY);
    /// Drafters by name: one that is the target, one that is another model, and look-ups.
    private static final List<String> DRAFTERS = List.of("target", "small", "ngram");

    static Stream<Arguments> cases() {
        return Golden.backends()
                .flatMap(backend -> DRAFTERS.stream()
                        .flatMap(drafter -> IntStream.of(1, 3)
                                .boxed()
                                .flatMap(batch -> IntStream.of(1, 4)
                                        .mapToObj(draft ->
                                                Arguments.of(drafter, draft, batch, backend.name(), backend)))));
    }

    private static Model model(String id, Architecture architecture, List<Integer> ends) {
        return new Model(
                id, id, Families.named("llama").family(), architecture, OptionalInt.empty(), ends, false, "a test");
    }

    private static Engine engine(
            String id, Architecture architecture, long seed, List<Integer> ends, Backend backend, Arena arena) {
        return new Engine(
                model(id, architecture, ends),
                new SyntheticWeights(architecture, seed, DType.FLOAT32, 1.2, arena),
                backend,
                2);
    }

    private static Optional<Engine> drafter(String name, Backend backend, Arena arena) {
        return switch (name) {
            case "target" -> Optional.of(engine("copy", TARGET, 7, List.of(), backend, arena));
            case "small" -> Optional.of(engine("small", SMALL, 8, List.of(), backend, arena));
            default -> Optional.empty();
        };
    }

    /// Prompts of different lengths.
    private static List<int[]> prompts(int batch) {
        return IntStream.range(0, batch)
                .mapToObj(sequence -> WeightGenerator.prompt(1 + sequence, 9 + 3 * sequence, VOCABULARY))
                .toList();
    }

    /// @param kept  tokens of each sequence, as text
    private record Run(List<String> kept, List<Pass> passes, List<Outcome> outcomes, Request request) {
        long count(Phase phase) {
            return passes.stream().filter(pass -> pass.phase() == phase).count();
        }

        int committed(Phase phase) {
            return IntStream.range(0, passes.size())
                    .filter(i -> passes.get(i).phase() == phase)
                    .map(i -> outcomes.get(i).committed())
                    .sum();
        }
    }

    private static Run run(Engines engines, String spec, int batch, Generation.Stop stop, Probe probe) {
        Strategy strategy = Strategies.create(StrategySpec.parse(spec), GENERATED);
        List<int[]> prompts = prompts(batch);
        Request request = Request.of(
                prompts.stream().map(prompt -> prompt.length).toList(),
                GENERATED,
                LogitRows.ACTIVE,
                strategy::paddingUnit);
        List<Pass> passes = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        Generation generation = engines.start(request, prompts, stop, probe, Sampling.greedy(0));
        Unfolding.run(strategy, request, generation, (pass, outcome) -> {
            passes.add(pass);
            outcomes.add(outcome);
        });
        List<String> kept = IntStream.range(0, batch)
                .mapToObj(generation::kept)
                .map(Arrays::toString)
                .toList();
        return new Run(kept, passes, outcomes, request);
    }

    private static String spec(String drafter, int draft) {
        return "speculative:drafter=" + drafter + ",draft=" + draft;
    }

    @ParameterizedTest(name = "{0} drafts {1}, batch {2}, on {3}")
    @MethodSource("cases")
    void aGreedyTextIsThatOfTheTarget(String name, int draft, int batch, String backendName, Backend backend) {
        try (Arena arena = Arena.ofShared();
                Engine target = engine("target", TARGET, 7, List.of(), backend, arena)) {
            Run alone = run(Engines.alone(target), "ar", batch, Generation.Stop.AT_LENGTH, Probe.NONE);
            Optional<Engine> drafter = drafter(name, backend, arena);
            Run drafted =
                    run(new Engines(target, drafter), spec(name, draft), batch, Generation.Stop.AT_LENGTH, Probe.NONE);
            drafter.ifPresent(Engine::close);

            assertThat(drafted.kept()).isEqualTo(alone.kept());
            // The pass over the prompts gives the first token; verify passes give each other one once.
            assertThat(drafted.committed(Phase.VERIFY)).isEqualTo(batch * (GENERATED - 1));
            assertThat(drafted.count(Phase.DRAFT))
                    .isEqualTo(drafter.isEmpty() ? 0 : draft * drafted.count(Phase.VERIFY));
            if (name.equals("target")) {
                assertThat(drafted.count(Phase.VERIFY)).isEqualTo(Math.ceilDiv(GENERATED - 1, draft + 1));
            }
        }
    }

    /// End tokens that the first sequences have: they leave, and the others go on.
    @ParameterizedTest(name = "{0} drafts {1}, batch {2}, on {3}")
    @MethodSource("cases")
    void sequencesThatEndKeepTheSame(String name, int draft, int batch, String backendName, Backend backend) {
        try (Arena arena = Arena.ofShared();
                Engine endless = engine("target", TARGET, 7, List.of(), backend, arena)) {
            Generation whole = endless.start(
                    new Request(1, prompts(1).getFirst().length, GENERATED, LogitRows.ACTIVE),
                    prompts(1),
                    Generation.Stop.AT_LENGTH,
                    Probe.NONE);
            Unfolding.run(
                    Strategies.create(Strategies.AUTOREGRESSIVE, GENERATED),
                    new Request(1, prompts(1).getFirst().length, GENERATED, LogitRows.ACTIVE),
                    whole,
                    (_, _) -> {});
            List<Integer> ends = List.of(whole.kept(0)[6]);
            try (Engine target = engine("target", TARGET, 7, ends, backend, arena)) {
                Optional<Engine> drafter = drafter(name, backend, arena);
                Engines both = new Engines(target, drafter);
                for (Generation.Stop stop : List.of(Generation.Stop.AT_END_TOKEN, Generation.Stop.AT_LAST_END_TOKEN)) {
                    Run alone = run(Engines.alone(target), "ar", batch, stop, Probe.NONE);
                    Run drafted = run(both, spec(name, draft), batch, stop, Probe.NONE);
                    assertThat(drafted.kept()).isEqualTo(alone.kept());
                    assertThat(drafted.passes().getLast().only().batch())
                            .isEqualTo(alone.passes().getLast().only().batch());
                }
                drafter.ifPresent(Engine::close);
            }
        }
    }

    @ParameterizedTest(name = "{0} drafts {1}, batch {2}, on {3}")
    @MethodSource("cases")
    void whatIsReplayedAndPricedIsWhatRan(String name, int draft, int batch, String backendName, Backend backend) {
        try (Arena arena = Arena.ofShared();
                Engine target = engine("target", TARGET, 7, List.of(), backend, arena)) {
            Optional<Engine> drafter = drafter(name, backend, arena);
            Engines both = new Engines(target, drafter);
            List<Operator> ran = new ArrayList<>();
            Run drafted = run(both, spec(name, draft), batch, Generation.Stop.AT_LENGTH, new Probe() {
                @Override
                public void operatorFinished(Operator operator) {
                    ran.add(operator);
                }
            });

            Roofline roofline = new Roofline(1e11, 1e10);
            Timeline replayed = new Pricer(
                            new Participants(
                                    participant(target, roofline),
                                    drafter.map(engine -> participant(engine, roofline))),
                            target.fusions(),
                            Profile.ROOFLINE,
                            Deployment.SINGLE)
                    .price(
                            Origin.REPLAYED,
                            Strategies.create(StrategySpec.parse(spec(name, draft)), GENERATED),
                            drafted.request(),
                            Assumption.recorded(drafted.outcomes()));
            List<Operator> lowered = new ArrayList<>();
            for (Pass pass : drafted.passes()) {
                Engine engine = both.of(pass.role());
                lowered.addAll(
                        Unrolled.operators(Lowering.lower(engine.model().architecture(), pass, engine.fusions())));
            }
            drafter.ifPresent(Engine::close);

            assertThat(replayed.passes()).extracting(PassTime::pass).isEqualTo(drafted.passes());
            assertThat(ran).isEqualTo(lowered);
        }
    }

    private static Participant participant(Engine engine, Roofline roofline) {
        return new Participant(engine.model().architecture(), engine.types(), roofline);
    }

    @Test
    void aDrafterOfOtherTokensIsRefused() {
        Backend backend = Golden.backends().findFirst().orElseThrow();
        try (Arena arena = Arena.ofShared();
                Engine target = engine("target", TARGET, 7, List.of(), backend, arena);
                Engine other =
                        engine("other", Architectures.dense(1, 32, 2, 2, 16, 48, 80), 7, List.of(), backend, arena)) {
            assertThatThrownBy(() -> new Engines(target, Optional.of(other)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "drafter other has a vocabulary of 80 tokens, its target target one of 96; a drafter must"
                                    + " have the vocabulary of its target");
            assertThatThrownBy(() ->
                            run(Engines.alone(target), spec("other", 2), 1, Generation.Stop.AT_LENGTH, Probe.NONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the strategy drafts with a model, and none was loaded");
        }
    }
}
