package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Work;

/// What stands in place of attention, counted by hand.
class MixerTest {
    /// 4 layers, hidden 64, 4 heads and 2 of keys and values of 16, MLP 96, vocabulary 160.
    private static final Architecture PLAIN = Architectures.dense(4, 64, 4, 2, 16, 96, 160);

    private static final long ATTENTION = 64 * 64 + 2 * 64 * 32 + 64 * 64;

    /// In every layer but the second.
    private static Architecture with(Mixer mixer) {
        return PLAIN.with(Layout.PLAIN.with(mixer, Places.attention(Set.of(1), 4)));
    }

    private static Program lower(Architecture model, int batch, int queries) {
        Task task = new Task(Phase.PREFILL, 100, 100 + queries, 100 + queries, 0, 0, new Commit.None());
        return Lowering.lower(model, new Pass(batch, queries, 100, Mask.CAUSAL, 0, task), Set.of());
    }

    private static List<Operator> layer(Mixer mixer, int batch, int queries) {
        return lower(with(mixer), batch, queries).sections().get(1).operators();
    }

    private static Work work(List<Operator> operators, String name) {
        return Work.of(
                operators.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(),
                DTypes.BF16);
    }

    private static List<String> names(List<Operator> operators) {
        return operators.stream().map(Operator::name).toList();
    }

    private static void hasWeights(Mixer mixer, long weights) {
        assertThat(with(mixer).parameters() - PLAIN.parameters()).isEqualTo(3 * (weights - ATTENTION));
    }

    /// 64 channels, a convolution of 3: three projections of 64 by 64, and one back.
    @Test
    void aShortConvolutionKeepsTheLastInputs() {
        ShortConvolution mixer = new ShortConvolution(64, 3);
        List<Operator> layer = layer(mixer, 3, 5);

        hasWeights(mixer, 3 * 64 * 64 + 64 * 3 + 64 * 64);
        assertThat(names(layer))
                .startsWith("attn_norm", "in_proj", "conv_gate", "conv", "conv_gate", "out_proj", "attn_residual");
        assertThat(work(layer, "conv").otherFlops()).isEqualTo(2L * 3 * 15 * 64);
        assertThat(work(layer, "conv").bytesWritten()).isEqualTo(2L * (15 * 64 + 3 * 2 * 64));
        assertThat(with(mixer).layout().stateWindow(0)).isEqualTo(2 * 64);
        assertThat(with(mixer).layout().state(0)).isZero();
        assertThat(with(mixer).cached(0)).isZero();
    }

    /// 128 channels with states of 16, steps of rank 4.
    @Test
    void aSelectiveSpaceProjectsItsSteps() {
        SelectiveSpace mixer = new SelectiveSpace(128, 16, 4, 4, true, SelectiveSpace.Norms.WEIGHTED);
        List<Operator> layer = layer(mixer, 3, 5);

        hasWeights(mixer, 64 * 256 + 128 * 5 + 128 * (4 + 32) + 4 * 128 + 128 + 128 * 16 + 128 + (4 + 32) + 128 * 64);
        assertThat(work(layer, "x_proj").matmulFlops()).isEqualTo(2L * 15 * 128 * 36);
        assertThat(work(layer, "dt_proj").matmulFlops()).isEqualTo(2L * 15 * 4 * 128);
        assertThat(work(layer, "selective_scan").matmulFlops()).isZero();
        assertThat(work(layer, "selective_scan").otherFlops()).isEqualTo(15L * (7 * 128 * 16 + 4 * 36));
        // The state of 3 sequences in float32, rates and what goes past in bf16.
        assertThat(work(layer, "selective_scan").bytesRead())
                .isEqualTo(4L * 3 * 128 * 16 + 2L * (128 * 16 + 2 * 128) + 2L * 15 * (2 * 128 + 2 * 16));
        assertThat(Share.of(with(mixer), 2).layout().mixer())
                .hasValue(new SelectiveSpace(64, 16, 4, 4, true, SelectiveSpace.Norms.WEIGHTED));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mixer.over(3))
                .withMessageContaining("cannot be split over 3 devices: channels of states 128 does not divide");
    }

    /// 4 heads of 16: decay and gate are projected from 16 elements each.
    @Test
    void aChannelDeltaHasADecayOfEveryElement() {
        ChannelDelta mixer = new ChannelDelta(4, 16, 4);
        List<Operator> layer = layer(mixer, 3, 5);

        hasWeights(mixer, 64 * (3 * 64 + 4 + 2 * 16) + 2 * 16 * 64 + 3 * 64 * 4 + 64 + 4 + 16 + 64 * 64);
        assertThat(work(layer, "decay_proj").matmulFlops()).isEqualTo(2L * 15 * 16 * 64);
        assertThat(work(layer, "attn_gate_proj").matmulFlops()).isEqualTo(2L * 15 * 16 * 64);
        assertThat(work(layer, "delta_rule").matmulFlops()).isEqualTo(6L * 15 * 4 * 16 * 16);
        assertThat(with(mixer).layout().state(0)).isEqualTo(4 * 16 * 16);
        assertThat(with(mixer).layout().stateWindow(0)).isEqualTo(3 * 3 * 64);
        assertThat(Share.of(with(mixer), 2).layout().mixer()).hasValue(new ChannelDelta(2, 16, 4));
    }

    /// 4 heads of 16: queries, keys, values, a gate, and a norm of all heads.
    @Test
    void lightningAttentionReadsASumOfProducts() {
        Lightning mixer = new Lightning(4, 16);
        List<Operator> layer = layer(mixer, 3, 5);

        hasWeights(mixer, 4 * 64 * 64 + 64 + 64 * 64);
        assertThat(work(layer, "linear_attention").matmulFlops()).isEqualTo(4L * 15 * 4 * 16 * 16);
        assertThat(work(layer, "linear_attention").bytesWritten()).isEqualTo(4L * 3 * 1024 + 2L * 15 * 64);
        assertThat(with(mixer).layout().stateWindow(0)).isZero();
    }

    /// States alone: no head, no MLP, one norm a layer.
    @Test
    void layersMayHaveAStateAlone() {
        SelectiveSpace mixer = new SelectiveSpace(128, 16, 4, 4, true, SelectiveSpace.Norms.NONE);
        Architecture model = PLAIN.with(Layout.PLAIN.with(mixer, new Places(Set.of(), Set.of(0, 1, 2, 3), Set.of())));
        long layer = 64 * 256 + 128 * 5 + 128 * 36 + 4 * 128 + 128 + 128 * 16 + 128 + 128 * 64 + 64;

        assertThat(model.parameters()).isEqualTo(2 * 160 * 64 + 64 + 4 * layer);
        assertThat(names(lower(model, 1, 1).sections().get(1).operators())).endsWith("out_proj", "attn_residual");
        assertThat(model.cached(0)).isZero();
        assertThat(Share.of(model, 8).layout().mixer())
                .as("more devices than heads that no layer has")
                .hasValue(new SelectiveSpace(16, 16, 4, 4, true, SelectiveSpace.Norms.NONE));
    }

    /// Latent attention between delta attention, as Kimi Linear has it.
    @Test
    void aMixerStandsInPlaceOfLatentAttention() {
        Latent latent = new Latent(0, 32, 8, 4, 6);
        ChannelDelta mixer = new ChannelDelta(4, 16, 4);
        Architecture model = PLAIN.with(Layout.PLAIN.with(latent).with(mixer, Places.attention(Set.of(1), 4)));
        Architecture whole = PLAIN.with(Layout.PLAIN.with(latent));

        assertThat(model.parameters() - whole.parameters())
                .isEqualTo(3 * (mixer.weights(PLAIN) - latent.elements(PLAIN)));
        assertThat(model.cached(0)).isZero();
        assertThat(model.cached(1)).isEqualTo(36);
        assertThat(names(lower(model, 1, 1).sections().get(2).operators())).contains("kv_a_proj", "attention");
    }

    /// Layers of Nemotron 3: 8 experts without gates, of which a token takes 2, behind a projection to 32 elements, and a shared
    /// one.
    @Test
    void expertsWithoutGatesHaveTwoMatrices() {
        Experts experts = new Experts(8, 2, 24, 40, 0, new Routing(Routing.Score.SIGMOID, true, 1, true, 1, 1));
        Places places = new Places(Set.of(0), Set.of(), Set.of(1, 2, 3), Set.of(3));
        Layout layout = Layout.PLAIN
                .with(new ShortConvolution(64, 3), places)
                .with(Layout.Extra.UNGATED, true)
                .withExpertInputs(32);
        Architecture model = PLAIN.with(experts).with(layout);
        List<Operator> layer = lower(model, 3, 5).sections().get(2).operators();

        long mixture = 64 * 8 + 8 + 8 * 2 * 32 * 24 + 2 * 64 * 40 + 2 * 64 * 32;
        assertThat(model.parameters()).isEqualTo(2 * 160 * 64 + 64 + ATTENTION + 2 * mixture + 2 * 64 * 96 + 4 * 64);
        assertThat(model.activeParameters()).isEqualTo(model.parameters() - 2 * 6 * (2 * 32 * 24));
        assertThat(names(layer))
                .containsExactly(
                        "mlp_norm",
                        "router",
                        "experts_in_proj",
                        "ungated_experts",
                        "experts_out_proj",
                        "ungated_shared_expert",
                        "mlp_residual");
        // 30 chosen pairs of up and down; the weighted sum, and the function.
        assertThat(work(layer, "ungated_experts").matmulFlops()).isEqualTo(4L * 30 * 24 * 32);
        assertThat(work(layer, "ungated_experts").otherFlops()).isEqualTo(5L * 30 * 24 + 2L * 30 * 32);
        assertThat(work(layer, "ungated_shared_expert").weightBytes()).isEqualTo(2L * 2 * 64 * 40);
    }

    @Test
    void aMixerWithoutPlacesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Layout(
                        Layout.Norms.BEFORE,
                        Layout.HeadNorms.NONE,
                        Set.of(),
                        1,
                        Optional.empty(),
                        Optional.of(new Lightning(4, 16)),
                        Optional.empty(),
                        0,
                        Optional.empty(),
                        0,
                        Optional.empty()))
                .withMessageContaining("no layer is said to have Lightning");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MixtureOperator.SharedExpert(1, 2, 3, 4))
                .withMessageContaining("matrices=4");
    }
}
