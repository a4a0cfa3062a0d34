package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Task;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Packing;
import org.unmask.core.op.Program;
import org.unmask.core.op.Storage;
import org.unmask.core.op.Work;

/// Inputs of layers, and layers without keys and values, counted by hand.
class OnDeviceTest {
    /// 6 layers, hidden 64, 4 heads and 2 of keys and values of 16, MLP 96, vocabulary 160; every third layer sees all keys.
    private static final Architecture WINDOWED =
            Architectures.dense(6, 64, 4, 2, 16, 96, 160).with(new Window(5, 3));

    /// The last three layers share keys and values and have MLPs of 192; inputs of 8 from a table of 50 rows.
    private static final Architecture SMALL = WINDOWED.with(Layout.PLAIN.with(new OnDevice(3, true, 8, 50)));

    private static Program lower(Architecture model) {
        Task task = new Task(Phase.PREFILL, 9, 12, 12, 0, 0, new Commit.None());
        return Lowering.lower(model, new Pass(2, 3, 9, Mask.CAUSAL, 0, task), Set.of());
    }

    private static List<String> names(Program.Section section) {
        return section.operators().stream().map(Operator::name).toList();
    }

    private static Work work(Program.Section section, String name) {
        return section.operators().stream()
                .filter(each -> each.name().equals(name))
                .map(each -> Work.of(each, DTypes.BF16))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void parametersAreThoseOfTheTableAndOfWiderMlpsWithoutKeysAndValues() {
        Packing packing = Packing.of(DType.BFLOAT16);
        Storage stored = new Storage(DType.BFLOAT16, "bf16", "bf16", packing, Map.of(), List.of());
        long table = 6 * 8 * 50 + 6 * 8 * 64 + 8;
        long inputs = 6 * (2 * 64 * 8 + 64);
        long sharing = 3 * (3 * 64 * 96 - 2 * 64 * 32);

        assertThat(SMALL.parameters() - WINDOWED.parameters()).isEqualTo(table + inputs + sharing);
        assertThat(Share.parameters(SMALL, 0, 1)).isEqualTo(SMALL.parameters());
        assertThat(Share.bytes(SMALL, DTypes.BF16, 0, 1)).isEqualTo(2 * SMALL.parameters());
        assertThat(Share.bytes(SMALL, DTypes.BF16.with(stored), 0, 1)).isEqualTo(2 * SMALL.parameters());
    }

    @Test
    void lastLayersProjectQueriesOnlyAndCacheNothing() {
        Program program = lower(SMALL);
        Program.Section own = program.sections().get(2);
        Program.Section shared = program.sections().get(4);

        assertThat(SMALL.cached(2)).isEqualTo(2 * 32);
        assertThat(SMALL.cached(3)).isZero();
        assertThat(program.sections()).extracting(Program.Section::repeats).containsExactly(1, 1, 2, 1, 2, 1);
        assertThat(names(own)).contains("qkv_proj");
        assertThat(names(shared))
                .containsExactly(
                        "attn_norm",
                        "q_proj",
                        "rope",
                        "attention",
                        "o_proj",
                        "attn_residual",
                        "mlp_norm",
                        "gate_up_proj",
                        "swiglu",
                        "down_proj",
                        "mlp_residual",
                        "layer_gate",
                        "layer_input",
                        "layer_proj",
                        "layer_norm",
                        "layer_residual");
        assertThat(work(shared, "q_proj").matmulFlops()).isEqualTo(2L * 6 * 64 * 64);
        assertThat(work(shared, "rope").flops()).isEqualTo(3L * 6 * 64);
        assertThat(work(shared, "attention")).as("keys are read").isEqualTo(work(own, "attention"));
        assertThat(work(shared, "gate_up_proj").matmulFlops()).isEqualTo(4L * 6 * 64 * 192);
    }

    @Test
    void aPassReadsARowOfTheTableForEachToken() {
        Program program = lower(SMALL);
        Program.Section table = program.sections().get(1);

        assertThat(names(table))
                .containsExactly("layer_embed", "layer_embed_proj", "layer_embed_norm", "layer_embed_sum");
        assertThat(work(table, "layer_embed").bytesRead()).isEqualTo(2L * 6 * 6 * 8);
        assertThat(work(table, "layer_embed_proj").matmulFlops()).isEqualTo(2L * 6 * 64 * 48);
        assertThat(work(program.sections().get(2), "layer_gate").matmulFlops()).isEqualTo(2L * 6 * 64 * 8);
        assertThat(work(program.sections().get(2), "layer_input").bytesRead()).isEqualTo(2L * 2 * 6 * 8);
    }

    @Test
    void devicesHaveTheWholeTableEach() {
        Architecture half = Share.of(SMALL, 2);

        assertThat(half.layout().onDevice()).isEqualTo(SMALL.layout().onDevice());
        assertThat(half.at(3).intermediate()).isEqualTo(96);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Share.parameters(SMALL, 0, 2))
                .withMessageContaining("cannot be split into 2 stages");
    }

    @Test
    void sharedKeysMustBeThere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WINDOWED.with(Layout.PLAIN.with(new OnDevice(4, false, 0, 0))))
                .withMessageContaining("none without a window has any");
    }
}
