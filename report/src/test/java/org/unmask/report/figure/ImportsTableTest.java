package org.unmask.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.report.Label;
import org.unmask.report.figure.ImportsTable.Priced;
import tools.jackson.databind.JsonNode;

class ImportsTableTest {
    private static ImportsTable.Row row(
            String unit, Optional<Priced> assumed, Optional<Priced> replayed, double measured) {
        return new ImportsTable.Row(
                "a",
                "l40s",
                "vllm",
                "bf16",
                Label.ar("ar", "ar"),
                "2 clients",
                2,
                8,
                16,
                "x",
                unit,
                assumed,
                replayed,
                measured,
                0.5,
                "plausible",
                unit.equals("s"));
    }

    private static ImportsTable table(ImportsTable.Row... rows) {
        return new ImportsTable("graph", List.of(rows), List.of(), List.of());
    }

    /// Twice the rate is half the time.
    @Test
    void theDrawingHasTimesOverMeasuredOnes() {
        JsonNode data = table(
                        row("tokens/s", Optional.of(new Priced(400, 100)), Optional.of(new Priced(200, 50)), 100),
                        row("s", Optional.empty(), Optional.of(new Priced(1, 3)), 2))
                .chart()
                .orElseThrow()
                .data();

        assertThat(data.get("profile").asString()).isEqualTo("graph");
        assertThat(data.at("/rows/0/assumed").asDouble()).isCloseTo(0.25, within(1e-12));
        assertThat(data.at("/rows/0/replayed").asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(data.at("/rows/0/profile").asDouble()).isCloseTo(2, within(1e-12));
        assertThat(data.at("/rows/1/assumed").isMissingNode()).isTrue();
        assertThat(data.at("/rows/1/replayed").asDouble()).isCloseTo(0.5, within(1e-12));
        assertThat(data.at("/rows/1/profile").asDouble()).isCloseTo(1.5, within(1e-12));
        assertThat(data.at("/rows/1/values/measured").asDouble()).isEqualTo(2);
    }

    @Test
    void withoutAPredictionThereIsNothingToDraw() {
        assertThat(table(row("s", Optional.empty(), Optional.empty(), 2)).chart())
                .isEmpty();
    }

    @Test
    void theProfileIsSaid() {
        ImportsTable table = table(row("s", Optional.empty(), Optional.of(new Priced(1, 3)), 2));

        assertThat(table.intro()).contains("runtime profile graph");
        assertThat(table.table().columns().stream().map(column -> column.name()))
                .contains("replayed, graph");
    }
}
