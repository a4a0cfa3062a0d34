package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.unmask.core.decode.CommitProfile;
import org.unmask.core.decode.LogitRows;
import org.unmask.core.decode.Outcome;
import org.unmask.core.decode.Request;
import org.unmask.core.decode.Strategies;
import org.unmask.core.decode.StrategySpec;
import org.unmask.core.decode.Unfolding;

class CommitFileTest {
    @TempDir
    private Path folder;

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("commits.json"), text);
    }

    /// Two blocks of 4 after a prompt of 4: the passes that read the prompt and store finished blocks predict nothing.
    @Test
    void onlyPassesThatPredictAreKept() throws IOException {
        StrategySpec spec = StrategySpec.parse("block-diffusion:block=4,threshold=0.9");
        List<Outcome> outcomes = List.of(
                new Outcome(0, 0, 0, 1),
                new Outcome(3, 1, 1, 1),
                new Outcome(1, 0, 0, 1),
                new Outcome(0, 0, 0, 1),
                new Outcome(4, 0, 0, 1),
                new Outcome(0, 0, 0, 1));
        Path file = write(CommitFile.text(spec, new Request(1, 4, 8, LogitRows.ACTIVE), outcomes));
        CommitProfile profile = CommitFile.read(file.toString());

        assertThat(profile.passes()).extracting(CommitProfile.Entry::committed).containsExactly(3, 1, 4);
    }

    /// A run, written down and predicted again, has the passes it had.
    @Test
    void whatIsWatchedIsReplayed() throws IOException {
        StrategySpec spec = StrategySpec.parse("d2f:block=4,threshold=0.9,activate=1,add=0.25");
        Request request = new Request(1, 4, 8, LogitRows.ACTIVE);
        List<Outcome> outcomes = List.of(
                new Outcome(1, 0, 1, 3, 1, List.of(3)),
                new Outcome(3, 0, 1, 4, 1, List.of(2, 2)),
                new Outcome(2, 0, 1, 2, 1, List.of(0, 2)),
                new Outcome(2, 0, 0, 0, 1, List.of(0)));
        Path file = write(CommitFile.text(spec, request, outcomes));
        List<Integer> queries = new ArrayList<>();
        StrategySpec again = StrategySpec.parse("d2f:block=4,activate=1,add=0.25,profile=" + file);
        Unfolding.run(
                Strategies.create(again, 8),
                request,
                Strategies.assumption(again, request, CommitFile::read),
                (pass, _) -> queries.add(pass.only().queries()));

        // Prompt and block 1; blocks 1 and 2 twice; block 1, now finished, enters the cache while block 2 ends.
        assertThat(queries).containsExactly(8, 8, 8, 8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schema\": \"x\", \"commits\": [1]} | schema: \"x\"; expected 'unmask.commits/1'",
                "{\"schema\": \"unmask.commits/1\"} | commits: missing; expected a list of whole numbers",
                "{\"schema\": \"unmask.commits/1\", \"commits\": [1.5]} | commits: 1.5; expected a whole number from 0",
                "{\"schema\": \"unmask.commits/1\", \"commits\": [-1]} | commits: -1; expected a whole number from 0",
                "{\"schema\": \"unmask.commits/1\", \"commits\": [1], \"edits\": [0, 0]} | edits: [0,0]; expected as many elements as commits has, 1",
            })
    void aBadFileIsOneLine(String text, String message) throws IOException {
        Path file = write(text);

        assertThatThrownBy(() -> CommitFile.read(file.toString()))
                .isInstanceOf(UncheckedIOException.class)
                .cause()
                .hasMessage(file + ": " + message);
    }

    @Test
    void aMissingOrBrokenFileIsOneLine() throws IOException {
        Path file = write("{");

        assertThatThrownBy(() -> CommitFile.read(folder.resolve("none").toString()))
                .cause()
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(folder.resolve("none") + ": no such file");
        assertThatThrownBy(() -> CommitFile.read(file.toString()))
                .cause()
                .hasMessageContaining("malformed JSON")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aProfileThatDoesNotSumUpIsRefused() throws IOException {
        Path file = write("{\"schema\": \"unmask.commits/1\", \"commits\": [4, 3]}");
        StrategySpec spec = StrategySpec.parse("diffusion:profile=" + file);
        Request request = new Request(1, 4, 8, LogitRows.ACTIVE);

        assertThatThrownBy(() -> Strategies.assumption(spec, request, CommitFile::read))
                .hasMessage("profile " + file + " commits 7 tokens in 2 passes; the generated length is 8");
    }

    /// Drafts of two tokens: of the first both are kept and one more, of the second none; of the third two could not both be
    /// kept, so that it tells nothing.
    @Test
    void ofDraftsItSaysHowMuchIsKept() throws IOException {
        StrategySpec spec = StrategySpec.parse("speculative:drafter=ngram,draft=2");
        List<Outcome> outcomes = List.of(
                new Outcome(1, 0, 0, 1), new Outcome(3, 0, 0, 1), new Outcome(1, 1, 2, 1), new Outcome(2, 0, 0, 1));
        Path file = write(CommitFile.text(spec, new Request(1, 4, 7, LogitRows.ACTIVE), outcomes));

        assertThat(AssumptionFiles.ON_DISK.acceptance(file.toString()).probabilities())
                .containsExactly(0.5, 0.0, 0.5);
    }
}
