package org.unmask.result.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlausibilityTest {
    @TempDir
    private Path folder;

    private String remarks(String content) throws IOException {
        return String.join("\n", Samples.first(folder, content).remarks());
    }

    /// Two clients for 2 s answered 10 requests of 20 ms and 19 tokens of 20 ms.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"duration\": 2.0         | \"duration\": 2000.0     | tokens_per_second: 100, but generated_tokens over",
                "\"mean_tpot_ms\": 20.0    | \"mean_tpot_ms\": 20000  | do not fit 2 clients for 2.00 s; is the unit right?",
                "\"median_ttft_ms\": 18.0  | \"median_ttft_ms\": 0.018 | time_to_first_token: 18.0 µs is less than any machine",
                "\"median_ttft_ms\": 18.0  | \"median_ttft_ms\": 18000 | time_to_first_token: 18.0 s is longer than benchmark_seconds",
                "\"output_throughput\": 100.0 | \"output_throughput\": 900.0 | tokens_per_second: 900 tokens/s is 2.14 times the rate",
            })
    void numbersThatDoNotFitOneAnotherAreRemarked(String right, String wrong, String remark) throws IOException {
        assertThat(remarks(Samples.VLLM_SERVE.replace(right, wrong))).contains(remark);
    }

    @Test
    void timesAThousandTimesTooSmallAreRemarked() throws IOException {
        String seconds = Samples.VLLM_SERVE
                .replace("\"mean_ttft_ms\": 20.0", "\"mean_ttft_ms\": 0.02")
                .replace("\"mean_tpot_ms\": 20.0", "\"mean_tpot_ms\": 0.02");

        assertThat(remarks(seconds)).contains("do not fit 2 clients for 2.00 s; is the unit right?");
    }

    @Test
    void aRateThatLeavesNearlyAllTimeOutIsRemarked() throws IOException {
        assertThat(remarks(
                        Samples.SGLANG_SERVER.replace("\"output_throughput\": 40.0", "\"output_throughput\": 40000.0")))
                .contains("decode_tokens_per_second: 40000 tokens/s leaves 2.00 s of 2.00 s to prompts, 2001 tokens/s");
    }

    @Test
    void aTimeInAnotherUnitThanItsRateIsRemarked() throws IOException {
        assertThat(remarks(Samples.LLAMA_BENCH.replace("\"avg_ns\": 500000000", "\"avg_ns\": 500000")))
                .contains("tokens_per_second: 201, but tokens over seconds is 200000; is the unit right?");
        assertThat(remarks(Samples.OPTIMUM_TABLE.replace(",4.0,25.0,", ",4000,25.0,")))
                .contains("tokens_per_second: 25.0, but tokens over seconds is 0.0250");
    }
}
