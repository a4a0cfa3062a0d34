package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.core.decode.Phase;

class PassLineTest {
    @Test
    void aPassIsOneLineOfWhatItDecided() {
        Scene scene = new Scene(
                "prompt",
                List.of(
                        new Cell.Decided(" say \"it\"\n", 0.987, 0, false),
                        new Cell.Decided("before", 1, 1, false),
                        new Cell.Decided("\u001B", 0.5, 0, true),
                        Cell.MASKED,
                        new Cell.End(0)),
                List.of(),
                new Scene.Range(0, 5),
                1,
                new Status(2, Phase.DENOISE, 5, 6, 4, 5, 1));

        assertThat(PassLine.of(scene))
                .isEqualTo(
                        "pass 2 denoise (Q 5, C 6) 4/5  @0 \" say \\\"it\\\"\\n\" 0.99  @2 \"␛\" 0.50 edited  @4 end");
    }
}
