package org.unmask.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PiecesTest {
    /// Tokens are bytes, as in the smallest vocabulary there can be.
    private static String bytes(int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(tokens).forEach(bytes::write);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Like SentencePiece: words begin with a blank, which the first word of a text loses.
    private static String words(int[] tokens) {
        return Arrays.stream(tokens).mapToObj(token -> "w" + token).collect(Collectors.joining(" "));
    }

    private static List<Integer> tokens(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return java.util.stream.IntStream.range(0, bytes.length)
                .mapToObj(i -> bytes[i] & 0xFF)
                .toList();
    }

    @Test
    void aCharacterBelongsToTheTokenThatCompletesIt() {
        assertThat(new Pieces(PiecesTest::bytes).of(-1, tokens("aé漢😀.")))
                .containsExactly("a", "", "é", "", "", "漢", "", "", "", "😀", ".");
    }

    @Test
    void aCharacterThatIsNotCompleteYetIsUnknown() {
        assertThat(new Pieces(PiecesTest::bytes).of('x', tokens("a漢").subList(0, 3)))
                .containsExactly("a", "", "�");
    }

    @Test
    void bytesThatAreNoCharacterDoNotHoldBackWhatFollows() {
        assertThat(String.join("", new Pieces(PiecesTest::bytes).of(-1, List.of(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x61))))
                .endsWith("a");
    }

    @Test
    void blanksBetweenWordsAreKept() {
        assertThat(new Pieces(PiecesTest::words).of(7, List.of(1, 2))).containsExactly(" w1", " w2");
        assertThat(new Pieces(PiecesTest::words).of(-1, List.of(1, 2))).containsExactly("w1", " w2");
    }
}
