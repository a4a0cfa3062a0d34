package org.unmask.core.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PaddingTest {
    private static Request request(String strategy, Integer... lengths) {
        Strategy decoding = Strategies.create(StrategySpec.parse(strategy), 16);
        return Request.of(List.of(lengths), 16, LogitRows.ACTIVE, decoding::paddingUnit);
    }

    private static List<Integer> before(Request request, Integer... lengths) {
        return List.of(lengths).stream()
                .map(length -> request.padding().before(request.promptTokens(), length))
                .toList();
    }

    @Test
    void canvasesEndTogether() {
        Request request = request("diffusion:steps=8", 5, 17, 15);
        assertThat(request.promptTokens()).isEqualTo(17);
        assertThat(request.firstEnd()).isEqualTo(17);
        assertThat(before(request, 5, 17, 15)).containsExactly(12, 0, 2);
    }

    /// Of blocks of 8 the prompts fill 0, 2 and 1 whole ones. The longest ends at 17 = 2·8 + 1, the others at 2·8 + 5 and
    /// 2·8 + 7.
    @Test
    void blocksStayWhole() {
        Request request = request("block-diffusion:block=8,threshold=0.9", 5, 17, 15);
        assertThat(before(request, 5, 17, 15)).containsExactly(16, 0, 8);
        assertThat(request.promptTokens()).isEqualTo(23);
        assertThat(request.firstEnd()).isEqualTo(17);
        assertThat(request.length()).isEqualTo(39);
    }

    /// The block that holds the ends of the prompts has 7 masks in the sequence with most.
    @Test
    void passesAreThoseOfTheSequenceWithMostMasks() {
        Request request = request("block-diffusion:block=8,threshold=0.9", 5, 17, 15);
        Strategy strategy = Strategies.create(StrategySpec.parse("block-diffusion:block=8,threshold=0.9"), 16);
        Step.Run prefill = (Step.Run) strategy.start(request);
        assertThat(prefill.pass().only().queries()).isEqualTo(16);
        Step.Run denoise =
                (Step.Run) prefill.then().apply(Outcome.uniform(prefill.pass().only(), 0, 3));
        assertThat(denoise.pass().only().task().masked()).isEqualTo(7);
        assertThat(denoise.pass().only().logitRows()).isEqualTo(7);
    }

    @Test
    void equalLengthsNeedNone() {
        Request request = request("block-diffusion:block=8,threshold=0.9", 9, 9);
        assertThat(request.padding()).isEqualTo(Padding.NONE);
        assertThat(request.promptTokens()).isEqualTo(9);
        assertThat(before(request, 9, 9)).containsExactly(0, 0);
    }

    @Test
    void whatCannotBePaddedIsRefused() {
        assertThatThrownBy(() -> request("llama-cpp:canvas=64", 5, 17))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("canvas=64 has fewer masks for a longer prompt");
        Request canvases = request("diffusion:steps=8", 5, 17);
        Strategy blocks = Strategies.create(StrategySpec.parse("block-diffusion:block=8,threshold=0.9"), 16);
        assertThatThrownBy(() -> blocks.start(canvases))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompts are padded to multiples of 1 positions, which does not keep blocks of 8 whole");
        assertThat(request("llama-cpp:canvas=64", 17, 17).padding()).isEqualTo(Padding.NONE);
    }
}
