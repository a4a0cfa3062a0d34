package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SettingTest {
    static final Setting FULL = new Setting(
            new Checkpoint(
                    Optional.of("tiny"), Optional.of("sha256:ab"), Optional.of("/models/tiny"), Optional.of("none")),
            Optional.of(StrategySpec.parse("dual-cache:block=8,steps=8")),
            Load.batch(2, 16, 32),
            Optional.of(LogitRows.ACTIVE),
            Optional.of(false),
            ElementTypes.of(new DTypes(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT32)),
            new Stack(
                    Optional.of("unmask"),
                    Optional.of("0.1.0"),
                    Optional.of("vector"),
                    Optional.of("256-bit vectors"),
                    Optional.of(4),
                    Optional.of(Set.of(Fusion.RESIDUAL_NORM)),
                    Map.of("tiles", "wide")),
            new Machine(Optional.of("Imaginary CPU"), Optional.of(4), Optional.of(1L << 34)),
            Optional.of(Stop.LENGTH),
            Drawing.of("greedy", 0, 0, 1, 0),
            Optional.of(false),
            new Prompts(Optional.of("synthetic"), Optional.of("tokens")));

    private static Setting reread(Setting setting) {
        return Setting.of(JsonMapper.shared().readTree(setting.json().toString()));
    }

    @Test
    void everyPartIsReadAsItWasWritten() {
        assertThat(reread(FULL)).isEqualTo(FULL);
        assertThat(SettingJson.parts(FULL).keySet()).containsExactlyInAnyOrderElementsOf(SettingJson.PARTS);
    }

    @Test
    void whatIsUnknownHasNoKey() {
        assertThat(reread(Setting.UNKNOWN)).isEqualTo(Setting.UNKNOWN);
        assertThat(Setting.UNKNOWN.json().propertyNames()).containsExactly("id");
        JsonNode nothing = JsonMapper.shared().readTree("{\"strategy\":null,\"machine\":{\"name\":null}}");
        assertThat(Setting.of(nothing)).isEqualTo(Setting.UNKNOWN);
    }

    @Test
    void loadsOfServersAreReadToo() {
        for (String load : new String[] {
            "{\"arrival\":{\"concurrency\":8},\"prompt_tokens\":\"as given\",\"generated_tokens\":128}",
            "{\"arrival\":{\"requests_per_second\":2.5},\"prompt_tokens\":{\"distribution\":\"uniform\",\"mean\":512.0,"
                    + "\"deviation\":10.0,\"least\":256,\"most\":768}}",
            "{\"generated_tokens\":{\"distribution\":\"lognormal\",\"mean\":64.5}}"
        }) {
            Setting setting = Setting.of(JsonMapper.shared().readTree("{\"load\":" + load + "}"));
            assertThat(setting.json().get("load").toString()).isEqualTo(load);
            assertThat(reread(setting)).isEqualTo(setting);
        }
    }

    /// SHA-256 of the text as `sha256sum` computes it.
    @Test
    void theIdIsAHashOfTheCanonicalJson() {
        // printf '{"engine":{"name":"vllm"},"load":{"arrival":{"batch":2}},"model":{"id":"tiny"}}' | sha256sum
        Setting setting = Setting.of(
                JsonMapper.shared()
                        .readTree(
                                "{\"model\":{\"id\":\"tiny\"},\"engine\":{\"name\":\"vllm\",\"version\":\"0.11\"},\"load\":{\"arrival\":{\"batch\":2}}}"));

        assertThat(setting.id()).isEqualTo("c72bdd5058b37787");
        assertThat(setting.json().get("id").asString()).isEqualTo(setting.id());
    }

    @Test
    void equalSettingsHaveOneIdWhereverTheyRan() {
        Stack elsewhere = new Stack(
                FULL.engine().name(),
                Optional.of("0.2.0"),
                FULL.engine().backend(),
                Optional.of("512-bit vectors"),
                FULL.engine().threads(),
                FULL.engine().fusions(),
                FULL.engine().options());
        Machine other = new Machine(Optional.of("Other CPU"), Optional.of(8), Optional.empty());

        assertThat(FULL.on(elsewhere, other).id()).isEqualTo(FULL.id());
        assertThat(FULL.anywhere().asksFor(FULL)).isTrue();
        assertThat(FULL.anywhere().asksFor(FULL.on(elsewhere, other))).isTrue();
        assertThat(FULL.asksFor(FULL.on(elsewhere, other))).isFalse();
        assertThat(FULL.on(Stack.UNKNOWN, FULL.machine()).id()).isNotEqualTo(FULL.id());
    }

    @Test
    void weightsOfWhichOnlyThePlaceIsKnownAreToldApartByIt() {
        Setting here = FULL.with(at("/here"));

        assertThat(here.id()).isNotEqualTo(FULL.with(at("/there")).id());
        assertThat(here.match(FULL).unknown()).containsExactly("model.weights", "model.quantization");
    }

    private static Checkpoint at(String place) {
        return new Checkpoint(Optional.of("tiny"), Optional.empty(), Optional.of(place), Optional.empty());
    }

    @Test
    void partsThatAreUnknownAreNeverTheSame() {
        assertThat(FULL.match(reread(FULL)).verdict()).isEqualTo(Match.Verdict.SAME);
        assertThat(Setting.UNKNOWN.match(Setting.UNKNOWN).verdict()).isEqualTo(Match.Verdict.UNKNOWN);
        assertThat(Setting.UNKNOWN.match(Setting.UNKNOWN).unknown())
                .containsExactlyElementsOf(SettingJson.PARTS.stream()
                        .filter(part -> !part.equals(SettingJson.OPTIONS))
                        .toList());
        Match match = FULL.match(
                FULL.on(FULL.engine(), new Machine(Optional.of("Other CPU"), Optional.of(4), Optional.empty())));
        assertThat(match.different()).containsExactly("machine.name");
        assertThat(match.unknown()).containsExactly("machine.memory_bytes");
        assertThat(match.verdict()).isEqualTo(Match.Verdict.DIFFERENT);
        assertThat(match.ignoring("machine.name").verdict()).isEqualTo(Match.Verdict.UNKNOWN);
        assertThat(match.ignoring("machine").verdict()).isEqualTo(Match.Verdict.SAME);
    }

    @Test
    void aSettingAsksOnlyForWhatItKnows() {
        assertThat(Setting.UNKNOWN.asksFor(FULL)).isTrue();
        assertThat(FULL.asksFor(Setting.UNKNOWN)).isFalse();
        assertThat(Setting.UNKNOWN.with(Checkpoint.named("tiny")).asksFor(FULL)).isTrue();
        assertThat(Setting.UNKNOWN.with(Checkpoint.named("other")).asksFor(FULL))
                .isFalse();
    }

    @Test
    void badValuesNameTheirKey() {
        for (String bad : new String[] {
            "{\"stop\":\"never\"}",
            "{\"load\":{\"arrival\":{}}}",
            "{\"load\":{\"prompt_tokens\":\"many\"}}",
            "{\"engine\":{\"fusions\":[\"all\"]}}"
        }) {
            assertThatThrownBy(() -> Setting.of(JsonMapper.shared().readTree(bad)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("(stop|load|engine)[:.].*");
        }
    }
}
