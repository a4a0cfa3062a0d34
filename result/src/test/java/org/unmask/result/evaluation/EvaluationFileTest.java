package org.unmask.result.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.decode.StrategySpec;
import org.unmask.result.Setting;
import org.unmask.result.evaluation.EvaluatedProblem.Score;

class EvaluationFileTest {
    private static final Setting SETTING = Setting.UNKNOWN.with(StrategySpec.parse("diffusion:threshold=0.9"));

    @TempDir
    private Path folder;

    private static EvaluatedProblem answer(int problem, Optional<Score> score) {
        return new EvaluatedProblem(
                SETTING.id(),
                problem,
                Optional.of("HumanEval/" + problem),
                "a\n\"b\"",
                score,
                true,
                5,
                3,
                8,
                3,
                0.25,
                2,
                0,
                List.of(List.of(6, 0, 2), List.of()),
                List.of(4, 1));
    }

    private EvaluationFile read(String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("answers.jsonl"), String.join("\n", lines) + "\n");
        return EvaluationFile.read(file);
    }

    private static String head() {
        return EvaluationFile.head("test.jsonl", "sha256:1", 64).toString();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        EvaluatedProblem right = answer(0, Optional.of(new Score(true, false)));
        EvaluatedProblem open = answer(1, Optional.empty());

        EvaluationFile file = read(
                head(),
                EvaluationFile.line(SETTING).toString(),
                right.json().toString(),
                open.json().toString(),
                answer(0, Optional.empty()).json().toString());

        assertThat(file.dataset()).isEqualTo("test.jsonl");
        assertThat(file.fingerprint()).isEqualTo("sha256:1");
        assertThat(file.generatedTokens()).isEqualTo(64);
        assertThat(file.settings()).containsOnlyKeys(SETTING.id());
        assertThat(file.of(SETTING.id())).containsExactly(right, open);
    }

    @Test
    void anotherFileIsRefusedInOneLine() {
        assertThatThrownBy(() -> read("{\"type\":\"header\"}"))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("no file of answers; its first line lacks \"schema\":\"unmask.evaluation/1\"");
        assertThatThrownBy(() -> read(head(), answer(0, Optional.empty()).json().toString()))
                .hasMessageContaining("line 2: an answer under setting " + SETTING.id());
        assertThatThrownBy(() -> read(head(), "{\"type\":\"run\"}")).hasMessageContaining("line 2: type 'run'");
        assertThatThrownBy(() -> read(head(), "{\"type\":\"problem\"}")).hasMessageContaining("line 2: ");
        assertThatThrownBy(() -> read(head(), "{\"type\":")).hasMessageContaining("line 2: not a JSON object");
    }
}
