package org.unmask.report.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.unmask.core.statistic.Proportion;
import org.unmask.report.Csv;
import org.unmask.report.Label;
import org.unmask.report.Source;
import org.unmask.report.figure.FrontierFigure.Place;
import org.unmask.report.figure.FrontierFigure.Row;
import tools.jackson.databind.JsonNode;

class FrontierFigureTest {
    private static final FrontierFigure FIGURE = new FrontierFigure(
            16,
            "At batch 16 it is slower",
            List.of(
                    new Row(Label.ar("ar", "ar"), Place.BASELINE, new Proportion(99, 100), 500, 40),
                    new Row(Label.dlm("diffusion:a", "a"), Place.KNEE, new Proportion(80, 100), 400, 3),
                    new Row(Label.dlm("diffusion:b", "b"), Place.FRONT, new Proportion(90, 100), 200, 8),
                    new Row(Label.dlm("diffusion:c", "c"), Place.BELOW, new Proportion(70, 100), 100, 16),
                    new Row(Label.dlm("diffusion:d", "d"), Place.DROPPED, new Proportion(5, 25), 90, 16)),
            Source.measured("this machine"));

    @Test
    void theFrontIsALineFromTheSlowestToTheFastest() {
        JsonNode data = FIGURE.chart().orElseThrow().data();

        assertThat(data.get("front").toString()).isEqualTo("[[200.0,0.9],[400.0,0.8]]");
        assertThat(data.get("rows").valueStream().map(row -> row.get("below").booleanValue()))
                .containsExactly(false, false, false, true, true);
    }

    @Test
    void theTableSaysWhereEachSettingStands() {
        assertThat(Csv.of(FIGURE.table()).lines().skip(1).map(line -> line.split(",", -1)[1]))
                .containsExactly(
                        "\"autoregressive: the line to beat\"", "\"knee of the front\"", "front", "", "dropped");
        assertThat(FIGURE.id()).isEqualTo("frontier-16");
        assertThat(FIGURE.findings().getFirst().text()).isEqualTo("At batch 16 it is slower");
    }
}
