package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.unmask.core.op.Work;
import org.unmask.core.timeline.Comparison;
import org.unmask.cost.roofline.Roofline;
import org.unmask.result.RunResult;
import org.unmask.result.Setting;
import tools.jackson.databind.JsonNode;

class OperatorRatesTest {
    private static final Work PRODUCT = new Work(3_000, 1_000, 700, 300, 0, 0);
    private static final RunResult RUN = new RunResult(
            Setting.UNKNOWN,
            -1,
            1,
            List.of(),
            List.of(
                    new RunResult.OperatorSample("qkv_proj", 4, 0.5),
                    new RunResult.OperatorSample("a_name_that_is_rather_long", 8, 1.5)),
            0);

    /// 4000 FLOPs and 1000 bytes in half a second, under roofs of 10000 FLOP/s and 1000 B/s.
    private final OperatorRates rates = OperatorRates.of(
            "id",
            "ar, batch 1",
            List.of(
                    new Comparison.Times("qkv_proj", 4, PRODUCT, Optional.empty(), 1, Optional.of(0.5)),
                    new Comparison.Times("dispatch", 4, Work.NONE, Optional.empty(), 1, Optional.empty()),
                    new Comparison.Times(
                            "a_name_that_is_rather_long",
                            8,
                            new Work(0, 30, 150, 0, 0, 0),
                            Optional.empty(),
                            1,
                            Optional.of(1.5))),
            new Roofline(10_000, 1_000));

    @Test
    void ratesAreTheWorkOverTheTimeOfAllCalls() {
        OperatorRates.Row row = rates.rows().getFirst();

        assertThat(row.flopsPerSecond()).isEqualTo(8_000);
        assertThat(row.bytesPerSecond()).isEqualTo(2_000);
        assertThat(row.share()).isEqualTo(0.25);
        assertThat(row.computeShare()).isCloseTo(0.8, within(1e-12));
        assertThat(row.memoryShare()).isCloseTo(2, within(1e-12));
        assertThat(row.isImplausible()).isTrue();
        assertThat(rates.rows().getLast().isImplausible()).isFalse();
    }

    @Test
    void theTableFlagsWhatIsAboveARoof() {
        assertThat(rates.table(Integer.MAX_VALUE)).isEqualTo("""
                        ar, batch 1
                        operator                    calls    time  share  replayed     off by   error  GFLOP/s  roof  GB/s  roof  verdict
                        qkv_proj                        4  500 ms  25.0%    1.00 s  +500.0 ms  +100 %     0.00   80%  0.00  200%  implausible: above the roof
                        a_name_that_is_rather_long      8  1.50 s  75.0%    1.00 s  -500.0 ms   -33 %     0.00    0%  0.00   10%
                        """);
    }

    @Test
    void theLineOfTheRunGetsFurtherKeys() {
        JsonNode line = rates.added(RUN.json());

        assertThat(line.get("seconds").asDouble()).isEqualTo(1);
        JsonNode operator = line.get("operators").get(0);
        assertThat(operator.get("seconds").asDouble()).isEqualTo(0.5);
        assertThat(operator.get("flops").asLong()).isEqualTo(4_000);
        assertThat(operator.get("bytes").asLong()).isEqualTo(1_000);
        assertThat(operator.get("flops_per_second").asDouble()).isEqualTo(8_000);
        assertThat(operator.get("bytes_per_second").asDouble()).isEqualTo(2_000);
        assertThat(operator.get("memory_roof_share").asDouble()).isCloseTo(2, within(1e-12));
        assertThat(operator.get("implausible").asBoolean()).isTrue();
        assertThat(RunResult.of(line)).isEqualTo(RUN);
    }
}
