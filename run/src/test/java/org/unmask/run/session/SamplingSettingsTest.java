package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.unmask.catalog.family.Families;
import org.unmask.engine.Sampling;

class SamplingSettingsTest {
    static Stream<String> samplers() {
        return Families.ALL.stream().map(files -> files.family().sampler());
    }

    @ParameterizedTest
    @MethodSource("samplers")
    void theSamplerOfEveryFamilyIsKnown(String sampler) {
        assertThat(Sampling.Style.of(sampler).id()).isEqualTo(sampler);
    }

    @ParameterizedTest
    @CsvSource({
        "llama, PLAIN",
        "qwen3-moe, PLAIN",
        "llada, LLADA",
        "llada-moe, LLADA",
        "dream, DREAM",
        "sdar, SDAR",
        "fast-dllm, SDAR",
        "llada2, LLADA2"
    })
    void theConventionIsThatOfThePublishedDecoder(String family, Sampling.Style style) {
        assertThat(Sampling.Style.of(Families.named(family).family().sampler())).isEqualTo(style);
    }
}
