package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Experts that are chosen by a power law, as commands take it.
class ExpertSkewOptionTest {
    @TempDir
    private Path folder;

    private Terminal.Result predict(String model, String... more) {
        List<String> arguments = new ArrayList<>(List.of("predict", "--model", model, "--device", "h100-sxm"));
        arguments.addAll(List.of("--strategy", "ar", "--prompt-len", "128", "--gen-len", "8", "--batch", "32"));
        arguments.addAll(List.of(more));
        return Terminal.inRepository(folder.resolve("user")).run(arguments.toArray(String[]::new));
    }

    private JsonNode json(String model, String skew) {
        return JsonMapper.shared()
                .readTree(predict(model, "--format", "json", "--expert-skew", skew)
                        .out());
    }

    private static long weights(JsonNode prediction) {
        return prediction.get("totals").get("weight_bytes").asLong();
    }

    @Test
    void fewerExpertsAreRead() {
        JsonNode alike = json("qwen3-30b-a3b", "0");
        JsonNode skewed = json("qwen3-30b-a3b", "1");

        assertThat(alike.has("expert_skew")).isFalse();
        assertThat(skewed.get("expert_skew").asDouble()).isEqualTo(1);
        assertThat(weights(skewed)).isLessThan(weights(alike));
        assertThat(skewed.get("totals").get("matmul_flops"))
                .isEqualTo(alike.get("totals").get("matmul_flops"));
        assertThat(skewed.get("memory")).isEqualTo(alike.get("memory"));
    }

    @Test
    void thePageSaysTheAssumption() {
        assertThat(predict("qwen3-30b-a3b", "--expert-skew", "0.5").out())
                .contains("experts: chosen with weight 1/rank^0.5, an assumption");
        assertThat(predict("qwen3-30b-a3b").out()).doesNotContain("1/rank");
    }

    @Test
    void aModelWithoutExpertsIsTheSame() {
        assertThat(json("qwen3-8b", "1")).isEqualTo(json("qwen3-8b", "0"));
    }

    @Test
    void aBadSkewIsOneLine() {
        Terminal.Result result = predict("qwen3-30b-a3b", "--expert-skew", "-2");

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).isEqualTo("unmask: bad skew of experts: -2.0; expected a number from 0 to 8\n");
    }
}
