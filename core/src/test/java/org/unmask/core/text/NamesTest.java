package org.unmask.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final List<String> KNOWN = List.of("a6000", "h100-sxm", "h200-sxm", "b200");

    @Test
    void aSlipOrAPartOfANameFindsTheNearest() {
        assertThat(Names.unknown("device", "h100-sxn", KNOWN))
                .hasMessage("unknown device 'h100-sxn'; did you mean h100-sxm, h200-sxm?");
        assertThat(Names.nearest("h200", KNOWN)).contains("h200-sxm", "b200");
    }

    @Test
    void exchangedCharactersAreOneSlip() {
        assertThat(Names.edits("bahs", "bash")).isEqualTo(1);
        assertThat(Names.edits("kitten", "sitting")).isEqualTo(3);
        assertThat(Names.edits("", "abc")).isEqualTo(3);
        assertThat(Names.nearest("bahs", List.of("bash", "zsh", "fish"))).containsExactly("bash");
    }

    @Test
    void aNameFarFromAllListsThem() {
        assertThat(Names.unknown("device", "toaster", KNOWN))
                .hasMessage("unknown device 'toaster'; known: a6000, h100-sxm, h200-sxm, b200");
    }

    @Test
    void aFileIsNamedWithoutItsFolderWhateverItsSystem() {
        assertThat(Names.ofFile("/data/runs/bench.json")).isEqualTo("bench.json");
        assertThat(Names.ofFile("C:\\runs\\bench.json")).isEqualTo("bench.json");
        assertThat(Names.ofFile("bench\0.json")).isEqualTo("bench\0.json");
    }
}
