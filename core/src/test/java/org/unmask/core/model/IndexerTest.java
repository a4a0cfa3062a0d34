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
import org.unmask.core.op.Work;

/// Latent attention to chosen keys, counted by hand.
class IndexerTest {
    /// 4 layers, hidden 64, 4 heads.
    private static final Architecture PLAIN = Architectures.dense(4, 64, 4, 2, 16, 96, 160);
    /// Query rank 24, latent 32, heads of 8 elements that stay and 4 that rotate, values of 6.
    private static final Latent LATENT = new Latent(24, 32, 8, 4, 6);
    /// 3 heads of 10 elements choose 7 keys.
    private static final Architecture CHOOSING =
            PLAIN.with(Layout.PLAIN.with(LATENT.choosing(new Latent.Indexer(3, 10, 7))));

    private static List<Operator> layer(Architecture model, int batch, int queries, int context) {
        Task task = new Task(Phase.PREFILL, context, context + queries, context + queries, 0, 0, new Commit.None());
        return Lowering.lower(model, new Pass(batch, queries, context, Mask.CAUSAL, 0, task), Set.of())
                .sections()
                .get(1)
                .operators();
    }

    private static Work work(List<Operator> operators, String name) {
        return Work.of(
                operators.stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElseThrow(),
                DTypes.BF16);
    }

    @Test
    void itsWeightsAreQueriesKeysTheirNormAndHeads() {
        Architecture all = PLAIN.with(Layout.PLAIN.with(LATENT));

        assertThat(CHOOSING.parameters() - all.parameters()).isEqualTo(4 * (24 * 30 + 64 * 10 + 2 * 10 + 64 * 3));
        assertThat(CHOOSING.cached(0)).isEqualTo(36 + 10);
    }

    /// 2 sequences of 10 keys: each is scored in 3 heads of 10 elements, 7 are attended to in 4 heads of 36 and 32.
    @Test
    void aQueryAttendsToTheChosenKeysAlone() {
        List<Operator> operators = layer(CHOOSING, 2, 1, 9);

        assertThat(work(operators, "index_scores").matmulFlops()).isEqualTo(2L * 30 * 2 * 10);
        assertThat(work(operators, "index_scores").keyValueBytes()).isEqualTo(2L * 10 * 10 * 2);
        assertThat(work(operators, "index_q_proj").matmulFlops()).isEqualTo(2L * 2 * 24 * 30);
        assertThat(work(operators, "index_weights").matmulFlops()).isEqualTo(2L * 2 * 64 * 3);
        assertThat(work(operators, "index_k_proj").matmulFlops()).isEqualTo(2L * 2 * 64 * 10);
        assertThat(work(operators, "attention").matmulFlops()).isEqualTo(2L * 4 * 2 * 7 * (36 + 32) + 2L * 2 * 32 * 56);
        assertThat(work(operators, "attention").keyValueBytes()).isEqualTo(2L * 7 * 36 * 2);
    }

    /// Of 10 queries the first 7 see 1 to 7 keys, the others 7: 49 pairs of 55, and all 10 keys are read.
    @Test
    void firstQueriesOfAPromptSeeFewerKeysThanAreChosen() {
        List<Operator> operators = layer(CHOOSING, 1, 10, 0);

        assertThat(work(operators, "index_scores").matmulFlops()).isEqualTo(2L * 30 * 55);
        assertThat(work(operators, "attention").matmulFlops()).isEqualTo(2L * 4 * 68 * 49 + 2L * 32 * 56 * 10);
        assertThat(work(operators, "attention").keyValueBytes()).isEqualTo(10L * 36 * 2);
    }

    @Test
    void nothingIsChosenWhereAllKeysAreFewEnough() {
        List<Operator> operators = layer(CHOOSING, 2, 1, 6);
        List<Operator> all = layer(PLAIN.with(Layout.PLAIN.with(LATENT)), 2, 1, 6);

        assertThat(operators)
                .extracting(Operator::name)
                .contains("index_k_proj")
                .doesNotContain("index_scores", "index_q_proj", "index_weights");
        assertThat(work(operators, "attention")).isEqualTo(work(all, "attention"));
    }

    @Test
    void queriesOfAnIndexerNeedTheVectorOfQueries() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latent(0, 32, 8, 4, 6).choosing(new Latent.Indexer(3, 10, 7)))
                .withMessageContaining("query rank=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Latent.Indexer(3, 0, 7))
                .withMessageContaining("head dimension=0");
    }

    /// Half of 96 on each of two devices.
    @Test
    void devicesShareAnMlpWithoutAGate() {
        Architecture model = PLAIN.with(Layout.PLAIN.with(Layout.Extra.UNGATED, true));

        assertThat(Share.of(model, 2).intermediate()).isEqualTo(48);
    }
}
