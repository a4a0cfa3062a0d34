package org.unmask.cost.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.decode.Commit;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Pass;
import org.unmask.core.decode.Phase;
import org.unmask.core.decode.Reuse;
import org.unmask.core.decode.Task;
import org.unmask.core.model.Architecture;
import org.unmask.core.model.Experts;
import org.unmask.core.model.Projections;
import org.unmask.core.model.Routing;
import org.unmask.core.model.Window;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.OperatorTotal;
import org.unmask.cost.hardware.Deployment;
import org.unmask.cost.memory.MemoryEstimate;

/// Passes of several groups: one by hand, and laws.
class MixedPassTest {
    private static final Task TASK = new Task(Phase.DECODE, 0, 0, 0, 0, 0, new Commit.None());

    private static final Architecture LLAMA = Architectures.LLAMA3_8B;
    private static final Roofline A6000 = new Roofline(154.8e12, 768e9);

    private static final Architecture SMALL =
            Architectures.dense(3, 64, 4, 2, 16, 96, 160).with(new Projections(true, true, false));

    private static Pass pass(int batch, int queries, int context, Mask mask, int logitRows) {
        return new Pass(batch, queries, context, mask, logitRows, TASK);
    }

    /// One sequence reads 512 tokens of its prompt on a context of 1024, seven decode one token each, two of them on equal
    /// contexts, and one denoises a block of 32 on 640 with 20 masks left.
    private static Pass chunkedPrefill() {
        return Pass.together(List.of(
                pass(1, 512, 1024, Mask.CAUSAL, 0),
                pass(1, 1, 99, Mask.CAUSAL, 1),
                pass(1, 1, 500, Mask.CAUSAL, 1),
                pass(1, 1, 1023, Mask.CAUSAL, 1),
                pass(1, 1, 2047, Mask.CAUSAL, 1),
                pass(1, 1, 3000, Mask.CAUSAL, 1),
                pass(2, 1, 4095, Mask.CAUSAL, 1),
                pass(1, 32, 640, Mask.FULL, 20)));
    }

    /// The numbers were worked out outside Java, from the published sizes of LLaMA-3-8B, by going through every query and
    /// every key: 551 tokens, 27 rows of logits, 17074 keys, and 512·1024 + 512·513/2 + 14866 + 32·672 = 691986 pairs.
    @Test
    void aChunkOfAPromptBesideDecodingAndABlock() {
        Map<String, Work> expected = Map.ofEntries(
                Map.entry("embed", new Work(0, 0, 4_513_792, 4_513_792, 4_513_792, 0)),
                Map.entry("attn_norm", new Work(0, 288_882_688, 144_703_488, 144_441_344, 262_144, 0)),
                Map.entry("qkv_proj", new Work(887_447_617_536L, 0, 1_755_054_080, 216_662_016, 1_610_612_736, 0)),
                Map.entry("rope", new Work(0, 270_827_520, 180_551_680, 180_551_680, 0, 0)),
                Map.entry(
                        "attention",
                        new Work(362_799_955_968L, 3_542_968_320L, 2_382_364_672L, 144_441_344, 0, 2_237_923_328L)),
                Map.entry("o_proj", new Work(591_631_745_024L, 0, 1_218_183_168, 144_441_344, 1_073_741_824, 0)),
                Map.entry("attn_residual", new Work(0, 72_220_672, 288_882_688, 144_441_344, 0, 0)),
                Map.entry("mlp_norm", new Work(0, 288_882_688, 144_703_488, 144_441_344, 262_144, 0)),
                Map.entry(
                        "gate_up_proj",
                        new Work(4_141_422_215_168L, 0, 7_660_634_112L, 1_011_089_408, 7_516_192_768L, 0)),
                Map.entry("swiglu", new Work(0, 1_263_861_760, 1_011_089_408, 505_544_704, 0, 0)),
                Map.entry("down_proj", new Work(2_070_711_107_584L, 0, 4_263_641_088L, 144_441_344, 3_758_096_384L, 0)),
                Map.entry("mlp_residual", new Work(0, 72_220_672, 288_882_688, 144_441_344, 0, 0)),
                Map.entry("final_norm", new Work(0, 442_368, 229_376, 221_184, 8_192, 0)),
                Map.entry("lm_head", new Work(28_368_175_104L, 0, 1_050_894_336, 6_925_824, 1_050_673_152, 0)),
                Map.entry("select", new Work(0, 13_851_648, 6_925_824, 216, 0, 0)));

        Pricer.Price price = new Pricer(LLAMA, DTypes.BF16, Set.of(), A6000).price(chunkedPrefill());

        assertThat(price.operators()).hasSize(expected.size());
        for (OperatorTotal operator : price.operators()) {
            Work work = Objects.requireNonNull(expected.get(operator.name()));
            assertThat(operator.work()).as(operator.name()).isEqualTo(work);
            boolean once = Set.of("embed", "final_norm", "lm_head", "select").contains(operator.name());
            assertThat(operator.calls()).as(operator.name()).isEqualTo(once ? 1 : 32);
        }
        assertThat(seconds(price, "attention")).isCloseTo(3.290_112_000e-3, within(1e-12));
        assertThat(seconds(price, "gate_up_proj")).isCloseTo(26.753_373_48e-3, within(1e-10));
        assertThat(seconds(price, "lm_head")).isCloseTo(1.377_370_000e-3, within(1e-12));
        assertThat(price.seconds()).isCloseTo(0.058_700_078_083, within(1e-12));
    }

    private static double seconds(Pricer.Price price, String operator) {
        return price.operators().stream()
                .filter(total -> total.name().equals(operator))
                .findFirst()
                .orElseThrow()
                .seconds();
    }

    /// Keys of all groups, activations of all tokens, logits of all rows. Copies of the reference loops are for the
    /// rows of the block alone: the others decode autoregressively.
    @Test
    void memoryIsThatOfAllGroups() {
        Task next = new Task(Phase.DECODE, 99, 99, 100, 1, 0, new Commit.Next());
        Task denoise = new Task(Phase.DENOISE, 640, 640, 672, 20, 0, new Commit.Top(1));
        Pass pass = Pass.together(List.of(
                pass(1, 512, 1024, Mask.CAUSAL, 0),
                new Pass(7, 1, 99, Mask.CAUSAL, 1, next),
                new Pass(1, 32, 640, Mask.FULL, 20, denoise)));

        MemoryEstimate trimmed = MemoryEstimate.of(LLAMA, DTypes.BF16, LogitRows.ACTIVE, List.of(pass));
        MemoryEstimate reference = MemoryEstimate.of(LLAMA, DTypes.BF16, LogitRows.ALL, List.of(pass));

        assertThat(trimmed.keyValueBytes()).isEqualTo(32L * 2 * 1024 * 2 * (1536 + 7 * 100 + 672));
        assertThat(trimmed.activationBytes()).isEqualTo(551L * 2 * (4096 + 3 * 14336));
        assertThat(trimmed.logitBytes()).isEqualTo(27L * 128256 * (2 + 4));
        assertThat(reference.logitBytes()).isEqualTo(128256L * (27 * 2 + 7 * 4 + 20 * 24));
    }

    /// Layers of a window of 500 keep 500 keys of a long sequence and all 100 of a short one.
    @Test
    void aWindowLimitsTheKeysOfEachGroup() {
        Pass pass = Pass.together(List.of(pass(2, 1, 1535, Mask.CAUSAL, 1), pass(3, 1, 99, Mask.CAUSAL, 1)));

        assertThat(MemoryEstimate.of(LLAMA.with(new Window(500, 4)), DTypes.BF16, LogitRows.ACTIVE, List.of(pass))
                        .keyValueBytes())
                .isEqualTo(2L * 1024 * 2 * (8 * (2 * 1536 + 3 * 100) + 24 * (2 * 500 + 3 * 100)));
    }

    /// Three sequences on two stages, dealt in turn: a chunk and a short sequence, and a long one alone. The time is that of
    /// the chunk's micro-batch, the work that of both.
    @Test
    void groupsAreDealtToTheStages() {
        Pass chunk = pass(1, 512, 128, Mask.CAUSAL, 0);
        Pass decode = pass(1, 1, 3000, Mask.CAUSAL, 1);
        Pass late = pass(1, 1, 20, Mask.CAUSAL, 0);
        Deployment two = new Deployment(1, 2, new Deployment.Link("test", 1e9, 0, "test"));

        Pricer.Price price = new Pricer(LLAMA, DTypes.BF16, Set.of(), A6000, Profile.ROOFLINE, two)
                .price(Pass.together(List.of(chunk, decode, late)));
        Pricer one = new Pricer(LLAMA, DTypes.BF16, Set.of(), A6000);
        Pricer.Price first = one.price(Pass.together(List.of(chunk, late)));
        Pricer.Price second = one.price(decode);

        double send = 513 * 4096 * 2 / 1e9;
        assertThat(price.seconds()).isCloseTo(first.seconds() + send, within(1e-12));
        assertThat(work(price)).isEqualTo(work(first).plus(work(second)).plus(Work.sent(514 * 4096 * 2)));
        assertThat(seconds(price, "lm_head"))
                .as("beside the longer micro-batch, which has no head")
                .isZero();
    }

    private static Work work(Pricer.Price price) {
        return price.operators().stream().map(OperatorTotal::work).reduce(Work.NONE, Work::plus);
    }

    @Provide
    Arbitrary<Architecture> models() {
        return Arbitraries.of(
                SMALL,
                SMALL.with(new Experts(8, 2, 48, 32, 1, Routing.softmax(true))),
                SMALL.with(new Window(20, 0)),
                SMALL.with(new Window(9, 2)));
    }

    @Provide
    Arbitrary<DTypes> types() {
        return Arbitraries.of(DTypes.BF16, new DTypes(DType.FP8, DType.INT4, DType.FP4));
    }

    @Provide
    Arbitrary<List<Pass.Group>> groups() {
        Arbitrary<Pass.Group> plain = Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(1, 40),
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.of(Mask.FULL, Mask.CAUSAL, new Mask.BlockCausal(4)),
                        Arbitraries.integers().between(0, 40))
                .as((batch, queries, context, mask, rows) -> pass(
                                batch, queries, context, mask, Math.min(rows, queries))
                        .only());
        Arbitrary<Pass.Group> reusing = Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.of(0, 5))
                .as((batch, selected, whole) -> new Pass.Group(
                        batch,
                        whole + selected,
                        13 - whole - selected,
                        Mask.FULL,
                        8,
                        new Reuse(13, selected == 0 ? 0 : 8, selected),
                        TASK));
        return Arbitraries.frequencyOf(Tuple.of(5, plain), Tuple.of(1, reusing))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<Pricer> pricers() {
        Arbitrary<Deployment> deployments = Combinators.combine(
                        Arbitraries.of(1, 2), Arbitraries.of(1, 1, 2, 3), Arbitraries.of(0.0, 1e-6))
                .as((tensor, stages, latency) ->
                        new Deployment(tensor, stages, new Deployment.Link("test", 5e10, latency, "test")));
        Arbitrary<Profile> profiles = Combinators.combine(
                        Arbitraries.doubles().between(0, 1), Arbitraries.of(0.0, 1e-8), Arbitraries.of(0.0, 1e-7))
                .as((overlap, start, dispatch) ->
                        new Profile("test", 0.7, 0.4, 0.9, 0.6, overlap, start, dispatch, "test"));
        return Combinators.combine(models(), types(), Arbitraries.doubles().between(1, 300), profiles, deployments)
                .as((model, types, ridge, profile, deployment) ->
                        new Pricer(model, types, Set.of(), new Roofline(ridge * 1e12, 1e12), profile, deployment));
    }

    /// Equal sequences are one group or several: it is the same pass. To the last bit, memory too.
    @Property(tries = 600)
    void aGroupMayBeSplit(
            @ForAll("pricers") Pricer pricer,
            @ForAll("models") Architecture model,
            @ForAll("types") DTypes types,
            @ForAll("groups") List<Pass.Group> groups,
            @ForAll @IntRange(max = 3) int which,
            @ForAll @IntRange(min = 1, max = 4) int part,
            @ForAll LogitRows logits) {
        Pass.Group whole = groups.get(which % groups.size());
        List<Pass.Group> split = new ArrayList<>(groups);
        split.set(which % groups.size(), whole.ofBatch(whole.batch() + part));
        Pass joined = new Pass(List.copyOf(split));
        split.set(which % groups.size(), whole);
        split.add(which % groups.size() + 1, whole.ofBatch(part));
        Pass apart = new Pass(split);

        assertThat(pricer.price(apart)).isEqualTo(pricer.price(joined));
        assertThat(MemoryEstimate.of(model, types, logits, List.of(apart)))
                .isEqualTo(MemoryEstimate.of(model, types, logits, List.of(joined)));
    }

    /// Weights and, with a runtime profile, the start of every operator are paid once.
    @Property(tries = 600)
    void togetherCostsNoMoreThanOneByOne(@ForAll("pricers") Pricer pricer, @ForAll("groups") List<Pass.Group> groups) {
        Pricer.Price together = pricer.price(new Pass(groups));
        double seconds = 0;
        Work work = Work.NONE;
        for (Pass.Group group : groups) {
            Pricer.Price alone = pricer.price(new Pass(group));
            seconds += alone.seconds();
            work = work.plus(work(alone));
        }

        assertThat(together.seconds()).isLessThanOrEqualTo(seconds * (1 + 1e-12));
        assertThat(work(together).flops()).isEqualTo(work.flops());
        assertThat(work(together).bytes()).isLessThanOrEqualTo(work.bytes());
        assertThat(work(together).weightBytes()).isLessThanOrEqualTo(work.weightBytes());
        assertThat(work(together).linkBytes()).isLessThanOrEqualTo(work.linkBytes());
    }

    /// The order of groups says nothing about the pass, where one stage computes all of them.
    @Property
    void theOrderOfGroupsDoesNotMatter(
            @ForAll("models") Architecture model, @ForAll("groups") List<Pass.Group> groups) {
        Pricer pricer = new Pricer(model, DTypes.BF16, Set.of(), A6000);

        assertThat(pricer.price(new Pass(groups.reversed()))).isEqualTo(pricer.price(new Pass(groups)));
    }
}
