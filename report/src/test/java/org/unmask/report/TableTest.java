package org.unmask.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;

class TableTest {
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
    void columnsInWhichNoRowHasAnythingAreLeftOut() {
        Table table = new Table(
                List.of(Column.text("a"), Column.text("b"), Column.number("c", "")),
                List.of(
                        List.of(Table.EMPTY, Table.EMPTY, Cell.of(1)),
                        List.of(Cell.of("x"), Table.EMPTY, Table.EMPTY)));

        assertThat(table.withoutEmptyColumns().columns())
                .extracting(Column::name)
                .containsExactly("a", "c");
        assertThat(table.withoutEmptyColumns().rows())
                .containsExactly(List.of(Table.EMPTY, Cell.of(1)), List.of(Cell.of("x"), Table.EMPTY));
    }

    @Test
    void stepsAreReadFromTheirLabelOnly() {
        assertThat(Label.steps(Label.steps("x", 64).strategy())).hasValue(64);
        assertThat(Label.steps("K = many")).isEmpty();
    }
}
