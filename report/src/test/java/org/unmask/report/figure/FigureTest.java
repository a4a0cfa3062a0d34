package org.unmask.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.report.Csv;
import org.unmask.report.Interval;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.Comparison.Sample;
import org.unmask.report.figure.LineFigure.Panel;
import org.unmask.report.figure.LineFigure.Point;
import org.unmask.report.figure.LineFigure.Series;

class FigureTest {
    @Test
    void errorsAreOfTheModelAndOfThePasses() {
        Sample sample = new Sample(3, 2.0, new Interval(1.9, 2.1), new Interval(1.8, 2.2));
        Comparison.Row row = new Comparison.Row(
                "m",
                Label.ar("ar", "ar"),
                4,
                Optional.of(new Comparison.Assumed(10, 1.2)),
                16,
                1.5,
                sample,
                128,
                100,
                1,
                1,
                1.01);
        assertThat(row.replayedError()).isEqualTo(-0.25);
        assertThat(row.assumedError())
                .hasValueSatisfying(error -> assertThat(error).isCloseTo(-0.2, within(1e-12)));
        assertThat(row.tokensPerSecond()).isEqualTo(64);
        assertThat(row.tokensPerPass()).isEqualTo(2);
        assertThat(row.implausible()).isTrue();
    }

    /// Reference values: R, `binom::binom.confint(x, n, methods = "wilson")`.
    @Test
    void accuracyHasAScoreInterval() {
        Interval none = new Answers.Row(Label.ar("ar", "ar"), 10, 10, 0, 0, 1, 1, 1, 1).accuracyInterval();
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.2775, within(1e-4));
        Interval most = new Answers.Row(Label.ar("ar", "ar"), 500, 500, 436, 440, 1, 1, 1, 1).accuracyInterval();
        assertThat(most.low()).isCloseTo(0.8399, within(1e-3));
        assertThat(most.high()).isCloseTo(0.8985, within(1e-3));
    }

    @Test
    void answersThatNobodyKnowsAreNotScored() {
        Answers.Row row = new Answers.Row(Label.ar("ar", "ar"), 164, 0, 0, 0, 1, 1, 1, 1);

        assertThat(Csv.of(new Answers("", List.of(row), Source.measured("")).table()))
                .contains(",164,\"not scored\",,,,,1,1,1,1,");
    }

    @Test
    void numbersThatCannotBeDrawnAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Point.at(1, Double.NaN))
                .withMessageContaining("NaN");
        Series zero = new Series(Label.ar("ar", "ar"), Source.measured(""), List.of(Point.at(1, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LineFigure.throughputOverBatch(List.of(new Panel("", "", List.of(zero)))))
                .withMessageContaining("'ar' in throughput-batch: x=1.0 y=0.0");
    }
}
