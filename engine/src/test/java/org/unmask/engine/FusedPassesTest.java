package org.unmask.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.unmask.engine.SmallModel.ARCHITECTURE;
import static org.unmask.engine.SmallModel.GENERATED;
import static org.unmask.engine.SmallModel.MODEL;
import static org.unmask.engine.SmallModel.VOCABULARY;
import static org.unmask.engine.SmallModel.weights;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Step;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.Strategy;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.model.Lowering;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.engine.scalar.ScalarBackend;
import org.unmask.engine.weight.WeightGenerator;

/// Passes of several generations that run as one.
class FusedPassesTest {
    /// Autoregressive and diffusion strategies, with caches and without.
    private static final List<String> STRATEGIES = List.of(
            "ar",
            "diffusion:block=8,threshold=0.5",
            "diffusion:block=16,steps=4",
            "prefix-cache:block=8,steps=8",
            "dual-cache:block=8,threshold=0.5",
            "dkv-cache:block=16,steps=8",
            "block-diffusion:block=4,threshold=0.5",
            "llada2.1:block=8,threshold=0.5,edit=0.3,post=3",
            "d2f:block=4,threshold=0.5");

    /// A generation with a strategy of its own.
    private static final class Member {
        final String strategy;
        final Generation generation;
        final int length;
        Step step;

        Member(Engine engine, String strategy, int batch, int prompt, long seed) {
            this.strategy = strategy;
            this.length = prompt + GENERATED;
            Strategy decoding = Strategies.create(StrategySpec.parse(strategy), GENERATED);
            Request request = new Request(batch, prompt, GENERATED, LogitRows.ACTIVE);
            List<int[]> prompts = IntStream.range(0, batch)
                    .mapToObj(s -> WeightGenerator.prompt(1000 * seed + s, prompt, VOCABULARY - 1))
                    .toList();
            Sampling sampling =
                    seed % 2 == 0 ? Sampling.greedy(seed) : new Sampling(Sampling.Style.SDAR, 0.6, 20, 0.9, seed);
            this.generation = engine.beside(request, prompts, Generation.Stop.AT_LENGTH, Probe.NONE, sampling);
            this.step = decoding.start(request);
        }

        boolean isDone() {
            return step instanceof Step.Done;
        }

        PreparedPass prepare() {
            return generation.prepare(((Step.Run) step).pass());
        }

        void complete(PreparedPass pass) {
            Outcome outcome = pass.outcome();
            step = ((Step.Run) step).then().apply(outcome);
        }

        List<String> tokens() {
            return IntStream.range(0, generation.sequences())
                    .mapToObj(s -> Arrays.toString(Arrays.copyOf(generation.tokens(s), length)))
                    .toList();
        }
    }

    private static void advance(Engine engine, List<Member> running, Probe probe) {
        List<PreparedPass> passes = running.stream().map(Member::prepare).toList();
        engine.run(passes, probe);
        for (int i = 0; i < passes.size(); i++) {
            running.get(i).complete(passes.get(i));
        }
    }

    private static List<String> alone(Engine engine, String strategy, int batch, int prompt, long seed) {
        Member member = new Member(engine, strategy, batch, prompt, seed);
        while (!member.isDone()) {
            advance(engine, List.of(member), Probe.NONE);
        }
        member.generation.close();
        return member.tokens();
    }

    @Property(tries = 60)
    void nobodysTokensDependOnWhoJoinsAndLeaves(
            @ForAll @IntRange(min = 2, max = 5) int members, @ForAll @IntRange(min = 1, max = 1000) int seed) {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(seed, arena), new ScalarBackend(), 1)) {
            Random random = new Random(seed);
            List<Member> all = new ArrayList<>();
            List<List<String>> expected = new ArrayList<>();
            while (all.size() < members || all.stream().anyMatch(member -> !member.isDone())) {
                if (all.size() < members && random.nextInt(3) == 0) {
                    String strategy = STRATEGIES.get(random.nextInt(STRATEGIES.size()));
                    int batch = 1 + random.nextInt(3);
                    int prompt = 1 + random.nextInt(20);
                    expected.add(alone(engine, strategy, batch, prompt, seed + all.size()));
                    all.add(new Member(engine, strategy, batch, prompt, seed + all.size()));
                }
                List<Member> running =
                        all.stream().filter(member -> !member.isDone()).toList();
                if (!running.isEmpty()) {
                    advance(engine, running, Probe.NONE);
                }
            }
            for (int i = 0; i < members; i++) {
                assertThat(all.get(i).tokens()).as(all.get(i).strategy).isEqualTo(expected.get(i));
                all.get(i).generation.close();
            }
        }
    }

    /// What is priced for the groups of a pass is what runs.
    @Test
    void aFusedPassRunsTheOperatorsThatArePricedForItsGroups() {
        List<Pass> started = new ArrayList<>();
        List<Operator> operators = new ArrayList<>();
        Probe probe = new Probe() {
            @Override
            public void passStarted(Pass pass) {
                started.add(pass);
            }

            @Override
            public void operatorFinished(Operator operator) {
                operators.add(operator);
            }
        };
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(1, arena), new ScalarBackend(), 1)) {
            List<Member> running = List.of(
                    new Member(engine, "ar", 1, 7, 1),
                    new Member(engine, "block-diffusion:block=4,steps=8", 2, 12, 2),
                    new Member(engine, "diffusion:steps=4", 1, 5, 3));
            List<Pass> asked = running.stream()
                    .map(member -> ((Step.Run) member.step).pass())
                    .toList();
            advance(engine, running, probe);

            assertThat(started).containsExactly(Pass.together(asked));
            List<Operator> priced = new ArrayList<>();
            for (Program.Section section : Lowering.lower(ARCHITECTURE, Pass.together(asked), engine.fusions())
                    .sections()) {
                for (int layer = 0; layer < section.repeats(); layer++) {
                    priced.addAll(section.operators());
                }
            }
            assertThat(operators).isEqualTo(priced);
            running.forEach(member -> member.generation.close());
        }
    }

    @Test
    void guidedPassesAndThoseThatReuseFeaturesRunAlone() {
        try (Arena arena = Arena.ofShared();
                Engine engine = new Engine(MODEL, weights(1, arena), new ScalarBackend(), 1)) {
            for (String strategy : List.of("dllm-cache:block=16,steps=8", "diffusion:steps=8,cfg=1")) {
                Member special = new Member(engine, strategy, 1, 7, 2);
                Member other = new Member(engine, "ar", 1, 7, 2);
                PreparedPass pass = special.prepare();
                assertThat(pass.isFusible()).as(strategy).isFalse();
                assertThatThrownBy(() -> engine.run(List.of(pass, other.prepare()), Probe.NONE))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("runs alone");
                special.generation.close();
                other.generation.close();
            }
        }
    }
}
