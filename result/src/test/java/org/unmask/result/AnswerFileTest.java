package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.unmask.core.decode.AnswerProfile;
import org.unmask.core.decode.CommitProfile;
import org.unmask.core.decode.Recording;
import org.unmask.core.decode.StrategySpec;

class AnswerFileTest {
    private static final String HEAD =
            "{\"type\":\"evaluation\",\"schema\":\"unmask.evaluation/1\",\"dataset\":\"d\",\"problems\":\"p\",\"generated_tokens\":8}";
    private static final Setting SETTING =
            Setting.UNKNOWN.with(Checkpoint.named("tiny")).with(StrategySpec.parse("diffusion:threshold=0.9"));

    @TempDir
    private Path folder;

    private Recording read(String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve("f"), String.join("\n", lines) + "\n");
        return AssumptionFiles.ON_DISK.profile(file.toString());
    }

    private static String setting() {
        return "{\"type\":\"setting\",\"setting\":" + SETTING.json() + "}";
    }

    private static String problem(int number, String commits) {
        return "{\"type\":\"problem\",\"setting\":\"" + SETTING.id() + "\",\"problem\":" + number + ",\"commits\":"
                + commits + "}";
    }

    @Test
    void answersOfASettingAreReadOnceEach() throws IOException {
        Recording profile = read(HEAD, setting(), problem(0, "[[6,2]]"), problem(1, "[[8]]"), problem(0, "[[1,7]]"));

        assertThat(profile).isInstanceOfSatisfying(AnswerProfile.class, answers -> {
            assertThat(answers.settings()).hasSize(1);
            assertThat(answers.settings().getFirst().model()).isEqualTo("tiny");
            assertThat(answers.settings().getFirst().data()).isEqualTo("d");
            assertThat(answers.settings().getFirst().commits())
                    .containsExactly(List.of(List.of(6, 2)), List.of(List.of(8)));
        });
    }

    @Test
    void theProfileOfOneGenerationIsToldApart() throws IOException {
        assertThat(read("{\"schema\": \"unmask.commits/1\",", "\"commits\": [8]}"))
                .isInstanceOf(CommitProfile.class);
    }

    @Test
    void aTornLineIsRefusedWithItsNumber() {
        assertThatThrownBy(() -> read(HEAD, setting(), "{\"type\":"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("f line 3: not a line of answers");
        assertThatThrownBy(() -> read(HEAD, "{\"type\":\"problem\"}")).hasMessageContaining("line 2");
    }
}
