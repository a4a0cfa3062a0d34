package org.unmask.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/// Copies of files with what goes wrong in some places: cut off, doubled, overwritten.
public final class Damage {
    private static final List<String> PIECES = List.of(
            "-1",
            "0",
            "1e999",
            "-0.0",
            "NaN",
            "Infinity",
            "null",
            "true",
            "\"\"",
            "{}",
            "[]",
            "[[]]",
            "99999999999999999999",
            "1e-300",
            "\"ms\"",
            ",",
            "\n",
            "\r\n",
            "|",
            "{",
            "}",
            "[",
            "\"",
            ":",
            "\u0000",
            "\u20ac",
            "(s)",
            "@ d9");

    private Damage() {}

    /// Reads a file, or refuses it.
    public interface Reader {
        void read(Path file) throws IOException;
    }

    /// Whether a file is refused: in one line that names it, or else it was read.
    public static boolean isRefused(Path file, Reader reader) throws IOException {
        try {
            reader.read(file);
            return false;
        } catch (IOException e) {
            assertThat(e.getMessage())
                    .startsWith(file.toString())
                    .doesNotContain("\n")
                    .hasSizeLessThan(1000);
            return true;
        } catch (RuntimeException e) {
            return fail("neither read nor refused: " + Files.readString(file, StandardCharsets.ISO_8859_1), e);
        }
    }

    /// A copy that differs in one to three places.
    public static String of(String sample, Random random) {
        String damaged = sample;
        for (int i = random.nextInt(3); i >= 0; i--) {
            damaged = once(damaged, random);
        }
        return damaged;
    }

    private static String once(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(12));
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, Math.max(1, from));
            case 1 -> text.substring(0, from) + piece + text.substring(to);
            case 2 -> text.substring(0, from) + text.substring(from, to) + text.substring(from);
            case 3 -> withNumber(text, from, piece);
            default -> text.substring(0, from) + (char) random.nextInt(128) + text.substring(to);
        };
    }

    /// Another value in the place of the next number.
    private static String withNumber(String text, int from, String piece) {
        return text.substring(0, from) + text.substring(from).replaceFirst("-?\\d+(\\.\\d+)?", piece.replace("\\", ""));
    }
}
