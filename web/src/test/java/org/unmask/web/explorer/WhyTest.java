package org.unmask.web.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.unmask.web.explorer.Questions.contestant;
import static org.unmask.web.explorer.Questions.pair;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.cost.predict.Prediction;
import tools.jackson.databind.node.ObjectNode;

/// The sentences, on generations whose bounds are known from their counts.
class WhyTest {
    private static Why why(ObjectNode question) {
        List<Side> sides = new ArrayList<>();
        List<Prediction> predictions = Questions.predictions(question);
        for (int i = 0; i < predictions.size(); i++) {
            sides.add(Side.of("ABC".substring(i, i + 1), predictions.get(i)));
        }
        return new Why(sides);
    }

    /// At batch 12 a decoding pass has 12 rows, and memory decides; a full pass has 12 x 768 = 9216 rows.
    @Test
    void aDecodeThatSharesItsWeightsBeatsPassesPastTheRidge() {
        Why why = why(pair(512, 256, 12, "llama-3-8b h200-sxm ar", "llada-8b h200-sxm diffusion:steps=256"));

        assertThat(why.headline()).startsWith("A is ").endsWith(" times as fast as B.");
        assertThat(why.sentence())
                .startsWith("At batch 12 the decode of A reads each weight once for 12 tokens and is bound by memory,"
                        + " while B computes 9216 rows in a pass to keep 12 tokens, and is past the ridge (")
                .endsWith(" FLOP/B against 206).");
    }

    /// 8 passes of 32 rows read about as many bytes each as one of the 256 passes of one row.
    @Test
    void fewerPassesWinBelowTheRidge() {
        Why why = why(pair(
                128, 256, 1, "llama-3-8b h200-sxm ar", "sdar-8b h200-sxm block-diffusion:block=32,tokens-per-pass=8"));

        assertThat(why.winner()).map(Side::name).contains("B");
        assertThat(why.sentence())
                .startsWith("B needs ")
                .contains(" passes against 256, and below the ridge (")
                .contains("the 32 rows of its pass cost little more than the 1 of A");
    }

    @Test
    void passesPastTheRidgeMayStillBeFewEnough() {
        Why why = why(
                pair(512, 256, 1, "llama-3-8b h200-sxm ar", "llada-8b h200-sxm dual-cache:block=32,tokens-per-pass=8"));

        assertThat(why.winner()).map(Side::name).contains("B");
        assertThat(why.sentence()).contains("past the ridge").contains("only one token");
    }

    /// 256 tokens a pass is one pass of one block: as few as there can be, yet batch 64 keeps the ARM ahead.
    @Test
    void bothPastTheRidgeCompareArithmetic() {
        Why why = why(pair(512, 256, 512, "llama-3.2-1b h20 ar", "llada-8b h20 diffusion:steps=256"));

        assertThat(why.sentence()).isNotEmpty();
    }

    /// The profile `eager` has a floor for each layer and pass; the smallest models are always below it.
    @Test
    void theHostIsTheReasonWhereItDecides() {
        Why why = why(pair(
                128,
                256,
                1,
                "qwen2.5-0.5b h200-sxm ar eager",
                "sdar-4b h200-sxm block-diffusion:block=32,steps=32 eager"));

        assertThat(why.winner()).map(Side::name).contains("B");
        assertThat(why.sentence())
                .startsWith("The host ")
                .contains("256")
                .contains("passes")
                .contains("pass");
    }

    @Test
    void whatDoesNotFitSaysWhatItNeeds() {
        Why alone = why(pair(512, 256, 512, "llama-3-8b h200-sxm ar", "llada-8b h200-sxm dual-cache:steps=128"));
        assertThat(alone.headline()).isEqualTo("Only A fits into memory.");
        assertThat(alone.ratio()).isEmpty();
        assertThat(alone.sentence())
                .matches("B needs [\\d.]+ GB of 141 GB at batch 512 \\(KV cache alone [\\d.]+ GB\\);"
                        + " its largest batch is 255\\.");

        Why none = why(pair(512, 256, 4096, "llama-3-8b h200-sxm ar", "llada-8b h200-sxm dual-cache:steps=128"));
        assertThat(none.headline()).isEqualTo("No contestant fits into memory.");
        assertThat(none.sentence()).startsWith("A needs ").contains("; B needs ");
    }

    @Test
    void equalsAreCalledEqual() {
        Why why = why(pair(512, 256, 4, "llama-3-8b h200-sxm ar", "llama-3-8b h200-sxm ar"));

        assertThat(why.headline()).isEqualTo("A and B are equally fast.");
        assertThat(why.sentence()).endsWith("the products are equal.");
    }

    /// 4.8 TB/s against 3.35 TB/s: as many passes, each of which takes longer.
    @Test
    void devicesDifferByTheTimeOfAPass() {
        Why why = why(pair(128, 128, 1, "llama-3-8b h100-sxm ar", "llama-3-8b h200-sxm ar"));

        assertThat(why.headline()).isEqualTo("B is 1.43 times as fast as A.");
        assertThat(why.sentence())
                .startsWith("Both take about as many passes (128 and 128), but one of B takes ")
                .contains("bound by memory traffic");
    }

    /// The best of three is compared with the second.
    @Test
    void theWinnerIsComparedWithTheNext() {
        ObjectNode question = pair(128, 128, 1, "llama-3-8b a6000 ar", "llama-3-8b h100-sxm ar");
        question.withArray("contestants").add(contestant("llama-3-8b h200-sxm ar"));
        Why why = why(question);

        assertThat(why.headline()).isEqualTo("C is 1.43 times as fast as B.");
    }
}
