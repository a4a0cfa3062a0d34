package org.unmask.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Task;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.Fusion;
import org.unmask.core.op.Mask;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Program;
import org.unmask.core.op.Slot;
import org.unmask.core.op.Weight;

class LoweringTest {
    private static final Architecture DENSE =
            Architectures.dense(5, 64, 4, 2, 16, 96, 160).with(new Projections(false, true, false));
    private static final Routing GROUPED = new Routing(Routing.Score.SIGMOID, true, 2.5, true, 4, 2);

    private static List<Program.Section> layers(Architecture model) {
        Pass pass = new Pass(2, 3, 0, Mask.CAUSAL, 0, new Task(Phase.PREFILL, 0, 3, 3, 0, 0, new Commit.None()));
        List<Program.Section> sections = Lowering.lower(model, pass, Set.of()).sections();
        return sections.subList(1, sections.size());
    }

    private static List<String> names(Program.Section section) {
        return section.operators().stream().map(Operator::name).toList();
    }

    @Test
    void equalLayersAreOneSection() {
        assertThat(layers(DENSE)).hasSize(1);
        assertThat(layers(DENSE).getFirst().repeats()).isEqualTo(5);
    }

    @Test
    void denseFirstLayersAreASectionOfTheirOwn() {
        List<Program.Section> sections = layers(DENSE.with(new Experts(8, 2, 48, 32, 2, GROUPED)));
        assertThat(sections).hasSize(2);
        assertThat(sections.getFirst().firstLayer()).isZero();
        assertThat(sections.getFirst().repeats()).isEqualTo(2);
        assertThat(names(sections.getFirst()))
                .contains("gate_up_proj", "down_proj")
                .doesNotContain("experts");
        assertThat(sections.getLast().firstLayer()).isEqualTo(2);
        assertThat(sections.getLast().repeats()).isEqualTo(3);
        assertThat(names(sections.getLast()))
                .endsWith("mlp_norm", "router", "experts", "shared_expert", "mlp_residual")
                .doesNotContain("gate_up_proj", "swiglu", "down_proj");
        assertThat(sections.getLast().operators())
                .contains(
                        new MixtureOperator.Router(6, 64, 8, 2, true),
                        new MixtureOperator.Experts(6, 64, 48, 8, 2),
                        new MixtureOperator.SharedExpert(6, 64, 32));
    }

    @Test
    void everyOtherLayerMaySeeEverything() {
        List<Program.Section> sections = layers(DENSE.with(new Window(7, 2)));
        assertThat(sections).extracting(Program.Section::firstLayer).containsExactly(0, 1, 2, 3, 4);
        assertThat(sections)
                .extracting(section -> section.operators().stream()
                        .filter(AttentionOperator.Attention.class::isInstance)
                        .map(operator -> ((AttentionOperator.Attention) operator).window())
                        .findFirst()
                        .orElseThrow())
                .containsExactly(7, 0, 7, 0, 7);
        assertThat(layers(DENSE.with(new Window(7, 0)))).hasSize(1);
    }

    @Test
    void onlyTheRotatedPartOfAHeadRotates() {
        assertThat(layers(DENSE.rotating(6)).getFirst().operators())
                .contains(new AttentionOperator.Rope(6, 4 * 6, 2 * 6));
    }

    /// 2 sequences, prompt 5, generated 8, of which 2 rows are selected.
    private static List<Program.Section> reusing(int queries, int from, int values, int selected) {
        Task task = new Task(Phase.DENOISE, from, 5, 13, 8, 0, new Commit.Top(1));
        Reuse reuse = new Reuse(13, values, selected);
        Pass pass = new Pass(2, queries, 13 - queries, Mask.FULL, 0, reuse, task);
        return Lowering.lower(DENSE, pass, Set.of(Fusion.RESIDUAL_NORM)).sections();
    }

    @Test
    void theFirstLayerComputesEverythingWhateverIsReused() {
        List<Program.Section> sections = reusing(2, 5, 8, 2);
        assertThat(sections).hasSize(3);
        assertThat(sections.getFirst().operators()).containsExactly(new Operator.Embed(26, 64));
        assertThat(sections.get(1).repeats()).isEqualTo(1);
        assertThat(sections.get(1).operators())
                .contains(
                        new AttentionOperator.QkvProjection(26, 64, 64, 32, false),
                        new AttentionOperator.Attention(2, 13, 0, 4, 2, 16, Mask.FULL, 0));
        assertThat(sections.get(2).firstLayer()).isEqualTo(1);
        assertThat(sections.get(2).repeats()).isEqualTo(4);
    }

    @Test
    void betweenRefreshesALayerComputesTheSelectedRows() {
        assertThat(reusing(2, 5, 8, 2).getLast().operators())
                .containsExactly(
                        new Operator.Norm("attn_norm", 16, 64, Weight.ATTENTION_NORM),
                        new AttentionOperator.ValueProjection(16, 64, 32, false),
                        new AttentionOperator.Similarity(16, 32),
                        new AttentionOperator.QueryKeyProjection(4, 64, 64, 32, false),
                        new AttentionOperator.HeadNorm(4, 64, 32, 16),
                        new AttentionOperator.Rope(4, 64, 32),
                        new AttentionOperator.Attention(2, 2, 11, 4, 2, 16, Mask.FULL, 0),
                        new Operator.Linear("o_proj", 4, 64, 64, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT),
                        new Operator.Residual("attn_residual", 26, 64),
                        new Operator.Norm("mlp_norm", 4, 64, Weight.MLP_NORM),
                        new Operator.GateUpProjection(4, 64, 96),
                        new Operator.SwiGlu(4, 96),
                        new Operator.Linear("down_proj", 4, 96, 64, Slot.GATED, Slot.DELTA, Weight.DOWN),
                        new Operator.Residual("mlp_residual", 26, 64));
    }

    @Test
    void aRefreshOfThePromptComputesItBesideTheSelectedRows() {
        assertThat(reusing(7, 0, 8, 2).getLast().operators())
                .startsWith(
                        new Operator.Norm("attn_norm", 26, 64, Weight.ATTENTION_NORM),
                        new AttentionOperator.QkvProjection(10, 64, 64, 32, false),
                        new AttentionOperator.ValueProjection(16, 64, 32, false),
                        new AttentionOperator.Similarity(16, 32),
                        new AttentionOperator.QueryKeyProjection(4, 64, 64, 32, false),
                        new AttentionOperator.HeadNorm(14, 64, 32, 16),
                        new AttentionOperator.Rope(14, 64, 32),
                        new AttentionOperator.Attention(2, 7, 6, 4, 2, 16, Mask.FULL, 0));
    }

    @Test
    void aRefreshOfTheGeneratedPartComputesAllOfIt() {
        assertThat(reusing(8, 5, 0, 0).getLast().operators())
                .startsWith(
                        new Operator.Norm("attn_norm", 16, 64, Weight.ATTENTION_NORM),
                        new AttentionOperator.QkvProjection(16, 64, 64, 32, false),
                        new AttentionOperator.HeadNorm(16, 64, 32, 16));
    }

    @Test
    void withNothingSelectedFeaturesAreOnlyAdded() {
        assertThat(reusing(0, 5, 0, 0).getLast().operators())
                .containsExactly(
                        new Operator.Residual("attn_residual", 26, 64), new Operator.Residual("mlp_residual", 26, 64));
    }

    @Test
    void aRefreshOfEverythingIsAPassWithoutReuse() {
        assertThat(reusing(13, 0, 0, 0)).hasSize(2);
        assertThat(reusing(13, 0, 0, 0).getLast().repeats()).isEqualTo(5);
        assertThat(names(reusing(13, 0, 0, 0).getLast())).contains("attn_residual+mlp_norm");
    }

    /// A chunk of 6 on 10, two sequences that decode on 20 and one on 31: 9 tokens, 3 rows of logits.
    private static Pass mixed() {
        Task task = new Task(Phase.DECODE, 0, 0, 0, 0, 0, new Commit.None());
        return Pass.together(List.of(
                new Pass(1, 6, 10, Mask.CAUSAL, 0, task),
                new Pass(2, 1, 20, Mask.CAUSAL, 1, task),
                new Pass(1, 1, 31, Mask.CAUSAL, 1, task)));
    }

    @Test
    void groupsShareEveryOperatorAndAttentionListsThem() {
        List<Program.Section> sections =
                Lowering.lower(DENSE, mixed(), Set.of()).sections();

        assertThat(sections).hasSize(3);
        assertThat(sections.getFirst().operators()).containsExactly(new Operator.Embed(9, 64));
        assertThat(sections.get(1).repeats()).isEqualTo(5);
        assertThat(sections.get(1).operators())
                .containsExactly(
                        new Operator.Norm("attn_norm", 9, 64, Weight.ATTENTION_NORM),
                        new AttentionOperator.QkvProjection(9, 64, 64, 32, false),
                        new AttentionOperator.HeadNorm(9, 64, 32, 16),
                        new AttentionOperator.Rope(9, 64, 32),
                        new AttentionOperator.MixedAttention(List.of(
                                new AttentionOperator.Attention(1, 6, 10, 4, 2, 16, Mask.CAUSAL),
                                new AttentionOperator.Attention(2, 1, 20, 4, 2, 16, Mask.CAUSAL),
                                new AttentionOperator.Attention(1, 1, 31, 4, 2, 16, Mask.CAUSAL))),
                        new Operator.Linear("o_proj", 9, 64, 64, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT),
                        new Operator.Residual("attn_residual", 9, 64),
                        new Operator.Norm("mlp_norm", 9, 64, Weight.MLP_NORM),
                        new Operator.GateUpProjection(9, 64, 96),
                        new Operator.SwiGlu(9, 96),
                        new Operator.Linear("down_proj", 9, 96, 64, Slot.GATED, Slot.DELTA, Weight.DOWN),
                        new Operator.Residual("mlp_residual", 9, 64));
        assertThat(sections.getLast().operators())
                .contains(
                        new Operator.Norm("final_norm", 3, 64, Weight.FINAL_NORM),
                        new Operator.Linear("lm_head", 3, 64, 160, Slot.NORMED, Slot.LOGITS, Weight.LM_HEAD),
                        new Operator.Select(3, 160));
    }

    @Test
    void expertsAreChosenByTheTokensOfAllGroups() {
        Architecture model = DENSE.with(new Experts(8, 2, 48, 32, 2, GROUPED));

        assertThat(Lowering.lower(model, mixed(), Set.of()).sections().get(2).operators())
                .contains(
                        new MixtureOperator.Router(9, 64, 8, 2, true),
                        new MixtureOperator.Experts(9, 64, 48, 8, 2),
                        new MixtureOperator.SharedExpert(9, 64, 32));
    }

    /// 2 sequences of 13 rows of which a layer computes 2, beside a chunk of 6 that is computed whole.
    @Test
    void groupsThatReuseNothingAreComputedWholeBesideThoseThatDo() {
        Task task = new Task(Phase.DENOISE, 5, 5, 13, 8, 0, new Commit.Top(1));
        Pass reusing = new Pass(2, 2, 11, Mask.FULL, 0, new Reuse(13, 8, 2), task);
        Pass chunk = new Pass(1, 6, 10, Mask.CAUSAL, 0, task);
        List<Program.Section> sections = Lowering.lower(
                        DENSE, Pass.together(List.of(reusing, chunk)), Set.of(Fusion.RESIDUAL_NORM))
                .sections();

        assertThat(sections.get(1).operators())
                .as("the first layer computes everything")
                .contains(
                        new AttentionOperator.QkvProjection(2 * 13 + 6, 64, 64, 32, false),
                        new AttentionOperator.MixedAttention(List.of(
                                new AttentionOperator.Attention(2, 13, 0, 4, 2, 16, Mask.FULL),
                                new AttentionOperator.Attention(1, 6, 10, 4, 2, 16, Mask.CAUSAL))));
        assertThat(sections.get(2).operators())
                .containsExactly(
                        new Operator.Norm("attn_norm", 2 * 8 + 6, 64, Weight.ATTENTION_NORM),
                        new AttentionOperator.QkvProjection(6, 64, 64, 32, false),
                        new AttentionOperator.ValueProjection(16, 64, 32, false),
                        new AttentionOperator.Similarity(16, 32),
                        new AttentionOperator.QueryKeyProjection(4, 64, 64, 32, false),
                        new AttentionOperator.HeadNorm(10, 64, 32, 16),
                        new AttentionOperator.Rope(10, 64, 32),
                        new AttentionOperator.MixedAttention(List.of(
                                new AttentionOperator.Attention(2, 2, 11, 4, 2, 16, Mask.FULL),
                                new AttentionOperator.Attention(1, 6, 10, 4, 2, 16, Mask.CAUSAL))),
                        new Operator.Linear("o_proj", 10, 64, 64, Slot.ATTENDED, Slot.DELTA, Weight.OUTPUT),
                        new Operator.Residual("attn_residual", 32, 64),
                        new Operator.Norm("mlp_norm", 10, 64, Weight.MLP_NORM),
                        new Operator.GateUpProjection(10, 64, 96),
                        new Operator.SwiGlu(10, 96),
                        new Operator.Linear("down_proj", 10, 96, 64, Slot.GATED, Slot.DELTA, Weight.DOWN),
                        new Operator.Residual("mlp_residual", 32, 64));
    }

    /// A group that computes nothing in a layer only adds its kept features.
    @Test
    void groupsWithoutQueriesAttendToNothing() {
        Task task = new Task(Phase.DENOISE, 5, 5, 13, 8, 0, new Commit.Top(1));
        Pass nothing = new Pass(2, 0, 13, Mask.FULL, 0, new Reuse(13, 0, 0), task);
        Pass chunk = new Pass(1, 6, 10, Mask.CAUSAL, 0, task);

        assertThat(Lowering.lower(DENSE, Pass.together(List.of(nothing, chunk)), Set.of())
                        .sections()
                        .getLast()
                        .operators())
                .contains(
                        new AttentionOperator.Attention(1, 6, 10, 4, 2, 16, Mask.CAUSAL),
                        new Operator.Residual("attn_residual", 2 * 13 + 6, 64))
                .doesNotHaveAnyElementsOfTypes(
                        AttentionOperator.ValueProjection.class, AttentionOperator.MixedAttention.class);
    }

    @Test
    void parametersOfAMixtureAreThoseOfItsTensors() {
        Architecture model = DENSE.with(new Experts(8, 2, 48, 32, 2, GROUPED));
        long attention = 2 * 64 + 2 * 16 + 64 * (64 + 2 * 32) + 64 * 64;
        long dense = attention + 3 * 64 * 96;
        long shared = attention + 64 * 8 + 8 + 3 * 64 * 32;
        long expert = 3 * 64 * 48;
        long rest = 2 * 160 * 64 + 64;
        assertThat(model.parameters()).isEqualTo(rest + 2 * dense + 3 * (shared + 8 * expert));
        assertThat(model.activeParameters()).isEqualTo(rest + 2 * dense + 3 * (shared + 2 * expert));
        assertThat(DENSE.activeParameters()).isEqualTo(DENSE.parameters());
    }

    @Test
    void tensorsAreInTheLayersThatHaveThem() {
        Architecture model = DENSE.with(new Experts(8, 2, 48, 32, 2, GROUPED));
        assertThat(model.has(Weight.GATE, 1)).isTrue();
        assertThat(model.has(Weight.GATE, 2)).isFalse();
        assertThat(model.has(Weight.EXPERT_UP, 1)).isFalse();
        assertThat(model.has(Weight.EXPERT_UP, 2)).isTrue();
        assertThat(model.has(Weight.EXPERT_UP, 5)).isFalse();
        assertThat(model.has(Weight.QUERY, 4)).isTrue();
        assertThat(model.has(Weight.LM_HEAD, 0)).isFalse();
        assertThat(model.matrices(Weight.EXPERT_UP)).isEqualTo(8);
        assertThat(DENSE.has(Weight.ROUTER)).isFalse();
    }

    @Test
    void sizesThatContradictEachOtherAreRefused() {
        assertThatThrownBy(() -> new Experts(8, 9, 48, Routing.softmax(false)))
                .hasMessage("bad experts: count=8 per token=9 intermediate=48");
        assertThatThrownBy(() -> new Experts(8, 3, 48, new Routing(Routing.Score.SIGMOID, true, 1, false, 4, 1)))
                .hasMessage("bad experts: 8 in 4 groups, 1 kept, 3 per token");
        assertThatThrownBy(() -> new Experts(9, 3, 48, new Routing(Routing.Score.SIGMOID, true, 1, false, 4, 2)))
                .hasMessageContaining("9 in 4 groups");
        assertThatThrownBy(() -> new Routing(Routing.Score.SIGMOID, true, 1, false, 4, 5))
                .hasMessageContaining("groups kept=5");
        assertThatThrownBy(() -> DENSE.rotating(18)).hasMessageContaining("rotated elements=18");
        assertThatThrownBy(() -> DENSE.rotating(5)).hasMessageContaining("rotated elements=5");
        assertThatThrownBy(() -> DENSE.with(new Experts(8, 2, 48, 0, 6, GROUPED)))
                .hasMessageContaining("layers=5");
        assertThatThrownBy(() -> new Window(0, 0)).hasMessage("bad window: tokens=0 full every=0");
    }
}
