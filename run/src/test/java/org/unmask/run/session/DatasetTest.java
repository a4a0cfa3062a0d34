package org.unmask.run.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.run.session.Dataset.Problem;

class DatasetTest {
    @TempDir
    private Path folder;

    private Dataset read(String... lines) throws IOException {
        return Dataset.read(Files.writeString(folder.resolve("problems.jsonl"), String.join("\n", lines) + "\n"));
    }

    private Problem only(String line) throws IOException {
        return read(line).problems().getFirst();
    }

    @Test
    void problemsThatCannotBeAskedAreSkippedWithAReason() throws IOException {
        assertThat(only("{\"prompt\":\" \",\"answer\":1}").skipped()).isEqualTo("its prompt is empty");
        assertThat(only("{\"question\":\"\",\"answer\":\"1\"}").skipped()).isEqualTo("its prompt is empty");
        assertThat(only("{\"question\":\"Why?\",\"answer\":\"because\"}").skipped())
                .isEqualTo("its answer has no number, alone or behind ####");
    }

    @Test
    void aMissingAnswerIsNoAnswer() throws IOException {
        assertThat(only("{\"question\":\"How many?\"}").prompt().orElseThrow())
                .isEqualTo(new Prompt("Question: How many?\nAnswer:", Optional.empty(), Optional.empty()));
        assertThat(only("{\"prompt\":\"a\",\"answer\":\"\"}")
                        .prompt()
                        .orElseThrow()
                        .answer())
                .isEmpty();
    }

    @Test
    void humanEvalKeepsItsTasksAndIsNeverScored() throws IOException {
        Problem problem = only("{\"task_id\":\"HumanEval/7\",\"prompt\":\"def f():\\n\",\"entry_point\":\"f\","
                + "\"canonical_solution\":\"  pass\",\"test\":\"\",\"answer\":\"1\"}");

        assertThat(problem.task()).contains("HumanEval/7");
        assertThat(problem.prompt().orElseThrow().answer()).isEmpty();
    }

    @Test
    void theFingerprintIsThatOfTheLines() throws IOException {
        assertThat(read("{\"prompt\":\"a\"}", "", "{\"prompt\":\"b\"}").fingerprint())
                .isEqualTo(read("{\"prompt\":\"a\"}", "{\"prompt\":\"b\"}").fingerprint())
                .isNotEqualTo(read("{\"prompt\":\"b\"}", "{\"prompt\":\"a\"}").fingerprint());
    }

    @Test
    void noMoreProblemsThanThereAre() throws IOException {
        Dataset dataset = read("{\"prompt\":\"a\"}", "{\"prompt\":\"b\"}");

        assertThat(dataset.first(0)).hasSize(2);
        assertThat(dataset.first(1)).hasSize(1);
        assertThatThrownBy(() -> dataset.first(3)).hasMessageContaining("3 problems are asked for");
        assertThatThrownBy(() -> read("")).hasMessageContaining("no problems");
    }
}
