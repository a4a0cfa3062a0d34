package org.unmask.app.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.catalog.Catalog;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Weight;
import org.unmask.result.ElementTypes;

/// How many bits weights have that somebody says to be quantised.
class StatedTypesTest {
    /// 128 weights of 4 bits with a scale of 16: 4.125 bits; with a zero point of 4: 4.15625.
    @ParameterizedTest
    @CsvSource({
        "w4a16-g128, 4.125",
        "w4a16 group 64, 4.25",
        "awq group_size=128, 4.15625",
        "GPTQ-Int4-128g, 4.15625",
        "int4, 4",
        "int4 G2, 4"
    })
    void groupsCountIfTheyAreStated(String scheme, double bits) throws IOException {
        Catalog catalog = new Catalog(Path.of(System.getProperty("unmask.home")), Path.of("none"));
        Claimed.Stated nothing = Claimed.Stated.NOTHING;
        Claimed.Stated stated = new Claimed.Stated(
                Optional.of("llama-3-8b"),
                Optional.of("a100-80gb"),
                nothing.devices(),
                nothing.strategy(),
                nothing.batch(),
                nothing.promptTokens(),
                nothing.generatedTokens(),
                nothing.logits(),
                ElementTypes.UNKNOWN,
                Optional.of(scheme),
                false);
        List<String> assumed = new ArrayList<>();

        DTypes types = StatedTypes.of(
                stated,
                catalog.model("llama-3-8b").model(),
                catalog.device("a100-80gb").device(),
                assumed);

        assertThat(types.storage().orElseThrow().of(Weight.QUERY, 0).bitsPerElement())
                .isEqualTo(bits);
        assertThat(assumed.stream().anyMatch(sentence -> sentence.startsWith("scales of int4 weights are not counted")))
                .isEqualTo(bits == 4);
    }
}
