package org.unmask.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategyFamily;
import org.unmask.report.Label.Role;

class LabelTest {
    private static final Map<String, Role> ROLES = Map.ofEntries(
            Map.entry("ar", Role.ARM),
            Map.entry("speculative", Role.ARM),
            Map.entry("mtp", Role.ARM),
            Map.entry("dflash", Role.ARM),
            Map.entry("diffusion", Role.FULL),
            Map.entry("llama-cpp", Role.FULL),
            Map.entry("prefix-cache", Role.CACHED),
            Map.entry("dual-cache", Role.CACHED),
            Map.entry("dkv-cache", Role.CACHED),
            Map.entry("dllm-cache", Role.CACHED),
            Map.entry("block-diffusion", Role.BLOCK),
            Map.entry("fast-dllm-v2", Role.BLOCK),
            Map.entry("llada2.1", Role.BLOCK),
            Map.entry("llada2.2", Role.BLOCK),
            Map.entry("d2f", Role.BLOCK),
            Map.entry("d3llm", Role.BLOCK),
            Map.entry("wedlm", Role.BLOCK),
            Map.entry("self-speculation", Role.BLOCK),
            Map.entry("diffusion-gemma", Role.BLOCK));

    @Test
    void everyStrategyHasTheRoleThatItsPassesHave() {
        for (StrategyFamily family : Strategies.ALL) {
            String id = family.id();
            Label label = family.autoregressive() ? Label.ar("a", id) : Label.dlm("a", id);
            assertThat(label.role()).as(id).isEqualTo(ROLES.get(id));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dual-cache:block=32,steps=128            | CACHED",
                "llada-8b block-diffusion:block=4         | BLOCK",
                "block-diffusion:block=16 (AMD EPYC)      | BLOCK",
                "diffusion:steps=8,block=64               | FULL",
                "K = 64                                   | FULL",
                "a-dual-cache                             | FULL"
            })
    void theRoleIsThatOfTheStrategyInTheText(String text, Role role) {
        assertThat(Label.dlm("a", text).role()).isEqualTo(role);
    }

    @Test
    void aNumberOfStepsIsWrittenForTheScaleOfShades() {
        assertThat(Label.steps("b, K = 64", 64).json().toString())
                .isEqualTo("{\"text\":\"b, K = 64\",\"strategy\":\"K = 64\",\"role\":\"full\",\"steps\":64}");
    }
}
