package org.unmask.app.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StudyFileTest {
    private static final String STUDY = """
            schema: unmask.study/1
            name: small
            answers:
              autoregressive: tiny-math-ar
              diffusion: tiny-math-dlm
              prompts: models/tiny-math/test.jsonl
              problems: 2
              generated_tokens: 64
              strategies: [ar, "diffusion:steps=32"]
            """;

    @TempDir
    private Path folder;

    private static void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> StudyFile.parse("s.yaml", text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("s.yaml: ")
                .hasMessageNotContainingAny("\n", "\r")
                .satisfies(refusal -> assertThat(List.of(parts))
                        .allSatisfy(part -> assertThat(refusal).hasMessageContaining(part)));
    }

    @Test
    void aStudyIsReadWithItsDefaults() throws IOException {
        Study study = StudyFile.parse("s.yaml", STUDY);

        assertThat(study.name()).isEqualTo("small");
        assertThat(study.title()).isEqualTo("small");
        assertThat(study.predict()).isEmpty();
        assertThat(study.measure()).isEmpty();
        assertThat(study.answers())
                .contains(new Study.Answer(
                        "tiny-math-ar",
                        "tiny-math-dlm",
                        "models/tiny-math/test.jsonl",
                        2,
                        64,
                        List.of("ar", "diffusion:steps=32"),
                        "float32",
                        "auto",
                        0));
        assertThat(study.hash())
                .hasSize(64)
                .isNotEqualTo(StudyFile.parse("s.yaml", STUDY + "# changed\n").hash());
    }

    @Test
    void aMapOfTheCrossoverIsOptional() throws IOException {
        Path file = Path.of(System.getProperty("unmask.home"), "studies", "smoke.yaml");
        String text = Files.readString(file);
        String part = text.substring(text.indexOf("  crossover:"), text.indexOf("\nmeasure:"));

        assertThat(StudyFile.parse("s.yaml", text).predict().orElseThrow().crossover())
                .contains(new Study.Crossover(
                        List.of(1, 4, 16, 64), List.of(64, 256, 1024, 4096), List.of("dual-cache:block=32,steps=64")));
        assertThat(StudyFile.parse("s.yaml", text.replace(part, ""))
                        .predict()
                        .orElseThrow()
                        .crossover())
                .isEmpty();
        assertRefused(text.replace("    prompt_tokens: 64-4096*4\n", ""), "predict.crossover.prompt_tokens: missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quickstart", "smoke"})
    void theStudiesOfTheProgramAreRead(String name) throws IOException {
        Path file = Path.of(System.getProperty("unmask.home"), "studies", name + ".yaml");

        assertThat(StudyFile.read(file).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "problems: 2            | problms: 2               | problems: missing",
                "name: small            | name: small;titl: x      | unknown key 'titl'; did you mean title",
                "problems: 2            | problems: 2;  bakend: x  | unknown key 'answers.bakend'; did you mean answers.backend",
                "problems: 2            | problems: two            | answers.problems: \"two\"; expected a whole number",
                "problems: 2            | problems: -2             | answers.problems: -2",
                "problems: 2            | problems: 2.5            | answers.problems: 2.5",
                "problems: 2            | problems: 99999999999    | answers.problems: 99999999999",
                "problems: 2            | problems: [2]            | answers.problems: [2]",
                "problems: 2            | problems:                | answers.problems: null",
                "problems: 2            | problems: 2;  problems: 3 | problems",
                "name: small            | name: small;name: other  | name",
                "name: small            | name: ../escape          | name: ../escape",
                "name: small            | name: 7                  | name: 7; expected text",
                "name: small            | name: ' '                | name: \" \"",
                "schema: unmask.study/1 | schema: unmask.study/2   | expected unmask.study/1",
                "schema: unmask.study/1 | title: x                 | schema: missing",
                "[ar,                   | [3,                      | answers.strategies",
                "[ar,                   | [{a: b},                 | answers.strategies",
                "answers:               | answer:                  | unknown key 'answer'; did you mean answers",
                "prompts: models/tiny-math/test.jsonl | prompts: {a: 1} | answers.prompts",
            })
    void aWrongKeyIsNamed(String original, String replacement, String expected) {
        assertThat(STUDY).contains(original.strip());
        assertRefused(STUDY.replace(original.strip(), replacement.strip().replace(";", "\n")), expected.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# nothing",
                "just text",
                "- a\n- b",
                "17",
                "null",
                "schema: unmask.study/1\nname: small",
                "schema: unmask.study/1\nname: small\nanswers: yes",
                "schema: unmask.study/1\nname: small\nanswers: []",
                "schema: unmask.study/1\nname: small\nanswers: {}",
                "schema: [unclosed",
                "\tschema: tab",
                "a: b: c",
                "schema: !!javax.script.ScriptEngineManager [a]",
                "schema: *nowhere",
                "%YAML 9.9\n---\nschema: x",
                "\u0000",
                "? [complex]\n: key"
            })
    void whatIsNoStudyIsRefusedInOneLine(String text) {
        assertRefused(text);
    }

    @Test
    void aSecondDocumentIsNotIgnored() {
        assertRefused(STUDY + "---\nschema: unmask.study/1\nname: other\n");
    }

    /// Nine references to nine references and so on: 9⁹ elements if they were followed.
    @Test
    @Timeout(20)
    void referencesToReferencesDoNotFillTheMemory() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i <= 9; i++) {
            bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(8) + "*a" + (i - 1) + "]\n");
        }
        assertRefused(bomb + STUDY.replace("[ar, \"diffusion:steps=32\"]", "*a9"));
    }

    @Test
    @Timeout(20)
    void deepNestingIsRefused() {
        assertRefused("a: " + "[".repeat(200_000));
        assertRefused("a: " + "{b: ".repeat(100_000));
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < 1200; i++) {
            indented.append(" ".repeat(i)).append("a:\n");
        }
        assertRefused(indented.toString());
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Path file = folder.resolve("huge.yaml");
        Files.writeString(file, STUDY + "# " + "x".repeat(2 << 20));

        assertThatThrownBy(() -> StudyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": larger than a study can be");
    }

    @Test
    void aFileThatIsNotTextIsRefusedInOneLine() throws IOException {
        Path file = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xC3, 0x28, (byte) 0xFF, 0});

        assertThatThrownBy(() -> StudyFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": not UTF-8")
                .hasMessageNotContaining("\n");
    }
}
