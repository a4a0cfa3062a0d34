package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Work;

/// Small layers counted by hand.
class LayoutTest {
    /// 4 layers, hidden 64, 4 heads and 2 of keys and values of 16, MLP 96, vocabulary 160.
    private static final Architecture PLAIN = Architectures.dense(4, 64, 4, 2, 16, 96, 160);

    private static Program lower(Architecture model, int batch, int queries, int context) {
        return Lowering.lower(
                model,
                new Pass(
                        batch,
                        queries,
                        context,
                        Mask.CAUSAL,
                        0,
                        new Task(
                                Phase.PREFILL, context, context + queries, context + queries, 0, 0, new Commit.None())),
                Set.of());
    }

    private static Work work(Program program, String name) {
        Operator operator = program.sections().stream()
                .flatMap(section -> section.operators().stream())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Work.of(operator, DTypes.BF16);
    }

    private static List<String> names(Program program, int section) {
        return program.sections().get(section).operators().stream()
                .map(Operator::name)
                .toList();
    }

    @Test
    void normsAroundAreFourALayer() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(Layout.Norms.AROUND));

        assertThat(names(lower(model, 1, 3, 0), 1))
                .containsSubsequence(
                        "attn_norm",
                        "o_proj",
                        "attn_post_norm",
                        "attn_residual",
                        "mlp_norm",
                        "down_proj",
                        "mlp_post_norm",
                        "mlp_residual");
        assertThat(model.parameters() - PLAIN.parameters()).isEqualTo(4 * 2 * 64);
    }

    @Test
    void aSharedNormIsOneALayerAndOneResidual() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(Layout.Norms.SHARED));

        assertThat(names(lower(model, 1, 3, 0), 1))
                .contains("attn_norm", "mlp_residual")
                .doesNotContain("mlp_norm", "attn_residual");
        assertThat(PLAIN.parameters() - model.parameters()).isEqualTo(4 * 64);
    }

    @Test
    void anMlpWithoutAGateHasTwoMatrices() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(Layout.Extra.UNGATED, true));

        assertThat(PLAIN.parameters() - model.parameters()).isEqualTo(4 * 64 * 96);
        assertThat(work(lower(model, 1, 3, 0), "up_proj").matmulFlops()).isEqualTo(2L * 3 * 64 * 96);
    }

    /// Query rank 24, latent 32, heads of 8 elements that stay and 4 that rotate, values of 6.
    @Test
    void latentAttentionOfOneQueryGoesToTheLatentVectors() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(new Latent(24, 32, 8, 4, 6)));
        Program program = lower(model, 2, 1, 9);

        // Queries 64x24 + 24 + 24x4x12, keys and values 64x36 + 32 + 32x4x14, output 4x6x64; LLaMA's: 64x64 + 2x64x32 +
        // 64x64.
        long attention = 64 * 24 + 24 + 24 * 48 + 64 * 36 + 32 + 32 * 56 + 24 * 64;
        assertThat(model.parameters() - PLAIN.parameters())
                .isEqualTo(4 * (attention - (64 * 64 + 2 * 64 * 32 + 64 * 64)));
        // 2 sequences of 10 keys: scores of 36 elements and sums of 32 in 4 heads, and both sides of the projection.
        assertThat(work(program, "attention").matmulFlops()).isEqualTo(2L * 4 * 2 * 10 * (36 + 32) + 2L * 2 * 32 * 56);
        assertThat(work(program, "attention").keyValueBytes()).isEqualTo(2L * 10 * 36 * 2);
        assertThat(work(program, "attention").weightBytes()).isEqualTo(2L * 32 * 56);
        assertThat(model.cached(0)).isEqualTo(36);
    }

    /// With many queries, keys and values are expanded: 18 elements a pair and head in place of 68.
    @Test
    void latentAttentionOfManyQueriesExpandsKeysAndValues() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(new Latent(0, 32, 8, 4, 6)));
        Program program = lower(model, 1, 40, 0);

        assertThat(work(program, "attention").matmulFlops()).isEqualTo(2L * 4 * 18 * (40 * 41 / 2) + 2L * 32 * 56 * 40);
        assertThat(names(program, 1)).contains("q_proj").doesNotContain("q_a_proj");
    }

    /// 2 heads of keys and 4 of values, of 8 and 6 elements, a convolution of 4; every second layer has attention.
    @Test
    void layersWithAStateAlternateWithAttention() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(new Recurrence(2, 4, 8, 6, 4), Places.attentionEvery(2, 4)));
        Program program = lower(model, 3, 5, 100);

        assertThat(program.sections()).hasSize(5);
        assertThat(names(program, 1))
                .contains("in_proj", "conv", "delta_rule", "out_proj")
                .doesNotContain("rope");
        assertThat(names(program, 2)).contains("qkv_proj", "attention").doesNotContain("delta_rule");
        // 15 tokens, states of 4x8x6: decay and answer, correction, query.
        assertThat(work(program, "delta_rule").matmulFlops()).isEqualTo(6L * 15 * 192);
        // Queries and keys 16 each, values 24: 56 channels, 2x24 + 2x16 + 2x4 = 88 projected.
        long layer = 64 * 88 + 56 * 4 + 2 * 4 + 6 + 24 * 64;
        assertThat(model.parameters() - PLAIN.parameters()).isEqualTo(2 * (layer - (64 * 64 + 2 * 64 * 32 + 64 * 64)));
        assertThat(model.cached(0)).isZero();
        assertThat(model.cached(1)).isEqualTo(64);
    }

    @Test
    void devicesShareAStateByItsHeads() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(new Recurrence(2, 4, 8, 6, 4), Places.attentionEvery(2, 4)));

        assertThat(Share.of(model, 2).layout().mixer().orElseThrow().elements()).isEqualTo(2 * 8 * 6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Share.of(
                        PLAIN.with(Layout.PLAIN.with(new Recurrence(1, 3, 8, 6, 4), Places.attentionEvery(2, 4))), 2))
                .withMessageContaining("heads of its recurrence do not divide");
    }

    @Test
    void expertsInEverySecondLayerLeaveTheOthersDense() {
        Architecture model =
                PLAIN.with(new Experts(8, 2, 48, Routing.softmax(true))).with(Layout.PLAIN.withExpertsEvery(2));

        assertThat(model.isMixture(0)).isFalse();
        assertThat(model.isMixture(1)).isTrue();
        long norm = PLAIN.parameters() - 4 * 3 * 64 * 96;
        assertThat(model.parameters()).isEqualTo(norm + 2 * 3 * 64 * 96 + 2 * (8 * 3 * 64 * 48 + 8 * 64));
    }

    @Test
    void partsOfLayoutsCountTheirBiases() {
        Architecture model = PLAIN.with(Layout.PLAIN
                .with(Layout.Extra.NORM_BIAS, true)
                .with(Layout.Extra.OUTPUT_BIAS, true)
                .with(Layout.Extra.MLP_BIAS, true)
                .with(Layout.Extra.HEAD_BIAS, true)
                .with(Layout.Extra.SINKS, true)
                .with(Layout.Extra.OUTPUT_GATE, true)
                .with(Layout.HeadNorms.WHOLE));

        long layer = 2 * 64 + 64 + (2 * 96 + 64) + 4 + 64 * 64 + (64 + 32);
        assertThat(model.parameters() - PLAIN.parameters()).isEqualTo(4 * layer + 64 + 160);
    }
}
