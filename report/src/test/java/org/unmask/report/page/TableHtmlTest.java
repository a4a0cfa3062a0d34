package org.unmask.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.report.Table;
import org.unmask.report.Table.Cell;
import org.unmask.report.Table.Column;

class TableHtmlTest {
    @Test
    void aColumnHasOneUnitAndAsManyDecimalsAsItsSmallestNumberNeeds() {
        assertThat(shown(Column.number("time", "s"), 0.0123, 0.4)).contains("(ms)", ">12.3<", ">400.0<");
        assertThat(shown(Column.number("rate", "FLOP/s"), 3.12e14, 9.89e14)).contains("(TFLOP/s)", ">312<", ">989<");
        assertThat(shown(Column.number("batch", ""), 1, 12_345)).contains(">1<", ">12,345<");
        assertThat(shown(Column.percent("share"), 0.5, 1.042)).contains("(%)", ">50.0<", ">104.2<");
        assertThat(shown(Column.error("error"), -0.031, 0.2)).contains(">-3.1<", ">+20.0<");
    }

    @Test
    void numbersOfSeveralUnitsHaveThreeDigitsEach() {
        assertThat(shown(Column.mixed("measured"), 0.039, 0.00912, 70.04, 2240.6, 0))
                .contains(">0.0390<", ">0.00912<", ">70.0<", ">2,241<", ">0<");
    }

    @Test
    void aNumberTooSmallForItsColumnIsNotShownAsZero() {
        assertThat(shown(Column.number("memory", "B"), 770_000, 84.1e12)).contains("(TB)", ">7.7e-07<");
    }

    private static String shown(Column column, double... numbers) {
        Html html = new Html();
        List<List<Cell>> rows = Arrays.stream(numbers)
                .mapToObj(number -> List.of(Cell.of(number)))
                .toList();
        TableHtml.write(html, new Table(List.of(column), rows), rows.size());
        return html.toString();
    }
}
