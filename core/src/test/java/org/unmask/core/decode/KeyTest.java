package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The default of a key that help prints is the value the strategy has without the key.
class KeyTest {
    private static final int PROMPT = 18;
    private static final int GENERATED = 64;
    /// Defaults that are no values, worked out by hand for this prompt and this generated length.
    private static final Map<String, String> WORKED_OUT = Map.of(
            "G", "64",
            "min(32,G)", "32",
            "min(64,G)", "64",
            "min(8,block)", "8",
            "8; greedy: 2", "8",
            "P+G", "82",
            "canvas", "82",
            "canvas-P", "64");
    /// What must be given for a key to make a difference.
    private static final Map<String, String> NEEDED =
            Map.of("dkv-cache window", ":variant=greedy,rule=random", "dkv-cache variant", ":rule=random");
    /// What a strategy must be given to be priced at all.
    private static final Map<String, String> REQUIRED = Map.of(
            "speculative",
            ":drafter=ngram,accepted=0.5",
            "mtp",
            ":accepted=0.5",
            "dflash",
            ":accepted=0.5",
            "self-speculation",
            ":accepted=0.5",
            "diffusion-gemma",
            ":tokens-per-pass=1");
    /// Enough that every key has another value among them.
    private static final List<String> OTHERS =
            List.of("2", "3", "0.5", "on", "none", "random", "dream", "greedy", "whole", "between", "24", "96", "12");

    static Stream<Arguments> defaults() {
        return Strategies.ALL.stream()
                .flatMap(family -> family.keys().stream()
                        .filter(key -> key.initial().isPresent())
                        .map(key -> Arguments.of(family.id(), key.name(), printed(family, key.name()))));
    }

    private static String printed(StrategyFamily family, String key) {
        return family.keys().stream()
                .filter(known -> known.name().equals(key))
                .flatMap(known -> known.initial().stream())
                .map(Key.Initial::text)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "{0}: {1}={2}")
    @MethodSource("defaults")
    void thePrintedDefaultIsTheOneThatIsUsed(String id, String key, String printed) {
        StrategySpec without = StrategySpec.parse(id + REQUIRED.getOrDefault(id, ""));
        String value = WORKED_OUT.getOrDefault(printed, printed);

        assertThat(behaviour(without.with(key, value), GENERATED)).isEqualTo(behaviour(without, GENERATED));
        String needed = NEEDED.getOrDefault(id + " " + key, REQUIRED.getOrDefault(id, ""));
        StrategySpec base = StrategySpec.parse(id + needed);
        assertThat(OTHERS).as("a value that makes a difference").anyMatch(other -> differs(base, key, other));
    }

    private static boolean differs(StrategySpec base, String key, String value) {
        try {
            return !behaviour(base.with(key, value), GENERATED).equals(behaviour(base, GENERATED));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Defaults that follow from other values do so with each of them; not all of these lengths are whole blocks.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefix-cache                                    | 24 | block     | min(32,G)    | 24",
                "dual-cache                                      | 64 | block     | min(32,G)    | 32",
                "dkv-cache                                       | 96 | block     | min(64,G)    | 64",
                "dkv-cache                                       | 40 | block     | min(64,G)    | 40",
                "diffusion                                       | 24 | steps     | G            | 24",
                "dkv-cache:variant=greedy,rule=random            | 48 | refresh   | 8; greedy: 2 | 2",
                "dkv-cache:variant=greedy,rule=random            | 48 | window    | 4            | 4",
                "fast-dllm-v2:block=4                            | 48 | sub-block | min(8,block) | 4",
                "fast-dllm-v2:block=64                           | 48 | sub-block | min(8,block) | 8",
                "llama-cpp:canvas=96                             | 48 | block     | canvas       | 96",
                "llama-cpp:canvas=96                             | 48 | steps     | canvas-P     | 78",
                "llada2.1                                        | 96 | block     | min(32,G)    | 32"
            })
    void aDefaultFollowsFromTheOthers(String text, int generated, String key, String printed, String value) {
        StrategySpec spec = StrategySpec.parse(text);

        assertThat(printed(Strategies.family(spec.id()), key)).isEqualTo(printed);
        assertThat(strategy(spec.with(key, value), generated)).isEqualTo(strategy(spec, generated));
    }

    /// What a specification means: the strategy as a value, and its passes.
    private static List<Object> behaviour(StrategySpec spec, int generated) {
        return List.of(strategy(spec, generated), passes(spec, generated));
    }

    /// A canvas finds its numbers out from the request: for it, its passes.
    private static Object strategy(StrategySpec spec, int generated) {
        Strategy strategy = Strategies.create(spec, generated);
        return strategy instanceof PaddedCanvas ? passes(spec, generated) : strategy;
    }

    private static List<Pass> passes(StrategySpec spec, int generated) {
        Request request = new Request(2, PROMPT, generated, LogitRows.ACTIVE);
        StrategySpec assumed = Strategies.needsLogits(spec, request) ? spec.with("tokens-per-pass", "2") : spec;
        List<Pass> passes = new ArrayList<>();
        Unfolding.run(
                Strategies.create(assumed, generated),
                request,
                Strategies.assumption(assumed, request),
                (pass, _) -> passes.add(pass));
        return passes;
    }

    @Test
    void everyKeyIsExplained() {
        for (StrategyFamily family : Strategies.ALL) {
            assertThat(family.summary()).isNotBlank();
            assertThat(family.keys()).extracting(Key::name).doesNotHaveDuplicates();
            assertThat(family.keys()).allSatisfy(key -> {
                assertThat(key.meaning()).isNotBlank();
                assertThat(key.domain().expected()).isNotBlank();
            });
        }
    }

    @Test
    void aKeyWithoutDefaultMustBeGivenWhereItsValueIsNeeded() {
        Values values = new Values(StrategySpec.parse("d2f"), 16);
        assertThat(values.find(StrategyKeys.THRESHOLD)).isEmpty();
        assertThatThrownBy(() -> values.get(StrategyKeys.THRESHOLD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("strategy 'd2f' needs threshold; give a number above 0");
    }
}
