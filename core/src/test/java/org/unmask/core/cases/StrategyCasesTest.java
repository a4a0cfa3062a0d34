package org.unmask.core.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.core.decode.Key;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.core.decode.StrategyKeys;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;

/// The list leaves nothing out, and every setting of it is what the list says.
class StrategyCasesTest {
    /// A recorded profile belongs to one request, and so does the length of a canvas.
    private static final Request REQUEST = new Request(1, 16, 32, LogitRows.ACTIVE);
    private static final Set<String> OF_ONE_REQUEST = Set.of("profile", "llama-cpp canvas", "llama-cpp block");

    static Stream<String> settings() {
        return Stream.of(
                        StrategyCases.all(),
                        StrategyCases.predictable(),
                        StrategyCases.conditioned(),
                        StrategyCases.drafted(),
                        StrategyCases.draftedWithin())
                .flatMap(List::stream)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void everySettingSuitsAnyRequest(String text) {
        StrategySpec spec = StrategySpec.parse(text);
        for (int generated = 16; generated <= 48; generated += 16) {
            for (int prompt : new int[] {1, 7, 16, 50}) {
                Request request = new Request(2, prompt, generated, LogitRows.ACTIVE);
                assertThatCode(() -> Strategies.checked(spec, request)).doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.unmask.core.cases.StrategyCases#predictable")
    void whatIsPredictableEnds(String text) {
        StrategySpec spec = StrategySpec.parse(text);
        Request request = new Request(2, 9, 48, LogitRows.ACTIVE);
        int[] passes = {0};
        Unfolding.run(
                Strategies.create(spec, 48), request, Strategies.assumption(spec, request), (_, _) -> passes[0]++);
        assertThat(passes[0]).isPositive();
    }

    @Test
    void listsHoldWhatTheyPromise() {
        assertThat(StrategyCases.scheduled()).noneMatch(StrategyCases::needsLogits);
        assertThat(StrategyCases.oneByOne()).allMatch(StrategyCases::needsLogits);
        assertThat(StrategyCases.predictable()).noneMatch(StrategyCases::needsLogits);
        assertThat(StrategyCases.byLogits())
                .allMatch(text -> StrategyCases.needsLogits(text)
                        || StrategyCases.value(text, "block-cache").equals("on"));
        assertThat(StrategyCases.all()).doesNotHaveDuplicates();
        assertThat(StrategyCases.drafted())
                .noneMatch(StrategyCases::needsLogits)
                .allMatch(
                        text -> Strategies.drafter(StrategySpec.parse(text), 16).equals(Optional.of("small")));
    }

    @Test
    void whatIsExecutedCanBe() {
        assertThat(StrategyCases.all())
                .allMatch(text -> Strategies.family(StrategySpec.parse(text).id())
                        .obstacle()
                        .isEmpty());
        assertThat(Stream.concat(StrategyCases.priced().stream(), StrategyCases.conditioned().stream()))
                .allSatisfy(text -> assertThatThrownBy(() -> Strategies.runnable(StrategySpec.parse(text), REQUEST))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("strategy '" + text + "' can be priced, not run: ")
                        .hasMessageNotContaining("\n"));
    }

    @Test
    void whatIsAssumedIsNotExecutedUnlessARuleDecides() {
        for (String assumed : List.of("diffusion:tokens-per-pass=3", "fast-dllm-v2:block=16,tokens-per-pass=2")) {
            assertThatThrownBy(() -> Strategies.runnable(StrategySpec.parse(assumed), REQUEST))
                    .hasMessageContaining("'" + assumed + "' can be priced, not run: tokens-per-pass is an assumption");
        }
        for (String ruled : List.of(
                "diffusion:threshold=0.9,tokens-per-pass=3", "fast-dllm-v2:block=16", "diffusion:steps=8", "ar")) {
            assertThatCode(() -> Strategies.runnable(StrategySpec.parse(ruled), REQUEST))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyStrategyIsThere() {
        assertThat(settings())
                .extracting(text -> StrategySpec.parse(text).id())
                .containsAll(Strategies.ALL.stream().map(StrategyFamily::id).toList());
    }

    /// Rules and assumptions are the same for all strategies that take them; every other key is tested with its own.
    @Test
    void everyKeyIsGiven() {
        Set<String> shared = Stream.of(StrategyKeys.SCHEDULE, StrategyKeys.LOGIT_RULES, StrategyKeys.ASSUMPTIONS)
                .flatMap(List::stream)
                .map(Key::name)
                .collect(Collectors.toSet());
        List<String> given = settings()
                .map(StrategySpec::parse)
                .flatMap(spec -> spec.keys().keySet().stream().map(key -> named(spec.id(), key, shared)))
                .toList();
        List<String> known = Strategies.ALL.stream()
                .flatMap(family -> family.keys().stream().map(key -> named(family.id(), key.name(), shared)))
                .filter(key -> !OF_ONE_REQUEST.contains(key))
                .toList();
        assertThat(given).containsAll(known);
    }

    private static String named(String id, String key, Set<String> shared) {
        return shared.contains(key) ? key : id + " " + key;
    }
}
