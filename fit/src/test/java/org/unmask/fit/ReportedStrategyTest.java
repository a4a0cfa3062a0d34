package org.unmask.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.Strategies;

/// Words of reports and the strategies they stand for.
class ReportedStrategyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ar FP8 (no MTP) | '' | ar | []",
                "ar TP8xDP1 BF16 | '' | ar | []",
                "ar FP8 + MTP 4 drafts | '' | mtp:draft=4 | [accepted]",
                "canvas diffusion FP8 | 16 steps/canvas | diffusion-gemma:steps=16 | []",
                "canvas diffusion Q4_K_M | 21 steps, 1 canvas | diffusion-gemma:steps=21 | []",
                "canvas diffusion FP8 TP2 | '' | diffusion-gemma | [steps]",
                "block drafter (DFlash) | 8.81 accepted per verify | dflash:draft=15,accepted=8.81 | []",
                "block drafter (block 7) TP4xDP2 BF16 | '' | dflash:draft=7 | [accepted]",
                "block drafter (DFlash) | accept 80 % | dflash:draft=15,accepted=12 | []",
                "diffusion (one token a pass) | '' | diffusion:tokens-per-pass=1 | []",
                "'diffusion F16, 12 threads' | 8 steps | diffusion:steps=8 | []",
                "'diffusion, threshold 0.9' | TPF 2.5 | diffusion:tokens-per-pass=2.5 | []",
                "'diffusion, threshold 0.9' | '' | diffusion | [tokens-per-pass]",
                "'prefix-cache, threshold 0.9' | '' | prefix-cache:block=32 | [tokens-per-pass]",
                "threshold decoding with cache | TPF 2.77 | prefix-cache:block=32,tokens-per-pass=2.77 | []",
                "'llada2.2 FP8' | '' | llada2.2 | [tokens-per-pass]",
                "'llada2.1 S mode, quantized' | TPF 5.93 | llada2.1:tokens-per-pass=5.93 | []",
                "block-diffusion (block 4) | '' | block-diffusion:block=4 | [tokens-per-pass]",
                "window diffusion (W=16) | '' | wedlm | [tokens-per-pass]",
                "'multi-block, threshold 0.5' | TPF 9.91 | d3llm:tokens-per-pass=9.91 | []",
                "'self-speculation (LinearSpec, block 32)' | TPF 6 claimed | self-speculation:block=32,accepted=5 | []"
            })
    void wordsNameAStrategy(String text, String extent, String spec, String missing) {
        ReportedStrategy strategy = ReportedStrategy.of(text, extent);

        assertThat(strategy.spec()).hasToString(spec);
        assertThat(strategy.missing()).hasToString(missing);
        ReportedStrategy whole = strategy;
        for (String key : strategy.missing()) {
            whole = whole.with(key, 2);
        }
        assertThat(Strategies.create(whole.spec(), 256)).isNotNull();
    }

    @Test
    void moreThanADraftCannotBeKept() {
        assertThat(ReportedStrategy.of("ar + MTP 2 drafts", "")
                        .with("accepted", 8)
                        .spec())
                .hasToString("mtp:draft=2,accepted=2");
    }

    @Test
    void otherDecodersAreRefusedByTheirName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReportedStrategy.of("Jacobi Forcing", ""))
                .withMessage("strategy 'Jacobi Forcing' is none that is priced");
    }
}
