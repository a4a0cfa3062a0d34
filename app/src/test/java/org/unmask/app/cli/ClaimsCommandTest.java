package org.unmask.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ClaimsCommandTest {
    @TempDir
    private Path folder;

    private Terminal.Result run(String... arguments) {
        Terminal.Result result = Terminal.inRepository(folder.resolve("user")).run(arguments);
        assertThat(result.code()).as(String.join(" ", arguments)).isZero();
        return result;
    }

    private JsonNode claims() {
        return JsonMapper.shared().readTree(run("claims", "-o", "json").out()).path("claims");
    }

    private static JsonNode answer(JsonNode claims, String id, String evidence, String workload) {
        return claims.valueStream()
                .filter(claim -> claim.path("id").asString().equals(id))
                .flatMap(claim -> claim.path("answers").valueStream())
                .filter(each -> each.path("evidence").asString().equals(evidence)
                        && each.path("workload").asString().equals(workload))
                .findFirst()
                .orElseThrow();
    }

    /// What does not depend on details: a full canvas costs the same at every step, a cached one begins blocks with a
    /// dear one; decoding of one sequence is far left of every ridge.
    @Test
    void predictionsDecideWhatCanBeSaidByHand() {
        JsonNode claims = claims();

        assertThat(answer(claims, "low-intensity", "prediction", "coding")
                        .path("outcome")
                        .asString())
                .isEqualTo("confirmed");
        assertThat(answer(claims, "linear-steps", "prediction", "document")
                        .path("verdict")
                        .asString())
                .isEqualTo("only with decoding full canvas");
        assertThat(answer(claims, "batches", "measurement", "coding")
                        .path("verdict")
                        .asString())
                .isEqualTo("not measured");
        assertThat(answer(claims, "slower-in-practice", "publication", "coding")
                        .path("settings")
                        .asInt())
                .isPositive();
    }

    @Test
    void everyCommandOfAClaimRuns() {
        List<String> commands = claims().valueStream()
                .map(claim -> claim.path("command").asString())
                .toList();
        assertThat(commands).hasSizeGreaterThan(10).doesNotHaveDuplicates();
        for (String command : commands) {
            assertThat(run(command.replaceFirst("^./unmask ", "")
                                    .replace("'", "")
                                    .split(" ", -1))
                            .out())
                    .isNotBlank();
        }
    }

    @Test
    void textAndCsvHaveALineForEveryAnswer() {
        long answers = claims().valueStream()
                .mapToLong(claim -> claim.path("answers").size())
                .sum();

        assertThat(run("claims", "-o", "csv").out().lines().count()).isEqualTo(answers + 1);
        assertThat(run("claims").out())
                .contains("Latency is linear in the number of sampling steps.")
                .contains("not measured");
    }
}
