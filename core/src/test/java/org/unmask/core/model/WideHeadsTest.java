package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Conditioning;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Task;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Work;

/// Layers of two shapes in one model, MLPs beside experts, and self-conditioning, counted by hand.
class WideHeadsTest {
    /// 4 layers, hidden 64, 4 heads and 2 of keys and values of 16, MLP 96, vocabulary 160; a window of 5 in the first and
    /// the third layer.
    private static final Architecture WINDOWED =
            Architectures.dense(4, 64, 4, 2, 16, 96, 160).with(new Window(5, 2));

    /// The others have 1 head of keys, which are also the values, of 32.
    private static final Architecture WIDE = WINDOWED.with(Layout.PLAIN.with(new WideHeads(1, 32, 8, true)));

    private static Program lower(Architecture model, Conditioning conditioning, int rows) {
        Task task = new Task(Phase.DENOISE, 9, 9, 12, 3, 0, new Commit.Top(0));
        return Lowering.lower(
                model,
                new Pass(new Pass.Group(2, 3, 9, Mask.TWO_SIDED, rows, Reuse.NONE, conditioning, task)),
                Set.of());
    }

    private static List<String> names(Program program) {
        return program.sections().stream()
                .flatMap(section -> section.operators().stream())
                .map(Operator::name)
                .toList();
    }

    private static Work work(Program program, String name) {
        return program.sections().stream()
                .flatMap(section -> section.operators().stream())
                .filter(each -> each.name().equals(name))
                .map(each -> Work.of(each, DTypes.BF16))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void layersHaveTheirOwnHeads() {
        // Queries and outputs 64x64 each, keys and values 64x32 each; wide: 64x128 each, keys alone 64x32.
        assertThat(WIDE.parameters() - WINDOWED.parameters()).isEqualTo(2 * (2 * 64 * (128 - 64) - 64 * 32));
        assertThat(WIDE.cached(0)).isEqualTo(2 * 2 * 16);
        assertThat(WIDE.cached(1)).isEqualTo(2 * 32);
        assertThat(WIDE.widestQueries()).isEqualTo(4 * 32);
        assertThat(WIDE.widestKeys()).isEqualTo(32);
    }

    @Test
    void keysThatAreValuesAreProjectedOnce() {
        Program program = lower(WIDE, Conditioning.NONE, 0);

        assertThat(program.sections()).extracting(Program.Section::repeats).containsExactly(1, 1, 1, 1, 1);
        assertThat(work(program, "qkv_proj").matmulFlops()).isEqualTo(2L * 6 * 64 * (64 + 2 * 32));
        assertThat(work(program, "qk_proj").matmulFlops()).isEqualTo(2L * 6 * 64 * (128 + 32));
        AttentionOperator.Attention wide = program.sections().get(2).operators().stream()
                .filter(AttentionOperator.Attention.class::isInstance)
                .map(AttentionOperator.Attention.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(wide).isEqualTo(new AttentionOperator.Attention(2, 3, 9, 4, 1, 32, Mask.TWO_SIDED, 0));
        assertThat(work(program, "rope").flops()).as("the first layer").isEqualTo(3L * 6 * (64 + 32));
    }

    @Test
    void devicesShareBothKindsOfHeads() {
        Architecture half = Share.of(WIDE, 2);

        assertThat(half.at(0).keyWidth()).isEqualTo(16);
        assertThat(half.at(1).keyWidth())
                .as("one head cannot be split: both have it")
                .isEqualTo(32);
        assertThat(half.at(1).queryWidth()).isEqualTo(64);
        assertThat(Share.parameters(half, 0, 1)).isEqualTo(half.parameters());
    }

    /// 8 experts of 24, 2 of them for a token.
    @Test
    void mlpsStandBesideExperts() {
        Architecture mixture = WINDOWED.with(new Experts(8, 2, 24, 0, 0, Routing.softmax(true)));
        Architecture beside = mixture.with(Layout.PLAIN
                .with(Layout.Norms.AROUND)
                .with(Layout.Extra.MLP_BESIDE_EXPERTS, true)
                .with(Layout.Extra.VALUE_NORM, true));
        Program program = lower(beside, Conditioning.NONE, 0);

        // Two norms more of a layer that has some around, three for both parts, a scale of rows and one of experts.
        long layer = 3 * 64 * 96 + 2 * 64 + 3 * 64 + 64 + 8;
        assertThat(beside.parameters() - mixture.parameters()).isEqualTo(4 * layer);
        assertThat(program.sections().get(1).operators())
                .extracting(Operator::name)
                .containsExactly(
                        "attn_norm",
                        "qkv_proj",
                        "v_norm",
                        "rope",
                        "attention",
                        "o_proj",
                        "attn_post_norm",
                        "attn_residual",
                        "mlp_norm",
                        "gate_up_proj",
                        "swiglu",
                        "down_proj",
                        "mlp_own_norm",
                        "experts_norm",
                        "router",
                        "experts",
                        "experts_own_norm",
                        "mlp_sum",
                        "mlp_post_norm",
                        "mlp_residual");
    }

    @Test
    void theExpectedEmbeddingCostsAsMuchArithmeticAsTheHead() {
        Architecture model = WINDOWED.with(Layout.PLAIN.conditioned(24));
        Program further = lower(model, Conditioning.FURTHER, 3);
        Program first = lower(model, Conditioning.FIRST, 3);

        assertThat(model.parameters() - WINDOWED.parameters()).isEqualTo(3 * 64 * 24 + 64);
        assertThat(work(further, "soft_embed").matmulFlops())
                .isEqualTo(2L * 6 * 160 * 64)
                .isEqualTo(work(further, "lm_head").matmulFlops());
        assertThat(work(further, "soft_max").bytesRead()).as("float32").isEqualTo(4 * 6 * 160);
        assertThat(work(further, "cond_gate_up").matmulFlops()).isEqualTo(2L * 6 * 64 * 2 * 24);
        assertThat(work(further, "cond_down").matmulFlops()).isEqualTo(2L * 6 * 24 * 64);
        assertThat(work(further, "renoise").bytesRead()).isEqualTo(2 * 6 * 160);
        assertThat(work(further, "renoise").bytesWritten()).as("float32").isEqualTo(4 * 6 * 160);
        assertThat(names(first)).contains("renoise").doesNotContain("soft_embed");
        assertThat(names(lower(model, Conditioning.NONE, 3))).doesNotContain("renoise", "soft_embed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lower(WINDOWED, Conditioning.FURTHER, 3))
                .withMessageContaining("this model has no weights for that");
    }
}
