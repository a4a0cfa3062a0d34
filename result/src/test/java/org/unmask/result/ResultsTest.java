package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.op.DType;
import org.unmask.core.op.DTypes;
import org.unmask.core.op.Fusion;

/// Files are read as they are, those of earlier versions too.
class ResultsTest {
    /// Written by real runs of earlier versions of the program.
    private static final Path OLD = Path.of("src/test/resources/version1");

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("results.jsonl");
    }

    private Header header(String hash) {
        return new Header("study", hash, Instant.EPOCH, Map.of("cpu", "Imaginary CPU"));
    }

    private RunResult run(int repetition) {
        return new RunResult(SettingTest.FULL, repetition, 1, List.of(), List.of(), 0);
    }

    /// A header and two runs.
    private void write() throws IOException {
        try (ResultFile results = ResultFile.append(file())) {
            header("a").begin(results, _ -> {});
            results.append(run(0).json());
            results.append(run(1).json());
        }
    }

    @Test
    void whatWasWrittenIsRead() throws IOException {
        write();

        Results results = Results.read(file());

        assertThat(results.header()).isEqualTo(header("a"));
        assertThat(results.runs()).containsExactly(run(0), run(1));
        assertThat(results.answers()).isEmpty();
        assertThat(results.torn()).isEmpty();
        assertThat(results.lines()).hasSize(3);
    }

    @Test
    void aTornEndIsReportedAndLeftInPlace() throws IOException {
        write();
        Files.writeString(file(), "{\"type\":\"ru", StandardOpenOption.APPEND);
        byte[] before = Files.readAllBytes(file());

        Results results = Results.read(file());

        assertThat(results.runs()).hasSize(2);
        assertThat(results.torn()).isEqualTo(file() + " line 4: torn after 11 bytes; that line is left out");
        assertThat(Files.readAllBytes(file())).isEqualTo(before);
    }

    @Test
    void readingNeitherLocksNorWrites() throws IOException {
        write();
        Files.setLastModifiedTime(file(), FileTime.from(Instant.EPOCH));
        assertThat(file().toFile().setReadOnly()).isTrue();

        Results.read(file());

        assertThat(Files.getLastModifiedTime(file())).isEqualTo(FileTime.from(Instant.EPOCH));
        assertThat(file().toFile().setWritable(true)).isTrue();
        try (ResultFile open = ResultFile.append(file())) {
            assertThat(Results.read(file()).runs()).hasSize(2);
            assertThat(open.results().runs()).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}\n", "{\"type\":\"study\"}\n", "{\"schema\":\"unmask.result/9\"}\n"})
    void otherFilesAreRefusedInOneLine(String text) throws IOException {
        Path other = Files.writeString(folder.resolve("other"), text);

        assertThatThrownBy(() -> Results.read(other))
                .isInstanceOf(IOException.class)
                .hasMessage(other + ": not results of this program; expected a first line with schema unmask.result/2"
                        + " or unmask.result/1");
    }

    @Test
    void aBadLineIsNamed() throws IOException {
        write();
        Files.writeString(file(), "{\"type\":\"run\"}\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> Results.read(file()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file() + " line 4: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void resultsOfAnotherStudyAreNeverMixedIn() throws IOException {
        write();
        List<String> notes = new ArrayList<>();
        try (ResultFile results = ResultFile.append(file())) {
            header("a").begin(results, notes::add);
            assertThat(notes).containsExactly(Header.GOING_ON + " " + file() + ", 2 results so far");
            assertThatThrownBy(() -> header("b").begin(results, notes::add))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another study");
        }
    }

    private static Results old(String name) throws IOException {
        return Results.read(OLD.resolve(name));
    }

    @Test
    void runsOfVersionOneAreRead() throws IOException {
        Results results = old("smoke.jsonl");

        assertThat(results.header().schema()).isEqualTo("unmask.result/1");
        assertThat(results.probes()).singleElement().satisfies(probe -> {
            assertThat(probe.cpu()).isEqualTo("AMD EPYC");
            assertThat(probe.isOf(results.runs().getFirst().setting())).isTrue();
        });
        // Three strategies at two batches, two repetitions and one more for the operators; two strategies and three
        // problems.
        assertThat(results.runs()).hasSize(3 * 2 * 3);
        assertThat(results.answers()).hasSize(2 * 3);
        assertThat(results.runs().stream().map(run -> run.setting().id()).distinct())
                .hasSize(6);
        Setting setting = results.runs().get(1).setting();
        assertThat(setting.model())
                .isEqualTo(new Checkpoint(
                        Optional.of("small-dlm"), Optional.of("synthetic seed=1"), Optional.empty(), Optional.empty()));
        assertThat(setting.strategy()).hasToString("Optional[diffusion:steps=2]");
        assertThat(setting.load()).isEqualTo(Load.batch(1, 8, 8));
        assertThat(setting.logits()).contains(LogitRows.ACTIVE);
        assertThat(setting.shifted()).isEmpty();
        assertThat(setting.types().dtypes()).contains(new DTypes(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT32));
        assertThat(setting.engine())
                .isEqualTo(new Stack(
                        Optional.of("unmask"),
                        Optional.empty(),
                        Optional.of("vector"),
                        Optional.of("256-bit vectors, 2 threads possible"),
                        Optional.of(2),
                        Optional.of(Set.of(Fusion.RESIDUAL_NORM))));
        assertThat(setting.machine()).isEqualTo(new Machine(Optional.of("AMD EPYC"), Optional.of(2), Optional.empty()));
        assertThat(setting.stop()).contains(Stop.LENGTH);
        assertThat(setting.sampling()).isEqualTo(Drawing.of("greedy", 0, 0, 1, 0));
    }

    @Test
    void whatVersionOneSaysBeyondTheCommonCaseIsRead() throws IOException {
        Setting setting = old("measure-int8.jsonl").runs().getFirst().setting();

        assertThat(setting.types().dtypes()).contains(new DTypes(DType.FLOAT32, DType.INT8, DType.BFLOAT16));
        assertThat(setting.logits()).contains(LogitRows.ALL);
        assertThat(setting.stop()).contains(Stop.END_TOKEN);
        assertThat(setting.sampling()).isEqualTo(Drawing.of("plain", 0.7, 20, 1, 3));
    }

    @Test
    void editsAndWatchedSpansOfVersionOneAreRead() throws IOException {
        Results results = old("measure.jsonl");

        assertThat(results.runs()).hasSize(9);
        assertThat(results.runs().stream().filter(RunResult::timesOperators)).hasSize(3);
        assertThat(results.runs().stream().flatMap(run -> run.outcomes().stream()))
                .anyMatch(outcome -> outcome.edited() > 0)
                .anyMatch(outcome -> !outcome.watched().isEmpty());
        assertThat(results.runs().getFirst().setting().model().place())
                .contains("/home/user/unmask/models/tiny-math-ar");
        assertThat(results.runs().getFirst().setting().model().weights()).isEmpty();
    }

    @Test
    void answersOfVersionOneAreRead() throws IOException {
        AnswerResult alone = old("answers-study.jsonl").answers().getLast();
        AnswerResult together = old("answers.jsonl").answers().getLast();

        assertThat(alone.setting().load()).isEqualTo(Load.batch(1, new Lengths.AsGiven(), 64));
        assertThat(alone.setting().prompts()).isEqualTo(new Prompts(Optional.of("abf4f1a8"), Optional.of("plain")));
        assertThat(alone.setting().stop()).contains(Stop.END_TOKEN);
        assertThat(together.setting().load()).isEqualTo(Load.batch(2, new Lengths.AsGiven(), 64));
        assertThat(together.batch()).isEqualTo(2);
        assertThat(old("answers-study.jsonl").answers().stream()
                        .map(answer -> answer.setting().strategy().orElseThrow())
                        .flatMap(strategy -> strategy.keys().keySet().stream()))
                .as("what was assumed of a strategy is no part of what ran")
                .doesNotContain("tokens-per-pass");
    }

    @Test
    void aBackendNobodyKnowsLeavesItsFusionsUnknown() throws IOException {
        Path other = folder.resolve("other.jsonl");
        Files.writeString(other, Files.readString(OLD.resolve("smoke.jsonl")).replace("|vector|", "|warp|"));

        assertThat(Results.read(other).runs().getFirst().setting().engine().fusions())
                .isEmpty();
    }

    @Test
    void aPointOfAnotherFormIsAnErrorThatNamesIt() throws IOException {
        Path other = folder.resolve("other.jsonl");
        Files.writeString(other, Files.readString(OLD.resolve("smoke.jsonl")).replaceFirst("\\|batch=1\\|", "|"));

        assertThatThrownBy(() -> Results.read(other))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(other + " line 3: point: 'small-ar|ar|prompt=8|")
                .hasMessageContaining("measure again into a new file");
    }

    @Test
    void anOptionThatAPointGivesTwiceIsAnErrorThatNamesIt() throws IOException {
        Path other = folder.resolve("other.jsonl");
        Files.writeString(
                other,
                Files.readString(OLD.resolve("measure-int8.jsonl"))
                        .replaceFirst("finished=drop", "finished=keep,finished=drop"));

        assertThatThrownBy(() -> Results.read(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("finished=keep,finished=drop")
                .hasMessageContaining("is not a setting of unmask.result/1");
    }

    @Test
    void versionOneIsNotAddedTo() throws IOException {
        Path copy = Files.copy(OLD.resolve("measure-int8.jsonl"), folder.resolve("old.jsonl"));
        try (ResultFile results = ResultFile.append(copy)) {
            assertThatThrownBy(() -> new Header("ad hoc", "ad hoc", Instant.EPOCH, Map.of()).begin(results, _ -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessage(copy + " holds results of format unmask.result/1, which are read but not added to: give"
                            + " another place with --out or --results, or move the file away");
        }
        assertThat(Files.readString(copy, StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(OLD.resolve("measure-int8.jsonl")));
    }
}
