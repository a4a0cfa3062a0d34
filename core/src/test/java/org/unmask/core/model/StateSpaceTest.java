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

/// Layers of Mamba-2 between and beside attention, counted by hand.
class StateSpaceTest {
    /// 4 layers, hidden 64, 4 heads and 2 of keys and values of 16, MLP 96, vocabulary 160.
    private static final Architecture PLAIN = Architectures.dense(4, 64, 4, 2, 16, 96, 160);
    /// 6 heads of 8 elements in 2 groups, states of 10, a convolution of 4.
    private static final StateSpace SPACE = new StateSpace(6, 8, 2, 10, 4, true, true);

    private static final long ATTENTION = 64 * 64 + 2 * 64 * 32 + 64 * 64;
    /// 48 values and 2x2x10 of the groups through the convolution, 48 of the gate, 6 steps: 142 outputs.
    private static final long STATE = 64 * 142 + 88 * 5 + 3 * 6 + 48 + 48 * 64;

    private static Architecture with(Places places) {
        return PLAIN.with(Layout.PLAIN.with(SPACE, places));
    }

    private static Program lower(Architecture model, int batch, int queries, int context) {
        Task task = new Task(Phase.PREFILL, context, context + queries, context + queries, 0, 0, new Commit.None());
        return Lowering.lower(model, new Pass(batch, queries, context, Mask.CAUSAL, 0, task), Set.of());
    }

    private static List<String> names(Program program, int section) {
        return program.sections().get(section).operators().stream()
                .map(Operator::name)
                .toList();
    }

    private static Work work(Program program, String name) {
        return Work.of(
                program.sections().stream()
                        .flatMap(section -> section.operators().stream())
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(),
                DTypes.BF16);
    }

    @Test
    void statesStandInPlaceOfAttention() {
        Architecture model = with(Places.of(Set.of(1), Set.of(0, 2, 3), 4));
        Program program = lower(model, 3, 5, 100);

        assertThat(model.parameters() - PLAIN.parameters()).isEqualTo(3 * (STATE - ATTENTION));
        assertThat(names(program, 1))
                .containsExactly(
                        "attn_norm",
                        "in_proj",
                        "conv",
                        "state_space",
                        "state_gate",
                        "out_proj",
                        "attn_residual",
                        "mlp_norm",
                        "gate_up_proj",
                        "swiglu",
                        "down_proj",
                        "mlp_residual");
        assertThat(names(program, 2)).contains("qkv_proj", "attention").doesNotContain("state_space");
        // 15 tokens, states of 48x10: what is taken up, and what is read.
        assertThat(work(program, "state_space").matmulFlops()).isEqualTo(4L * 15 * 480);
        assertThat(work(program, "in_proj").matmulFlops()).isEqualTo(2L * 15 * 64 * 142);
        assertThat(model.cached(0)).isZero();
        assertThat(model.cached(1)).isEqualTo(64);
        assertThat(model.layout().state(0)).isEqualTo(480);
        assertThat(model.layout().stateWindow(0)).isEqualTo(3 * 88);
        assertThat(model.layout().state(1)).isZero();
    }

    @Test
    void statesStandBesideAttention() {
        Set<Integer> all = Set.of(0, 1, 2, 3);
        Architecture model = with(Places.of(all, all, 4));

        assertThat(model.parameters() - PLAIN.parameters()).isEqualTo(4 * STATE);
        assertThat(names(lower(model, 1, 1, 9), 1))
                .containsSubsequence("out_proj", "state_residual", "qkv_proj", "attention", "o_proj", "attn_residual");
        assertThat(model.cached(2)).isEqualTo(64);
        assertThat(model.layout().state(2)).isEqualTo(480);
    }

    /// A state, an MLP, attention, an MLP: one norm each.
    @Test
    void aLayerMayHaveOnePartAlone() {
        Architecture model = with(new Places(Set.of(2), Set.of(0), Set.of(1, 3)));
        Program program = lower(model, 1, 2, 0);
        long mlp = 3 * 64 * 96;

        assertThat(model.parameters()).isEqualTo(2 * 160 * 64 + 64 + STATE + ATTENTION + 2 * mlp + 4 * 64);
        assertThat(program.sections()).hasSize(5);
        assertThat(names(program, 1)).endsWith("out_proj", "attn_residual");
        assertThat(names(program, 2))
                .containsExactly("mlp_norm", "gate_up_proj", "swiglu", "down_proj", "mlp_residual");
        assertThat(model.cached(1)).isZero();
        assertThat(model.layout().state(1)).isZero();
    }

    @Test
    void devicesShareHeadsAndGroups() {
        Architecture share = Share.of(with(Places.of(Set.of(1), Set.of(0, 2, 3), 4)), 2);

        assertThat(share.layout().mixer()).hasValue(new StateSpace(3, 8, 1, 10, 4, true, true));
        assertThat(new StateSpace(8, 8, 2, 10, 4, true, true).over(4))
                .as("a group that two devices share is on both")
                .isEqualTo(new StateSpace(2, 8, 1, 10, 4, true, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SPACE.over(4))
                .withMessageContaining("heads of states 6 does not divide");
    }

    @Test
    void everyLayerHasAPart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(new Places(Set.of(2), Set.of(0), Set.of(1))))
                .withMessageContaining("bad layout: attention in layers [2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with(Places.of(Set.of(4), Set.of(0, 1, 2, 3), 4)))
                .withMessageContaining("of 4");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StateSpace(6, 8, 4, 10, 4, true, true))
                .withMessageContaining("heads=6 head dimension=8 groups=4");
    }
}
