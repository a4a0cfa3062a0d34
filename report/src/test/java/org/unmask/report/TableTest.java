package org.unmask.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;

class TableTest {
    @Test
    void aColumnHasOneUnitAndAsManyDecimalsAsItsSmallestNumberNeeds() {
        assertThat(shown(Column.number("time", "s"), 0.0123, 0.4)).contains("(ms)", ">12.3<", ">400.0<");
        assertThat(shown(Column.number("rate", "FLOP/s"), 3.12e14, 9.89e14)).contains("(TFLOP/s)", ">312<", ">989<");
        assertThat(shown(Column.number("batch", ""), 1, 12_345)).contains(">1<", ">12,345<");
        assertThat(shown(Column.percent("share"), 0.5, 1.042)).contains("(%)", ">50.0<", ">104.2<");
        assertThat(shown(Column.error("error"), -0.031, 0.2)).contains(">-3.1<", ">+20.0<");
    }

    @Test
    void aNumberTooSmallForItsColumnIsNotShownAsZero() {
        assertThat(shown(Column.number("memory", "B"), 770_000, 84.1e12)).contains("(TB)", ">7.7e-07<");
    }

    @Test
    void savedNumbersAreInBaseUnitsAndIntervalsAreTwoColumns() {
        Table table = new Table(
                List.of(Column.text("name"), Column.number("time", "s"), Column.number("interval", "s")),
                List.of(
                        List.of(Cell.of("a, \"b\""), Cell.of(0.0125), Cell.of(new Interval(0.01, 2))),
                        List.of(Cell.of("=1+1"), Cell.of(3), Table.EMPTY)));
        assertThat(Csv.of(table)).isEqualTo("""
                        name,"time (s)","interval low (s)","interval high (s)"
                        "a, ""b""\",0.0125,0.01,2
                        "'=1+1",3,,
                        """);
        assertThat(Csv.address(table))
                .startsWith("data:text/csv;charset=utf-8,name%2C%22time%20%28s%29%22%2C")
                .doesNotContain("\"");
    }

    @Test
    void markersAndValuesMatchOneToOne() {
        Template template = new Template("<p>unmask:a</p><style>/* unmask:b */</style><!-- unmask:c -->");
        assertThat(template.fill(Map.of("a", "unmask:b", "b", "$1", "c", "\\")))
                .isEqualTo("<p>unmask:b</p><style>$1</style>\\");
        assertThatIllegalArgumentException().isThrownBy(() -> template.fill(Map.of("a", "")));
        assertThatIllegalArgumentException().isThrownBy(() -> new Template("unmask:a unmask:a").fill(Map.of("a", "")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.fill(Map.of("a", "", "b", "", "c", "", "d", "")));
    }

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

        assertThat(Csv.of(Tables.table(new Answers("", List.of(row), Source.measured("")))))
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

    @Test
    void stepsAreReadFromTheirLabelOnly() {
        assertThat(Label.steps(Label.steps("x", 64).strategy())).hasValue(64);
        assertThat(Label.steps("K = many")).isEmpty();
    }

    private static String shown(Column column, double... numbers) {
        Html html = new Html();
        List<List<Cell>> rows = Arrays.stream(numbers)
                .mapToObj(number -> List.of(Cell.of(number)))
                .toList();
        TableHtml.write(html, new Table(List.of(column), rows));
        return html.toString();
    }
}
