package org.unmask.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShortNamesTest {
    @Test
    void aModelBeforeACommaAndKeysBehindAColonAreLeftOut() {
        assertThat(ShortNames.of(List.of("llama-3-8b", "llada-8b, K = 4", "llada-8b, dual-cache:block=32,steps=128")))
                .containsExactly(
                        Map.entry("llama-3-8b", "llama-3-8b"),
                        Map.entry("llada-8b, K = 4", "K = 4"),
                        Map.entry("llada-8b, dual-cache:block=32,steps=128", "dual-cache"));
    }

    @Test
    void namesThatWouldBeTheSameStayLonger() {
        assertThat(ShortNames.of(List.of("a, diffusion:steps=8", "a, diffusion:steps=4", "b, ar", "c, ar"))
                        .values())
                .containsExactly("diffusion:steps=8", "diffusion:steps=4", "b, ar", "c, ar");
    }
}
