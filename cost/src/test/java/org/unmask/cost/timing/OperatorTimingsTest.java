package org.unmask.cost.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.unmask.core.cases.Architectures;
import org.unmask.core.model.Architecture;
import org.unmask.core.op.AttentionOperator;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Mask;
import org.unmask.core.op.MixtureOperator;
import org.unmask.core.op.Operator;
import org.unmask.core.op.Work;

/// What lies between the sizes that were timed, against the formula of a made-up machine.
class OperatorTimingsTest {
    private static final Architecture MODEL = Architectures.dense(3, 64, 4, 2, 16, 96, 160);
    private static final OperatorTimings TIMINGS = MadeUpMachine.timings(MODEL, DTypes.BF16, Set.of());

    private static Timed found(Operator operator) {
        return TIMINGS.find(operator).orElseThrow();
    }

    @Property(tries = 300)
    void rowsBetweenTimedOnesAreInterpolated(@ForAll @IntRange(min = 1, max = 256) int rows) {
        Operator operator = new Operator.GateUpProjection(rows, 64, 96);

        assertThat(found(operator).seconds()).isCloseTo(MadeUpMachine.seconds(operator), within(1e-15));
    }

    @Property(tries = 500)
    void attentionIsInterpolatedInSequencesQueriesAndKeys(
            @ForAll @IntRange(min = 1, max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 128) int queries,
            @ForAll @IntRange(min = 0, max = 128) int context) {
        Operator operator = new AttentionOperator.Attention(batch, queries, context, 4, 2, 16, Mask.FULL);

        assertThat(found(operator).seconds()).isCloseTo(MadeUpMachine.seconds(operator), within(1e-14));
    }

    @Property(tries = 300)
    void aMaskCostsTheKeysItShowsAndWhatItsTilesWaste(
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 2, max = 128) int queries,
            @ForAll @IntRange(min = 0, max = 64) int context) {
        Operator operator = new AttentionOperator.Attention(batch, queries, context, 4, 2, 16, Mask.CAUSAL);

        assertThat(found(operator).seconds()).isCloseTo(MadeUpMachine.seconds(operator), within(1e-14));
    }

    @Test
    void moreThanWasTimedGrowsWithTheWork() {
        Operator largest = new Operator.GateUpProjection(256, 64, 96);
        Timed twice = found(new Operator.GateUpProjection(512, 64, 96));

        assertThat(twice.basis()).isEqualTo(Basis.EXTRAPOLATED);
        assertThat(twice.seconds()).isCloseTo(2 * MadeUpMachine.seconds(largest), within(1e-15));
        assertThat(found(new AttentionOperator.Attention(8, 1, 31, 4, 2, 16, Mask.FULL))
                        .basis())
                .isEqualTo(Basis.EXTRAPOLATED);
    }

    @Test
    void howFarItFollowsTheSpeedIsThatOfTheNearestSizeOfTheShape() {
        Operator one = new Operator.GateUpProjection(1, 64, 96);
        Operator many = new Operator.GateUpProjection(256, 64, 96);
        OperatorTimings timings = new OperatorTimings(
                TIMINGS.stand(), TIMINGS.overhead(), List.of(timing(one, 1, 0.2), timing(many, 256, 0.9)));

        assertThat(timings.speedExponent(new Operator.GateUpProjection(2, 64, 96)))
                .hasValue(0.2);
        assertThat(timings.speedExponent(new Operator.GateUpProjection(1000, 64, 96)))
                .hasValue(0.9);
        assertThat(timings.speedExponent(new Operator.GateUpProjection(2, 64, 97)))
                .isEmpty();
    }

    private static Timing timing(Operator operator, long rows, double exponent) {
        Work work = Work.of(operator, DTypes.BF16);
        return new Timing(
                OperatorShape.of(operator), new Timing.Rows(rows), work.flops(), work.bytes(), 1, 1, 1, 1, exponent, 0);
    }

    /// A machine that takes 5 s for an expert chosen and 0.25 s for each token of an expert, timed at rows whose choices are
    /// as many as chance expects: 3 counted experts of 6 tokens, 2 each, take 3 · 5 + 12 · 0.25 = 18 s.
    @Test
    void countedExpertsCostWhatTheyReadAndWhatTheirTokensCompute() {
        List<Timing> timings = Stream.of(1, 2, 4, 8, 16, 32)
                .map(rows -> new MixtureOperator.Experts(rows, 64, 32, 8, 2))
                .map(timed ->
                        timing(timed, timed.tokens(), 5 * timed.distinct() + 0.25 * timed.tokens() * timed.perToken()))
                .toList();
        OperatorTimings table = new OperatorTimings(TIMINGS.stand(), TIMINGS.overhead(), timings);
        Operator counted = new MixtureOperator.Experts(6, 64, 32, 8, 2, OptionalDouble.of(3));

        assertThat(table.find(counted).orElseThrow().seconds()).isCloseTo(18, within(1e-9));
        assertThat(table.find(new MixtureOperator.Experts(8, 64, 32, 8, 2))
                        .orElseThrow()
                        .seconds())
                .isCloseTo(5 * 8 * (1 - StrictMath.pow(0.75, 8)) + 4, within(1e-9));
    }

    private static Timing timing(MixtureOperator.Experts operator, long rows, double seconds) {
        Work work = Work.of(operator, DTypes.BF16);
        return new Timing(
                OperatorShape.of(operator),
                new Timing.Rows(rows),
                work.flops(),
                work.bytes(),
                seconds,
                seconds,
                seconds,
                1,
                1,
                0);
    }

    @Test
    void interruptionsMakeEveryPriceLongerByTheirShare() {
        List<Timing> interrupted = TIMINGS.timings().stream()
                .map(timing -> timing.interrupted(0.25))
                .toList();
        OperatorTimings table = new OperatorTimings(TIMINGS.stand(), TIMINGS.overhead(), interrupted);

        for (Operator operator : List.of(
                new Operator.GateUpProjection(8, 64, 96),
                new Operator.GateUpProjection(9, 64, 96),
                new Operator.GateUpProjection(100_000, 64, 96),
                new AttentionOperator.Attention(1, 8, 24, 4, 2, 16, Mask.FULL),
                new AttentionOperator.Attention(1, 8, 0, 4, 2, 16, Mask.CAUSAL))) {
            assertThat(table.find(operator).orElseThrow().seconds())
                    .isCloseTo(1.25 * found(operator).seconds(), within(1e-12));
        }
        assertThatThrownBy(() -> TIMINGS.timings().getFirst().interrupted(-0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interruptions=-0.1");
    }

    @Test
    void itSaysWhatWasTimed() {
        assertThat(found(new Operator.GateUpProjection(8, 64, 96)).basis()).isEqualTo(Basis.TIMED);
        assertThat(found(new Operator.GateUpProjection(9, 64, 96)).basis()).isEqualTo(Basis.INTERPOLATED);
        assertThat(found(new AttentionOperator.Attention(1, 8, 24, 4, 2, 16, Mask.FULL))
                        .basis())
                .isEqualTo(Basis.TIMED);
        assertThat(found(new AttentionOperator.Attention(1, 8, 23, 4, 2, 16, Mask.FULL))
                        .basis())
                .isEqualTo(Basis.INTERPOLATED);
    }

    @Test
    void anotherShapeHasTheNearestOfItsKind() {
        Operator other = new Operator.GateUpProjection(8, 64, 100);

        assertThat(TIMINGS.find(other)).isEmpty();
        Like like = TIMINGS.like(other).orElseThrow();
        assertThat(like.seconds()).isEqualTo(MadeUpMachine.seconds(new Operator.GateUpProjection(8, 64, 96)));
        assertThat(like.flops()).isEqualTo(2.0 * 8 * 64 * 192);
    }

    @Test
    void groupsOfAttentionRunOneAfterTheOther() {
        AttentionOperator.Attention one = new AttentionOperator.Attention(1, 8, 24, 4, 2, 16, Mask.FULL);
        AttentionOperator.Attention other = new AttentionOperator.Attention(4, 1, 31, 4, 2, 16, Mask.FULL);

        assertThat(found(new AttentionOperator.MixedAttention(List.of(one, other)))
                        .seconds())
                .isCloseTo(MadeUpMachine.seconds(one) + MadeUpMachine.seconds(other), within(1e-15));
    }

    @Test
    void aTableIsFoundByTheTypeOfItsWeights() {
        MachineTimings machine = new MachineTimings(List.of(TIMINGS));

        assertThat(machine.of(new DTypes(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT32)))
                .isEqualTo(Optional.of(TIMINGS));
        assertThat(machine.of(DTypes.all(DType.INT8))).isEmpty();
    }

    @Test
    void attentionHasToBeTimedWithoutAMask() {
        Timing causal = TIMINGS.timings().stream()
                .filter(timing -> timing.at() instanceof Timing.Attended at && at.causal())
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> new OperatorTimings(TIMINGS.stand(), Overhead.NONE, List.of(causal)))
                .hasMessage("bad timings of attention: none of them sees all keys; time it without a mask");
    }

    @Test
    void aSlowMomentCountsLess() {
        MachineSpeed usual = new MachineSpeed(10, 100);

        assertThat(new MachineSpeed(5, 100).relativeTo(usual, 0, 10)).isEqualTo(0.5);
        assertThat(new MachineSpeed(5, 100).relativeTo(usual, 100, 0)).isEqualTo(1);
        assertThat(new MachineSpeed(5, 100).relativeTo(usual, 100, 10)).isEqualTo(2.0 / 3);
    }
}
